// What the three lists show, and how they are filtered and sorted.

const down = (column) => (a, b) => column[b] - column[a];
const relationChoices = () => head.relations.map((name) => [name, name]);
const labelChoices = [
  ["yes", "labelled"],
  ["some", "labelled in part"],
  ["no", "not labelled"],
];
const contentChoices = [
  ["all", "everything"],
  ["aside", "stock text and formulas only"],
];
const ASIDE = new Set(["boilerplate", "formula"]);

/** Return a test for an index that was chosen by its name. */
function has(names, chosen, ...columns) {
  if (!chosen) return () => true;
  const wanted = names.indexOf(chosen);
  return (n) => wanted >= 0 && columns.some((column) => column[n] === wanted);
}

function scoreField() {
  return make("input", { type: "number", name: "score", min: 0, max: 1, step: 0.05, inputmode: "decimal" });
}

/** Return a test for the choice between common text and stock text; an origin that is stock text decides. */
function aside(chosen, isAside) {
  if (ASIDE.has(chosen.origin) || chosen.content === "all") return () => true;
  return chosen.content === "aside" ? isAside : (n) => !isAside(n);
}

async function pairList() {
  const [articles, pairs] = [await block("articles"), await block("pairs")];
  const outlets = [pairs.left, pairs.right].map((side) => side.map((n) => articles.outlet[n]));
  const languages = [pairs.left, pairs.right].map((side) => side.map((n) => articles.language[n]));
  const share = pairs.left.map((_, n) => Math.max(pairs.leftShare[n], pairs.rightShare[n]));
  const size = (n) => pairs.first[n + 1] - pairs.first[n];
  const shared = pairs.passages.map((number, n) => number + pairs.quotes[n]);
  const latest = pairs.left.map((left, n) =>
    Math.max(articles.when[left] ?? -1e12, articles.when[pairs.right[n]] ?? -1e12),
  );
  const label = (n) => (!pairs.labelled[n] ? "no" : pairs.labelled[n] === size(n) ? "yes" : "some");
  const isAside = (n) => !shared[n];
  return new List({
    ...{ name: "pairs", singular: "pair", plural: "pairs", length: head.pairs, heading: 1 },
    controls: [
      field("Origin", choice("origin", counts(head.origins, [pairs.kind]), "any")),
      field("Agency", choice("agency", counts(head.agencies, [pairs.agency]), "any")),
      field("Outlet", choice("outlet", counts(head.outlets, outlets), "any")),
      field("Language", choice("language", counts(head.languages, languages), "any")),
      field("Relation", choice("relation", relationChoices(), "any")),
      field("Label", choice("label", labelChoices, "any")),
      field("Least score", scoreField()),
      field("Content", choice("content", contentChoices, "common text")),
    ],
    keeps: (chosen) => {
      const bit = chosen.relation ? 1 << head.relations.indexOf(chosen.relation) : 0;
      const tests = [
        has(head.origins, chosen.origin, pairs.kind),
        has(head.agencies, chosen.agency, pairs.agency),
        has(head.outlets, chosen.outlet, ...outlets),
        has(head.languages, chosen.language, ...languages),
        (n) => !bit || pairs.relations[n] & bit,
        (n) => !chosen.label || label(n) === chosen.label,
        (n) => !chosen.score || pairs.score[n] >= Number(chosen.score),
        aside(chosen, isAside),
      ];
      return (n) => tests.every((test) => test(n));
    },
    beside: (chosen) =>
      chosen.content || ASIDE.has(chosen.origin)
        ? ""
        : asideNote(pairs.left.filter((_, n) => isAside(n)).length),
    names: memo(
      (n) =>
        [pairs.left[n], pairs.right[n]].map((a) => searched(articles, a)).join(" ") +
        ` ${pairs.excerpt[n].toLowerCase()}`,
    ),
    readable: async () => {
      const all = await allPassages();
      return (n, word) => {
        for (let m = pairs.first[n]; m < pairs.first[n + 1]; m += 1) if (all[m].includes(word)) return true;
        return false;
      };
    },
    orders: [
      ["shared", "Most passages", down(shared), "descending"],
      ["share", "Largest share", down(share), "descending"],
      ["score", "Highest score", down(pairs.score), "descending"],
      ["sure", "Surest origin", down(pairs.sure), "descending"],
      ["new", "Newest first", down(latest), "descending"],
      ["name", "By title", (a, b) => compareNames(articles, pairs.left[a], pairs.left[b]), "ascending"],
    ],
    columns: [
      ["No.", "", "amount"],
      ["Articles", "name"],
      ["Origin", "sure", "called"],
      ["In common", "shared"],
      ["Share", "share", "amount"],
      ["Relation", null, "relation"],
      ["Score", "score", "amount"],
      ["Label", null, "relation"],
    ],
    row: (n) => [
      whole.format(n + 1),
      [
        make("a", { href: pairLink(articles, pairs, n) }, ...twoNames(articles, pairs, n)),
        make("span.source", {}, sources(articles, pairs, n)),
        make("span.excerpt", { dir: "auto" }, pairs.excerpt[n]),
      ],
      originOf(pairs, n),
      inCommon(pairs, n, size(n)),
      `${percent(pairs.leftShare[n])}, ${percent(pairs.rightShare[n])}`,
      head.relations.filter((_, bit) => pairs.relations[n] & (1 << bit)).join(", "),
      pairs.score[n].toFixed(2),
      { yes: "labelled", some: `${pairs.labelled[n]} of ${size(n)}`, no: "none" }[label(n)],
    ],
  });
}

function memo(compute) {
  const kept = [];
  return (n) => (kept[n] ??= compute(n));
}

const asideNote = (number) =>
  number ? `; ${whole.format(number)} have stock text and formulas only in common` : "";
const searched = (articles, n) =>
  `${articles.id[n]} ${articles.title[n] ?? ""} ${head.outlets[articles.outlet[n]] ?? ""} ${articles.published[n] ?? ""}`.toLowerCase();
const compareNames = (articles, a, b) =>
  articleName(articles, a).localeCompare(articleName(articles, b), "en");
const bdi = (text) => make("bdi", {}, oneLine(text));

function twoNames(articles, pairs, n) {
  const names = [pairs.left[n], pairs.right[n]].map((a) => bdi(articleName(articles, a)));
  return [names[0], " ~ ", names[1]];
}

function sources(articles, pairs, n) {
  const texts = [pairs.left[n], pairs.right[n]].map((a) => articleSource(articles, a));
  return texts[0] || texts[1] ? [bdi(texts[0] || "unknown"), " ~ ", bdi(texts[1] || "unknown")] : [];
}

function inCommon(pairs, n, size) {
  const parts = [];
  if (pairs.passages[n]) parts.push(counted(pairs.passages[n], "passage"));
  if (pairs.quotes[n]) parts.push(counted(pairs.quotes[n], "quotation"));
  return parts.join(", ") || `${whole.format(size)} set aside`;
}

async function clusterList() {
  const [articles, clusters] = [await block("articles"), await block("clusters")];
  const size = (n) => clusters.first[n + 1] - clusters.first[n];
  const members = (n) => clusters.article.slice(clusters.first[n], clusters.first[n + 1]);
  const any = (column, wanted) => (n) => {
    for (let m = clusters.first[n]; m < clusters.first[n + 1]; m += 1)
      if (column[clusters.article[m]] === wanted) return true;
    return false;
  };
  const outlets = clusters.article.map((a) => articles.outlet[a]);
  const languages = clusters.article.map((a) => articles.language[a]);
  const isAside = (n) => ASIDE.has(head.origins[clusters.kind[n]]);
  const sizes = clusters.id.map((_, n) => size(n));
  const earliest = clusters.id.map((_, n) =>
    members(n).reduce((least, a) => Math.min(least, articles.when[a] ?? 1e12), 1e12),
  );
  const across = (n) =>
    new Set(
      members(n)
        .map((a) => articles.outlet[a])
        .filter((o) => o >= 0),
    ).size;
  return new List({
    ...{ name: "clusters", singular: "cluster", plural: "clusters", length: head.clusters, heading: 0 },
    controls: [
      field("Origin", choice("origin", counts(head.origins, [clusters.kind]), "any")),
      field("Agency", choice("agency", counts(head.agencies, [clusters.agency]), "any")),
      field("Outlet", choice("outlet", counts(head.outlets, [outlets]), "any")),
      field("Language", choice("language", counts(head.languages, [languages]), "any")),
      field("Relation", choice("relation", relationChoices(), "any")),
      field(
        "Label",
        choice(
          "label",
          labelChoices.filter(([value]) => value !== "some"),
          "any",
        ),
      ),
      field("Least score", scoreField()),
      field("Content", choice("content", contentChoices, "common text")),
    ],
    keeps: (chosen) => {
      const bit = chosen.relation ? 1 << head.relations.indexOf(chosen.relation) : 0;
      const tests = [
        has(head.origins, chosen.origin, clusters.kind),
        has(head.agencies, chosen.agency, clusters.agency),
        chosen.outlet ? any(articles.outlet, head.outlets.indexOf(chosen.outlet)) : () => true,
        chosen.language ? any(articles.language, head.languages.indexOf(chosen.language)) : () => true,
        (n) => !bit || clusters.relations[n] & bit,
        (n) => !chosen.label || (chosen.label === "yes") === Boolean(clusters.labelled[n]),
        (n) => !chosen.score || clusters.score[n] >= Number(chosen.score),
        aside(chosen, isAside),
      ];
      return (n) => tests.every((test) => test(n));
    },
    beside: (chosen) =>
      chosen.content || ASIDE.has(chosen.origin) ? "" : asideNote(sizes.filter((_, n) => isAside(n)).length),
    names: memo(
      (n) =>
        `${clusters.excerpt[n].toLowerCase()} ${members(n)
          .slice(0, 200)
          .map((a) => searched(articles, a))
          .join(" ")}`,
    ),
    readable: async () => {
      const all = await allPassages();
      return (n, word) => {
        for (let m = clusters.firstMatch[n]; m < clusters.firstMatch[n + 1]; m += 1)
          if (all[clusters.match[m]].includes(word)) return true;
        return false;
      };
    },
    orders: [
      ["size", "Most passages", down(sizes), "descending"],
      ["score", "Highest score", down(clusters.score), "descending"],
      ["sure", "Surest origin", down(clusters.sure), "descending"],
      ["old", "Earliest first", (a, b) => earliest[a] - earliest[b], "ascending"],
    ],
    columns: [
      ["Passage", ""],
      ["Origin", "sure", "called"],
      ["Passages", "size", "amount"],
      ["Outlets", null, "amount"],
      ["First", "old"],
      ["Relation", null, "relation"],
      ["Score", "score", "amount"],
      ["Label", null, "relation"],
    ],
    row: (n) => [
      make("a", { href: `#c-${clusters.id[n]}` }, make("bdi", {}, clusters.excerpt[n])),
      originOf(clusters, n),
      whole.format(size(n)),
      whole.format(across(n)),
      firstDate(articles, members(n)),
      head.relations.filter((_, bit) => clusters.relations[n] & (1 << bit)).join(", "),
      clusters.score[n].toFixed(2),
      clusters.labelled[n] ? "labelled" : "none",
    ],
  });
}

async function searchedText(n) {
  const { text, bodyStart } = await articleText(n);
  return (text ?? "").slice(bodyStart).replace(/\s+/g, " ").toLowerCase();
}

function firstDate(articles, members) {
  const dated = members
    .filter((a) => articles.when[a] !== null)
    .sort((a, b) => articles.when[a] - articles.when[b]);
  return dated.length ? oneLine(articles.published[dated[0]]).slice(0, 10) : "undated";
}

async function articleList() {
  const articles = await block("articles");
  const shared = articles.reused.map((share, n) => share + articles.quoted[n]);
  return new List({
    ...{
      name: "articles",
      singular: "article",
      plural: "articles",
      length: head.articles,
      heading: 0,
      usual: "As in the report",
    },
    controls: [
      field("Origin", choice("origin", counts(head.origins, [articles.kind]), "any")),
      field("Agency", choice("agency", counts(head.agencies, [articles.agency]), "any")),
      field("Outlet", choice("outlet", counts(head.outlets, [articles.outlet]), "any")),
      field("Language", choice("language", counts(head.languages, [articles.language]), "any")),
    ],
    keeps: (chosen) => {
      const tests = [
        has(head.origins, chosen.origin, articles.kind),
        has(head.agencies, chosen.agency, articles.agency),
        has(head.outlets, chosen.outlet, articles.outlet),
        has(head.languages, chosen.language, articles.language),
      ];
      return (n) => tests.every((test) => test(n));
    },
    names: memo((n) => searched(articles, n)),
    readable: async () => {
      const texts = [];
      for (let n = 0; n < head.articles; n += 1)
        texts.push(await searchedText(n));
      return (n, word) => texts[n].includes(word);
    },
    orders: [
      ["shared", "Most shared", down(shared), "descending"],
      ["pairs", "Most partners", down(articles.pairs), "descending"],
      ["words", "Longest", down(articles.words), "descending"],
      [
        "new",
        "Newest first",
        (a, b) => (articles.when[b] ?? -1e12) - (articles.when[a] ?? -1e12),
        "descending",
      ],
      ["name", "By title", (a, b) => compareNames(articles, a, b), "ascending"],
    ],
    columns: [
      ["Article", "name"],
      ["Outlet", null, "called"],
      ["Published", "new"],
      ["Origin", null, "called"],
      ["Words", "words", "amount"],
      ["Shared", "shared", "amount"],
      ["Partners", "pairs", "amount"],
    ],
    row: (n) => [
      [articleLink(articles, n), make("span.source", {}, place(articles, n))],
      make("bdi", {}, oneLine(head.outlets[articles.outlet[n]] ?? "unknown")),
      articles.published[n] ? oneLine(articles.published[n]) : "undated",
      originOf(articles, n),
      whole.format(articles.words[n]),
      percent(shared[n]),
      whole.format(articles.pairs[n]),
    ],
  });
}

const OPEN = new Map();
const LISTS = { pairs: pairList, clusters: clusterList, articles: articleList };

/** Return a list, made when it is first asked for. */
function list(name) {
  if (!OPEN.has(name))
    OPEN.set(
      name,
      LISTS[name]().then((made) => (made.open(""), made)),
    );
  return OPEN.get(name);
}
