// Lists of pairs, clusters and articles: filtered, sorted, a page at a time. What is chosen stands in the
// address, so that a list can be linked to.

const PAGE = 50;

/** Return a control with its label. */
function field(label, control) {
  return make("label.field", {}, make("span", {}, label), control);
}

function choice(name, values, any) {
  const options = values.map(([value, text]) => {
    const option = make("option", {}, text);
    option.value = value; // as it is in the data, not as it is shown
    return option;
  });
  return make("select", { name }, make("option", { value: "" }, any), options);
}

const wide = matchMedia("(min-width: 701px)");

/** Return controls that fold away where the page is narrow. */
function folded(text, controls) {
  const fold = make("details.folded", {}, make("summary", {}, text), make("div", {}, controls));
  fold.open = wide.matches;
  wide.addEventListener("change", () => (fold.open = wide.matches));
  return fold;
}

/** Return values and texts of a choice, for numbers that rows have: most frequent first. */
function counts(names, columns) {
  const numbers = new Map();
  for (const column of columns) for (const n of column) if (n >= 0) numbers.set(n, (numbers.get(n) ?? 0) + 1);
  return [...numbers]
    .sort((a, b) => b[1] - a[1] || (names[a[0]] < names[b[0]] ? -1 : 1))
    .map(([n]) => [names[n], oneLine(names[n])]);
}

/**
 * A list. ``options`` has: name, heading noun, length, controls (elements with a name), keeps (returns a
 * test of rows for the values chosen), names and texts (what is searched, texts when they are at hand),
 * orders (value, text, compare), columns (text, order, class) and row (cells of row n).
 */
class List {
  constructor(options) {
    Object.assign(this, options);
    this.rows = [];
    this.page = 0;
    this.texts = null;
    this.search = make("input", { type: "search", name: "q", autocomplete: "off", spellcheck: "false" });
    this.order = choice(
      "sort",
      this.orders.map(([value, text]) => [value, text]),
      this.usual ?? "Most telling first",
    );
    this.form = make(
      "form.filters",
      {
        role: "search",
        "aria-label": `Filter ${this.plural}`,
        input: () => this.changed(),
        submit: (event) => event.preventDefault(),
      },
      field("Text", this.search),
      folded("Filters and order", [
        ...this.controls,
        field("Order", this.order),
        make("button", { type: "button", click: () => this.reset() }, "Clear"),
      ]),
    );
    this.form.hidden = !this.length;
    this.count = make("p.count", { role: "status" });
    this.table = make("table.list", { role: "table" });
    this.pager = make("nav.pager", { "aria-label": `Pages of ${this.plural}` });
    document.querySelector(`#${this.name} > .app`).append(this.form, this.count, this.table, this.pager);
    this.head();
    this.table.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link) this.left = { address: this.address(), to: link.hash, at: scrollY };
    });
  }

  head() {
    const cells = this.columns.map(([text, order, kind]) => {
      const button =
        order === null ? text : make("button", { type: "button", click: () => this.sortBy(order) }, text);
      return make(
        `th${kind ? `.${kind}` : ""}`,
        { scope: "col", role: "columnheader", "data-order": order },
        button,
      );
    });
    this.table.append(make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, cells)));
    this.table.append(make("tbody", { role: "rowgroup" }));
  }

  /** Take what is chosen from the address. */
  open(query) {
    const chosen = new URLSearchParams(query);
    for (const control of this.form.elements) {
      if (!control.name) continue;
      control.value = chosen.get(control.name) ?? "";
      if (control.selectedIndex === -1) control.value = ""; // a choice that this report does not have
    }
    this.page = Math.max(0, Number(chosen.get("page") ?? 1) - 1 || 0);
    this.update();
  }

  /** Go back to where the list was left, if it is the same list still; return whether it is. */
  resume() {
    const left = this.left;
    this.left = null;
    if (left?.address !== this.address()) return false;
    const link = [...this.table.querySelectorAll("a")].find((one) => one.hash === left.to);
    link?.focus({ preventScroll: true });
    scrollTo(0, left.at);
    return true;
  }

  chosen() {
    const found = {};
    for (const control of this.form.elements)
      if (control.name && control.value) found[control.name] = control.value;
    return found;
  }

  address() {
    const query = new URLSearchParams(this.chosen());
    if (this.page) query.set("page", this.page + 1);
    return `#${this.name}${query.size ? `?${query}` : ""}`;
  }

  changed() {
    clearTimeout(this.timer);
    const turn = () => document.getElementById(this.name).hidden || this.turn(0);
    this.timer = setTimeout(turn, 120);
  }

  turn(page) {
    this.page = page;
    this.update();
    history.replaceState(null, "", this.address());
  }

  reset() {
    this.form.reset();
    this.turn(0);
  }

  sortBy(order) {
    this.order.value = this.order.value === order ? "" : order;
    this.turn(0);
  }

  update() {
    const chosen = this.chosen();
    const sought =
      (chosen.q ?? "")
        .toLowerCase()
        .match(/"[^"]+"|\S+/g)
        ?.map((word) => word.replace(/^"(.*)"$/, "$1")) ?? [];
    const keeps = this.keeps(chosen);
    const finds = (n) => {
      const name = this.names(n);
      return sought.every((word) => name.includes(word) || (this.texts && this.texts(n, word)));
    };
    this.rows = [];
    for (let n = 0; n < this.length; n += 1) if (keeps(n) && (!sought.length || finds(n))) this.rows.push(n);
    const order = this.orders.find(([value]) => value === chosen.sort);
    if (order) this.rows.sort((a, b) => order[2](a, b) || a - b);
    this.page = Math.min(this.page, Math.max(0, Math.ceil(this.rows.length / PAGE) - 1));
    this.show(chosen);
    if (sought.length && !this.texts) this.readTexts();
    else if (!this.rows.length && this.length) this.count.append(". Nothing fits what is chosen.");
  }

  async readTexts() {
    this.count.append(". Reading the passages…");
    if (this.reading) return;
    this.reading = this.readable();
    this.texts = await this.reading;
    this.update();
  }

  show(chosen) {
    const [from, to] = [this.page * PAGE, Math.min(this.rows.length, (this.page + 1) * PAGE)];
    this.count.textContent =
      this.rows.length === this.length
        ? counted(this.length, this.singular, this.plural).replace(/^0 /, "No ")
        : `${whole.format(this.rows.length)} of ${counted(this.length, this.singular, this.plural)}${this.beside?.(chosen) ?? ""}`;
    for (const cell of this.table.tHead.querySelectorAll("[data-order]")) {
      const sorted = (chosen.sort ?? "") === cell.dataset.order;
      if (sorted)
        cell.setAttribute(
          "aria-sort",
          this.orders.find(([value]) => value === chosen.sort)?.[3] ?? "ascending",
        );
      else cell.removeAttribute("aria-sort");
    }
    const shown = this.rows.slice(from, to).map((n) => {
      const cells = this.row(n).map((content, at) => {
        const [text, , kind] = this.columns[at];
        const first = at === this.heading;
        const type = `${first ? "th" : "td"}${kind ? `.${kind}` : ""}`;
        return make(
          type,
          { role: first ? "rowheader" : "cell", scope: first ? "row" : null, "data-label": text },
          content,
        );
      });
      return make("tr", { role: "row" }, cells);
    });
    this.table.tBodies[0].replaceChildren(...shown);
    this.table.hidden = !this.rows.length;
    const button = (text, page, enabled) =>
      make("button", { type: "button", disabled: !enabled, click: () => this.go(page) }, text);
    this.pager.replaceChildren(
      button("Previous", this.page - 1, this.page > 0),
      make("span", {}, this.rows.length ? `${whole.format(from + 1)} to ${whole.format(to)}` : "none"),
      button("Next", this.page + 1, to < this.rows.length),
    );
    this.pager.hidden = this.rows.length <= PAGE;
  }

  go(page) {
    this.turn(page);
    this.form.scrollIntoView();
    this.count.setAttribute("tabindex", "-1");
    this.count.focus({ preventScroll: true });
  }
}
