// Elements made in scripts: text is always put in as text, and made visible on the way.

/** Return an element. Children are elements, texts, or null; a property that is false or null is left out. */
function make(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name || "div");
  if (classes.length) element.className = classes.join(" ");
  return filled(element, properties, children);
}

function draw(name, properties = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), properties, children);
}

function filled(element, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : visible(String(value)));
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : visible(String(child)));
  }
  return element;
}

const swatch = () => make("span.swatch", { "aria-hidden": "true" });

function originMark(kind, agency, sure) {
  return make(`span.origin.o-${kind}`, {}, swatch(), originPhrase(kind, agency, sure));
}

/** Return the origin of row ``n`` of columns. */
function originOf(columns, n) {
  return originMark(head.origins[columns.kind[n]], head.agencies[columns.agency[n]], columns.sure[n]);
}

/** Return the evidence for and against an origin as a list in words, or null. */
function evidence(supports, against) {
  const groups = [
    ["For", supports],
    ["Against", against],
  ].filter(([, facts]) => facts.length);
  if (!groups.length) return null;
  return make(
    "dl.evidence",
    {},
    groups.map(([word, facts]) =>
      make(
        "div",
        {},
        make("dt", {}, word),
        facts.map((fact) => make("dd", { dir: "auto" }, fact)),
      ),
    ),
  );
}

const articleName = (articles, n) => articles.title[n] || articles.id[n];
const articleSource = (articles, n) =>
  [head.outlets[articles.outlet[n]], articles.published[n]].filter(Boolean).map(oneLine).join(", ");
const articleLink = (articles, n) =>
  make("a", { href: `#a-${articles.key[n]}` }, make("bdi", {}, oneLine(articleName(articles, n))));

function place(articles, n, line, page) {
  const where = line === undefined ? "" : `:${line}${page === undefined ? "" : ` (p. ${page})`}`;
  // An article without a title is called by its id already.
  return make("span.where", {}, articles.title[n] ? make("bdi", {}, articles.id[n]) : null, where);
}

const pairLink = (articles, pairs, n) => `#p-${articles.key[pairs.left[n]]}${articles.key[pairs.right[n]]}`;

function say(words) {
  document.getElementById("said").textContent = words;
}
