// A pair of articles with its matches, each side by side.

const OPENED = 6; // a pair with no more matches has them all open

async function pairPage(number, wanted) {
  const [articles, pairs] = [await block("articles"), await block("pairs")];
  const { supports, against, matches } = await pairMatches(number);
  const [left, right] = [pairs.left[number], pairs.right[number]];
  const listed = matches.filter((match) => !ASIDE.has(match.content));
  const aside = matches.filter((match) => ASIDE.has(match.content));
  const open = (match) => (wanted ? match.id === wanted : matches.length <= OPENED || match === matches[0]);
  const group = (text, some) =>
    some.length ? [make("h3", {}, text), some.map((match) => matchEntry(articles, match, open(match)))] : [];
  return {
    title: `Pair ${whole.format(number + 1)}: ${articleName(articles, left)} ~ ${articleName(articles, right)}`,
    list: "pairs",
    number,
    content: [
      make(
        "h2",
        { tabindex: -1 },
        `Pair ${whole.format(number + 1)}: `,
        ...twoNames(articles, pairs, number),
      ),
      make(
        "div.sides.heads",
        {},
        articleHead(articles, left, pairs.leftShare[number]),
        articleHead(articles, right, pairs.rightShare[number]),
      ),
      make("p.lead", {}, "Origin: ", originOf(pairs, number)),
      evidence(supports, against),
      group("Passages and quotations in common", listed),
      group("Set aside: stock text and formulas", aside),
    ],
  };
}

function articleHead(articles, n, share) {
  const about = articleSource(articles, n);
  return make(
    "div.head",
    {},
    make("p.name", {}, articleLink(articles, n)),
    make("p.source", {}, about ? [bdi(about), " "] : "outlet and date unknown ", place(articles, n)),
    make("p", {}, `${percent(share)} of ${counted(articles.words[n], "word")} in common`),
  );
}

/** Return a match that opens and closes; what is in it is made when it is first opened. */
function matchEntry(articles, match, open) {
  const entry = make("details.match", { id: `m-${match.id}` });
  const [left] = match.sides;
  const excerpt = make("span.excerpt", { dir: "auto" });
  entry.append(
    make(
      "summary",
      {},
      make("span.kind", {}, `${match.relation} ${match.content}`),
      make("span.score", {}, `score ${match.score.toFixed(2)}`),
      match.speaker && make("span", {}, "speaker ", bdi(match.speaker)),
      match.label ? make("span.label", {}, `labelled ${match.label}`) : null,
      excerpt,
    ),
  );
  sideText(left).then((side) => (excerpt.textContent = visible(shortened(side.text, 110))));
  const fill = async () => {
    if (entry.childElementCount > 1) return;
    const body = make("div.body");
    entry.append(body);
    body.append(...(await matchBody(articles, match)));
  };
  entry.addEventListener("toggle", fill);
  if (open) {
    entry.open = true;
    entry.ready = fill();
  }
  return entry;
}

async function matchBody(articles, match) {
  const sides = await Promise.all(match.sides.map(sideText));
  const compare = match.relation !== "translated";
  const rows = compare
    ? alignedRows(sides[0].text, sides[1].text)
    : [[{ equal: true, left: sides[0].text, right: sides[1].text }]];
  const clusters = await block("clusters");
  const cluster = match.cluster >= 0 ? clusters.id[match.cluster] : null;
  const size = cluster === null ? 0 : clusters.first[match.cluster + 1] - clusters.first[match.cluster];
  return [
    make(
      "div.sides.aligned",
      {},
      sides.map((side, n) => sideColumn(articles, side, rows, n)),
    ),
    make(
      "p.note",
      {},
      compare ? differences(rows) : "The sides are in two languages, so no words are compared.",
    ),
    make(
      "ul.facts",
      {},
      match.evidence.map((fact) => make("li", { dir: "auto" }, fact)),
    ),
    commandLine(match),
    make(
      "p.links",
      {},
      make("a", { href: `#m-${match.id}` }, "Link to this match"),
      cluster === null
        ? null
        : make("a", { href: `#c-${cluster}` }, `Cluster of ${counted(size, "passage")}`),
      make("code", {}, match.id),
    ),
  ].filter(Boolean);
}

function sideColumn(articles, side, rows, n) {
  const language = head.languages[articles.language[side.article]];
  const [cutBefore, cutAfter] = side.cut ?? [true, true];
  const [above, leadIn] = atLastBreak((cutBefore && side.before ? "…" : "") + unpaged(side.before));
  const [ending, below] = atFirstBreak(unpaged(side.after) + (cutAfter && side.after ? "…" : ""));
  const around = (text) => (text ? make("span.around", {}, text) : null);
  const shared = (row, at) =>
    make(
      "p.text.shared",
      { dir: "auto", lang: language },
      at === 0 ? around(leadIn) : null,
      passage(row, n ? "right" : "left"),
      at === rows.length - 1 ? around(ending) : null,
    );
  const about = articleSource(articles, side.article);
  return make(
    "div.side",
    {},
    make(
      "p.place",
      {},
      articleLink(articles, side.article),
      about ? [" ", make("span.source", {}, about)] : null,
      " ",
      place(articles, side.article, side.line, side.page),
    ),
    make("p.text.around.above", { dir: "auto", lang: language }, above.trim()),
    rows.map(shared),
    make("p.text.around", { dir: "auto", lang: language }, below.trim()),
  );
}

/** Return text without the form feeds that mark pages. */
const unpaged = (text) => text.replaceAll("\f", "");

/** Cut what stands before a passage where the passage's own line begins, and what follows where it ends. */
function atLastBreak(text) {
  const at = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
  return [text.slice(0, at), text.slice(at)];
}

function atFirstBreak(text) {
  const at = text.search(/[\r\n]/);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

/** Return one side of a row, its differences marked; white space at their ends is not. */
function passage(row, key) {
  return row
    .filter((step) => step[key])
    .flatMap((step) => {
      if (step.equal) return [step[key]];
      const text = step[key].trimEnd();
      return [text ? make("mark.differs", {}, text) : null, step[key].slice(text.length)];
    });
}

/** Say how many words differ, for those who do not see the marks. */
function differences(rows) {
  const [left, right] = ["left", "right"].map((key) =>
    rows.flat().reduce((number, step) => number + (step.equal ? 0 : tokens(step[key]).length), 0),
  );
  if (!left && !right) return "All words are equal, case and punctuation aside.";
  return `Underlined words differ: ${whole.format(left)} on the left, ${whole.format(right)} on the right.`;
}

function commandLine(match) {
  if (!match.command) return match.label ? make("p", {}, `Labelled: ${match.label}`) : null;
  const code = make("code", { tabindex: 0 }, match.command);
  const copy = async () => {
    say((await copied(code)) ? "Copied the label command." : "Selected; copy it with the keyboard.");
  };
  return make(
    "div.command",
    {},
    make("p", {}, "To label it, in the folder of the corpus:"),
    make("div", {}, code, make("button", { type: "button", click: copy }, "Copy")),
  );
}

async function copied(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch {
    return document.execCommand("copy");
  }
}

/** Return the number of the pair that has a match, or -1. */
async function pairOfMatch(id) {
  const [pairs, ids] = [await block("pairs"), await block("ids")];
  const number = ids.matches.indexOf(id);
  return number < 0 ? -1 : pairOfNumber(pairs, number);
}

const pairOfNumber = (pairs, match) => lastUpTo(pairs.first, match);

async function pairOfKey(key) {
  const [articles, pairs] = [await block("articles"), await block("pairs")];
  const [left, right] = [key.slice(0, key.length / 2), key.slice(key.length / 2)].map((half) =>
    articles.key.indexOf(half),
  );
  return pairs.left.findIndex((one, n) => one === left && pairs.right[n] === right);
}
