// A cluster: its evidence, who ran it when, its passages and the matches that tie them.

const SHOWN = 100;

async function clusterPage(number) {
  const [articles, clusters, pairs] = [
    await block("articles"),
    await block("clusters"),
    await block("pairs"),
  ];
  const members = [];
  for (let m = clusters.first[number]; m < clusters.first[number + 1]; m += 1) {
    members.push({ article: clusters.article[m], start: clusters.start[m], end: clusters.end[m] });
  }
  const when = (member) => articles.when[member.article] ?? Infinity;
  members.sort((a, b) => when(a) - when(b) || a.article - b.article || a.start - b.start);
  const ties = clusters.match.slice(clusters.firstMatch[number], clusters.firstMatch[number + 1]);
  const undated = members.filter((member) => when(member) === Infinity).length;
  const notes = [
    counted(members.length, "passage"),
    `in ${counted(new Set(members.map((m) => m.article)).size, "article")}`,
  ];
  const tied = clusters.collapsed[number];
  if (tied) notes.push(`${whole.format(tied)} tied to the first only`);
  notes.push(clusters.labelled[number] ? "labelled" : "not labelled");
  return {
    title: `Cluster: ${clusters.excerpt[number]}`,
    list: "clusters",
    number,
    content: [
      make("h2", { tabindex: -1 }, "Cluster: ", make("bdi", {}, clusters.excerpt[number])),
      make("p", {}, notes.join(", "), ". ", make("code", {}, clusters.id[number])),
      make("p.lead", {}, "Origin: ", originOf(clusters, number)),
      evidence(clusters.supports[number], clusters.against[number]),
      make("h3", {}, "Who ran it when"),
      timeline(articles, members),
      undatedNote(members.length, undated),
      more(members, (member) => memberEntry(articles, member), "ol.members", "passages"),
      ties.length ? make("h3", {}, "Matches between them") : null,
      more(ties, (match) => tieEntry(articles, pairs, match), "ul.ties", "matches"),
    ],
  };
}

function undatedNote(all, undated) {
  if (!undated) return null;
  const which =
    undated === all
      ? "None of the articles has a date"
      : `${counted(undated, "passage")} stand in articles without a date, and come last`;
  return make("p.note", {}, `${which}.`);
}

/** Return a list of the first rows, and a button that shows the others. */
function more(rows, entry, tag, noun) {
  if (!rows.length) return null;
  const listing = make(tag, {}, rows.slice(0, SHOWN).map(entry));
  if (rows.length <= SHOWN) return listing;
  const button = make("button", { type: "button" }, `Show all ${whole.format(rows.length)} ${noun}`);
  button.addEventListener("click", () => {
    const first = rows.slice(SHOWN).map(entry);
    listing.append(...first);
    button.remove();
    first[0].setAttribute("tabindex", "-1");
    first[0].focus();
  });
  return [listing, button];
}

function memberEntry(articles, member) {
  const text = make("p.text.shared", {
    dir: "auto",
    lang: head.languages[articles.language[member.article]],
  });
  memberText(member).then((words) => (text.textContent = visible(words)));
  const outlet = head.outlets[articles.outlet[member.article]];
  return make(
    "li",
    {},
    make(
      "p.place",
      {},
      make("time", {}, articles.published[member.article] ?? "undated"),
      " ",
      outlet ? [bdi(outlet), ": "] : null,
      articleLink(articles, member.article),
      " ",
      place(articles, member.article),
    ),
    text,
  );
}

async function memberText(member) {
  const { text, spans } = await articleText(member.article);
  if (text !== null) return text.slice(member.start, member.end);
  const pairs = await block("pairs");
  for (let n = 0; n < spans.length; n += 4) {
    if (spans[n] !== member.start || spans[n + 1] !== member.end) continue;
    const pair = pairOfNumber(pairs, spans[n + 2]);
    const match = (await pairMatches(pair)).matches[spans[n + 2] - pairs.first[pair]];
    return match.sides.find((side) => side.article === member.article).text;
  }
  return "(the report does not carry this text)";
}

function tieEntry(articles, pairs, number) {
  const pair = pairOfNumber(pairs, number);
  const entry = make("li");
  pairMatches(pair).then(({ matches }) => {
    const match = matches[number - pairs.first[pair]];
    entry.append(
      make("a", { href: `#m-${match.id}` }, ...twoNames(articles, pairs, pair)),
      make(
        "span.source",
        {},
        ` ${match.relation} ${match.content}, score ${match.score.toFixed(2)}${match.label ? `, labelled ${match.label}` : ""}`,
      ),
    );
  });
  return entry;
}

const LANES = 14;

/** Draw dated members on a line of time, a lane for each outlet; the list below says the same in words. */
function timeline(articles, members) {
  const dated = members.filter((member) => articles.when[member.article] !== null);
  const lanes = new Map();
  for (const { article } of dated) {
    const name = head.outlets[articles.outlet[article]] ?? "outlet unknown";
    if (!lanes.has(name)) lanes.set(name, []);
    lanes.get(name).push(articles.when[article]);
  }
  const shown = [...lanes].slice(0, LANES);
  const times = shown.flatMap(([, row]) => row);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  if (dated.length < 2 || from === to) return null;
  const [left, right, lane] = [150, 370, 24];
  const bottom = 10 + lane * shown.length;
  const x = (time) => left + ((right - left) * (time - from)) / (to - from);
  const hours = to - from < 172800 && dated.some(({ article }) => articles.published[article].length > 10);
  const day = (time) =>
    new Date(1000 * time)
      .toISOString()
      .slice(0, hours ? 16 : 10)
      .replace("T", " ");
  const rows = shown.map(([name, row], n) => {
    const y = 14 + lane * n;
    return draw(
      "g",
      {},
      draw("text", { x: left - 14, y, dy: "0.35em", "text-anchor": "end" }, shortened(name, 18)),
      draw("line", { class: "lane", x1: left, x2: right, y1: y, y2: y }),
      row.map((time) => draw("circle", { cx: x(time).toFixed(1), cy: y, r: 5 })),
    );
  });
  const title = `${counted(dated.length, "passage")} from ${day(from)} to ${day(to)}; the list below has them in order.`;
  return make(
    "figure",
    {},
    draw(
      "svg",
      { class: "timeline", viewBox: `0 0 390 ${bottom + 24}`, role: "img", "aria-label": title },
      rows,
      draw("text", { class: "date", x: left, y: bottom + 16 }, day(from)),
      draw("text", { class: "date", x: right, y: bottom + 16, "text-anchor": "end" }, day(to)),
    ),
    lanes.size > LANES
      ? make("figcaption", {}, `${counted(lanes.size - LANES, "more outlet")} in the list only.`)
      : null,
  );
}
