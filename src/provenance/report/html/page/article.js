// An article: its text with every shared passage shaded by origin, and who else holds each.

async function articlePage(number) {
  const [articles, pairs] = [await block("articles"), await block("pairs")];
  const more = await articleText(number);
  const groups = passageGroups(more.spans);
  return {
    title: articleName(articles, number),
    list: "articles",
    number,
    content: [
      make("h2", { tabindex: -1 }, bdi(articleName(articles, number))),
      articleFacts(articles, number, more),
      make("p.lead", {}, "Origin: ", originOf(articles, number)),
      evidence(more.supports, more.against),
      legend(more.spans),
      make(
        "div.reading",
        {},
        readingText(articles, number, more, groups),
        await sharedList(articles, pairs, number, groups),
      ),
    ],
  };
}

function articleFacts(articles, number, { url, path, recordLine, credits, recognised, said }) {
  const web = url && /^https?:\/\//.test(url);
  const rows = [
    ["Outlet", head.outlets[articles.outlet[number]] ?? "unknown"],
    ["Published", articles.published[number] ?? "undated"],
    ["Language", head.languages[articles.language[number]] ?? "unknown"],
    ["Credits", credits.length ? credits.join("; ") : "none"],
    ...said,
    ["Id", articles.id[number]],
    path !== articles.id[number] && ["File", recordLine === null ? path : `${path}:${recordLine}`],
    recognised !== null && ["Text recognition", `${percent(recognised)} sure of its words`],
    url && ["Address", web ? make("a", { href: url, rel: "noopener noreferrer" }, url) : url],
    [
      "Words",
      `${whole.format(articles.words[number])}; ${percent(articles.reused[number])} in passages and ${percent(articles.quoted[number])} in quotations that other articles hold`,
    ],
  ];
  return make(
    "dl.about",
    {},
    rows
      .filter(Boolean)
      .map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", { dir: "auto" }, value))),
  );
}

/** Put stretches that overlap together: { start, end, matches, kinds } in the order of the text. */
function passageGroups(spans) {
  const groups = [];
  for (let n = 0; n < spans.length; n += 4) {
    const [start, end, match, kind] = spans.slice(n, n + 4);
    let group = groups.at(-1);
    if (!group || start >= group.end) groups.push((group = { start, end, spans: [] }));
    group.end = Math.max(group.end, end);
    group.spans.push({ start, end, match, kind });
  }
  return groups;
}

/** The order in which kinds show where they overlap: as pairs are ordered, most telling first. */
const TELLING = [
  "wire-copy",
  "press-release",
  "syndication",
  "shared-quote",
  "unknown",
  "revision",
  "boilerplate",
  "formula",
];
const telling = (kind) => TELLING.indexOf(head.origins[kind]);

/** Cut a group where its stretches begin and end: { start, end, kind }, of the most telling kind each. */
function shades(group) {
  const edges = [...new Set(group.spans.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  return edges.slice(1).map((end, n) => {
    const start = edges[n];
    const over = group.spans.filter((span) => span.start <= start && span.end >= end);
    over.sort((a, b) => telling(a.kind) - telling(b.kind) || a.match - b.match);
    return { start, end, kind: head.origins[over[0].kind], match: over[0].match };
  });
}

function legend(spans) {
  const kinds = new Set();
  for (let n = 3; n < spans.length; n += 4) kinds.add(head.origins[spans[n]]);
  if (!kinds.size) return make("p.note", {}, "No other article held shares a passage with this one.");
  const marks = TELLING.filter((kind) => kinds.has(kind)).map((kind) =>
    make("li", {}, make(`span.shade.o-${kind}`, {}, kind)),
  );
  return make("ul.legend", { "aria-label": "What shading means" }, marks);
}

function readingText(articles, number, { text, bodyStart }, groups) {
  const body = make("div.text", { lang: head.languages[articles.language[number]] });
  if (text === null) {
    body.append(
      make(
        "p.note",
        {},
        "The report does not carry this article's text; beside it are the passages that others hold.",
      ),
    );
    return body;
  }
  const pieces = [];
  let at = bodyStart; // front matter is told above, as what it says
  groups.forEach((group, n) => {
    pieces.push({ text: text.slice(at, group.start) });
    for (const shade of shades(group))
      pieces.push({ ...shade, text: text.slice(shade.start, shade.end), group: n + 1 });
    pieces.push({ mark: n + 1 });
    at = group.end;
  });
  pieces.push({ text: text.slice(at) });
  body.append(...lines(pieces));
  return body;
}

/** Lay pieces out in paragraphs, a line each; where a form feed stands, a new page begins. */
function lines(pieces) {
  const made = [make("p", { dir: "auto" })];
  let page = 1;
  for (const piece of pieces) {
    if (piece.mark) {
      made.at(-1).append(
        make(
          "sup.number",
          {},
          make(
            "button",
            {
              type: "button",
              "aria-label": `Who else holds passage ${piece.mark}`,
              click: () => document.getElementById(`g-${piece.mark}`).focus(),
            },
            piece.mark,
          ),
        ),
      );
      continue;
    }
    piece.text.split(/(\f)/).forEach((stretch) => {
      if (stretch === "\f") {
        made.push(make("p.page", {}, `Page ${(page += 1)}`), make("p", { dir: "auto" }));
        return;
      }
      visible(stretch)
        .split("\n")
        .forEach((line, n) => {
          if (n) made.push(make("p", { dir: "auto" }));
          if (line) made.at(-1).append(piece.kind ? make(`span.shade.o-${piece.kind}`, {}, line) : line);
        });
    });
  }
  const shown = made.filter((line) => line.textContent.trim());
  while (shown.at(-1)?.className === "page") shown.pop();
  return shown;
}

const PARTNERS = 8;

/** List the shared passages: for each, what they are shaded as, with links to the matches. */
async function sharedList(articles, pairs, number, groups) {
  const { matches } = await block("ids");
  const entries = groups.map((group, n) => {
    const spans = [...group.spans].sort((a, b) => telling(a.kind) - telling(b.kind) || a.match - b.match);
    const kinds = [...new Set(spans.map((span) => span.kind))];
    const parts = kinds.map((kind) => {
      const links = partnerNames(
        articles,
        pairs,
        number,
        spans.filter((span) => span.kind === kind),
      ).map(({ name, title, match }) =>
        make("a", { href: `#m-${matches[match]}`, title }, make("bdi", {}, name)),
      );
      const origin = head.origins[kind];
      return make("p", {}, make(`span.origin.o-${origin}`, {}, swatch(), `${origin}: `), partnerLinks(links));
    });
    return make("li", { id: `g-${n + 1}`, tabindex: -1 }, parts);
  });
  return make(
    "aside.partners",
    { "aria-label": "Shared passages" },
    make("h3", {}, "Shared passages"),
    entries.length ? make("ol", {}, entries) : make("p", {}, "None."),
  );
}

/** Return what the other articles are called: by outlet and day where that tells them apart, else by title. */
function partnerNames(articles, pairs, number, spans) {
  const partners = spans.map(({ match }) => {
    const pair = pairOfNumber(pairs, match);
    const other = pairs.left[pair] === number ? pairs.right[pair] : pairs.left[pair];
    const outlet = head.outlets[articles.outlet[other]];
    const day = articles.published[other] ? `, ${oneLine(articles.published[other]).slice(0, 10)}` : "";
    return {
      match,
      title: oneLine(articleName(articles, other)),
      short: outlet ? oneLine(outlet) + day : null,
    };
  });
  const seen = new Map();
  for (const { short } of partners) seen.set(short, (seen.get(short) ?? 0) + 1);
  return partners.map(({ match, title, short }) => {
    const told = short !== null && seen.get(short) === 1;
    return { match, title, name: told ? short : shortened(title, 60) };
  });
}

/** Lay links out with commas between, the first few of many and a button that shows the others. */
function partnerLinks(links) {
  const spaced = links.flatMap((link, n) => (n ? ["; ", link] : [link]));
  if (links.length <= PARTNERS) return spaced;
  const rest = spaced.slice(2 * PARTNERS - 1);
  const button = make("button", { type: "button" }, `${whole.format(links.length - PARTNERS)} more`);
  button.addEventListener("click", () => {
    button.replaceWith(...rest);
    links[PARTNERS].focus();
  });
  return [...spaced.slice(0, 2 * PARTNERS - 1), " ", button];
}
