// The table of runs: sorting, filtering, selecting.

function setUpTable() {
  const table = find("runs-table");
  if (!table) {
    document.querySelector("#runs .controls").hidden = true;
    return;
  }
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const order = [...rows];

  for (const row of rows) {
    const run = Number(row.dataset.run);
    const label = make("label");
    const box = make("input", { type: "checkbox", "aria-label": `Select ${nameOf(run)}` });
    box.addEventListener("change", () => select(run, box.checked));
    label.append(box, make("i", { class: `swatch ${colourOf(run)}` }));
    row.cells[0].prepend(label);
    row.addEventListener("pointerenter", () => pointAt(run));
    row.addEventListener("pointerleave", () => pointAt(null));
  }

  const valueOf = (row, column) => row.cells[column].dataset.v ?? row.cells[column].textContent.trim();

  /** Numbers as numbers, text as people count (run-2 before run-10); what is missing or NaN is always last. */
  function sort(column, isDescending) {
    const isNumber = heads[column].classList.contains("n") || heads[column].textContent === "started";
    const sign = isDescending ? -1 : 1;
    const collator = new Intl.Collator(undefined, { numeric: true });
    const keyed = rows.map((row, at) => {
      const text = valueOf(row, column);
      const value = isNumber ? Number(text) : text;
      return { row, at, value, isMissing: text === "" || Number.isNaN(value) };
    });
    keyed.sort((a, b) => {
      if (a.isMissing || b.isMissing) return a.isMissing - b.isMissing || a.at - b.at;
      const by = isNumber ? (a.value < b.value ? -1 : a.value > b.value ? 1 : 0) : collator.compare(a.value, b.value);
      return sign * by || a.at - b.at;
    });
    body.append(...keyed.map(({ row }) => row));
  }

  /** Ascending, descending, as it came. */
  function turn(column) {
    const now = heads[column].getAttribute("aria-sort");
    const next = { none: "ascending", ascending: "descending", descending: "none" }[now];
    heads.forEach((head) => head.setAttribute("aria-sort", "none"));
    heads[column].setAttribute("aria-sort", next);
    if (next === "none") body.append(...order);
    else sort(column, next === "descending");
  }

  heads.forEach((head, column) => {
    const button = make("button", { type: "button" });
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => turn(column));
    button.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: column - 1, ArrowRight: column + 1 }[event.key];
      if (to === undefined || !heads[to]) return;
      event.preventDefault();
      heads[to].firstElementChild.focus();
    });
  });

  const search = find("search");
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    state.hidden.clear();
    rows.forEach((row, at) => {
      row.hidden = !words.every((word) => texts[at].includes(word));
      if (row.hidden) state.hidden.add(Number(row.dataset.run));
    });
    changed("hidden");
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.target.matches("input, select")) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) {
      search.value = "";
      search.dispatchEvent(new Event("input"));
    }
  });

  const clear = find("clear");
  clear.addEventListener("click", () => {
    state.selected.clear();
    changed("selected");
  });

  function show(what) {
    for (const row of rows) {
      const run = Number(row.dataset.run);
      row.classList.toggle("hot", state.hot === run);
      if (what === "hot") continue;
      row.classList.toggle("selected", state.selected.has(run));
      row.querySelector("input").checked = state.selected.has(run);
    }
    if (what === "hot") return;
    clear.hidden = state.selected.size === 0;
    const parts = [];
    if (state.hidden.size) parts.push(`${rows.length - state.hidden.size} of ${rows.length} shown`);
    if (state.selected.size) parts.push(`${state.selected.size} selected`);
    find("shown").textContent = parts.join(", ");
  }
  listeners.push(show);
}
setUpTable();
