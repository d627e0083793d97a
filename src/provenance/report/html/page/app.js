// What the address names is shown, one part at a time.

const detail = document.getElementById("detail");
const views = [...document.querySelectorAll("[data-view]")];
const heading = document.title;
let turn = 0; // counts changes of view, so that a slow one does not overwrite a later one

/** Return the page of a pair, match, cluster or article, or null where the report has none of that name. */
async function pageOf(address) {
  const name = address.slice(2);
  if (address.startsWith("m-")) {
    const pair = await pairOfMatch(name);
    return pair < 0 ? null : pairPage(pair, name);
  }
  const pages = {
    "p-": [pairOfKey, pairPage],
    "c-": [async (id) => (await block("clusters")).id.indexOf(id), clusterPage],
    "a-": [async (key) => (await block("articles")).key.indexOf(key), articlePage],
  };
  const [find, page] = pages[address.slice(0, 2)] ?? [async () => -1, null];
  const number = await find(name);
  return number < 0 ? null : page(number);
}

function reveal(id, title) {
  for (const view of views) view.hidden = view.id !== id;
  for (const link of document.querySelectorAll(".bar nav a")) {
    if (link.hash === `#${id}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = title ? `${visible(oneLine(title))} - ${heading}` : heading;
}

/** Return the way back to the list, and to the entries before and after in it. */
async function surroundings(page) {
  const [from, articles, columns] = [await list(page.list), await block("articles"), await block(page.list)];
  const names = {
    pairs: (n) => pairLink(articles, columns, n),
    clusters: (n) => `#c-${columns.id[n]}`,
    articles: (n) => `#a-${columns.key[n]}`,
  };
  const at = from.rows.indexOf(page.number);
  const link = (n, text) =>
    at < 0 || from.rows[n] === undefined ? null : make("a", { href: names[page.list](from.rows[n]) }, text);
  const before = link(at - 1, "Previous");
  const after = link(at + 1, "Next");
  return make(
    "nav.beyond",
    { "aria-label": `Other ${page.list}` },
    make("a", { href: from.address() }, `All ${page.list}`),
    before,
    after,
  );
}

async function show({ first = false } = {}) {
  const mine = (turn += 1);
  let address = location.hash.slice(1);
  try {
    address = decodeURIComponent(address);
  } catch {
    // what can't be decoded names nothing
  }
  const [name] = address.split("?");
  if (["pairs", "clusters", "articles"].includes(name)) {
    const opened = await list(name);
    if (mine !== turn) return;
    opened.open(location.hash.split("?")[1] ?? "");
    reveal(name, opened.plural);
    if (opened.resume()) return;
  } else if (name[1] === "-") {
    await showPage(address, mine);
    return;
  } else if (name === "main" && !first) {
    return; // the link to the content
  } else {
    reveal(views.some((view) => view.id === name && name !== "detail") ? name : "summary");
  }
  if (!first) focusOn(document.querySelector("[data-view]:not([hidden]) h2"));
}

async function showPage(address, mine) {
  const page = await pageOf(address);
  if (mine !== turn) return;
  const content = page
    ? [await surroundings(page), ...page.content.flat(2)]
    : [
        make("h2", { tabindex: -1 }, "Not in this report"),
        make("p", {}, `Nothing here is called ${address}; a later report may have left it out.`),
      ];
  if (mine !== turn) return;
  detail.replaceChildren(...content.flat(Infinity).filter(Boolean));
  reveal("detail", page?.title ?? "Not in this report");
  const linked = address.startsWith("m-") ? document.getElementById(address) : null;
  await linked?.ready;
  if (mine !== turn) return;
  focusOn(linked?.querySelector("summary") ?? detail.querySelector("h2"), linked);
}

function focusOn(element, linked) {
  if (!element) return;
  element.focus({ preventScroll: true });
  if (linked) linked.scrollIntoView();
  else window.scrollTo(0, 0);
}

function chooseTheme() {
  const select = document.getElementById("theme");
  const set = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    select.value = theme;
  };
  try {
    set(localStorage.getItem("provenance-theme") ?? "");
  } catch {
    set("");
  }
  select.addEventListener("change", () => {
    set(select.value);
    try {
      localStorage.setItem("provenance-theme", select.value);
    } catch {
      // a page without storage forgets the choice
    }
  });
  select.closest("label").hidden = false;
}

async function start() {
  chooseTheme();
  for (const plain of document.querySelectorAll("main .plain")) plain.remove();
  document.documentElement.classList.add("scripted");
  const waiting = document.getElementById("waiting");
  waiting.hidden = false;
  try {
    await show({ first: true });
    waiting.hidden = true;
    performance.mark("provenance-shown");
    addEventListener("hashchange", () => show());
    await list("pairs");
    performance.mark("provenance-ready");
  } catch (error) {
    waiting.hidden = false;
    waiting.textContent = `The report can't be shown here: ${error.message}. Its other formats hold the same.`;
    throw error;
  }
}

start();
