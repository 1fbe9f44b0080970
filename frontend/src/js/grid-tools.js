// What stands above an entry grid: narrow it, go to the next empty cell, see what is not saved yet; and evidence.
//
// HTML CONTRACT (assessments/sheet.html)
//   <div data-grid-tools="ID of the table" data-t-unsaved data-t-offline data-t-none data-t-sending>
//     <button data-only="" | "empty" | "returned" | "carried" aria-pressed>…<span data-n>…</span></button>
//     <button data-next-empty>  (Alt+↓ does the same)     <span data-unsaved role="status">
//   <tr data-indicator="ID">  the rows of one indicator (one for each of its cells) are counted once, shown and hidden
//     together; it is empty while all its cells are, as the head of the sheet counts
//   <tr data-returned> <tr data-carried>   marks of the rows; <tr data-decided>: not empty although no cell is filled
//   <span data-progress> in the head row of a <tbody>: "entered/all" of its cells, kept up to date
//   <input type="file" data-evidence="/…/"> posts its file (field "file"); the answer is {state: "saved", name, url,
//     words} or {state: "error", errors}; the file then stands in the [data-files] list of its row
// What the table is narrowed to stands in the address (?only=empty), so that a copied link shows the same.

const UNSAVED = new Set(["saving", "error", "conflict", "kept"]);
const KEPT_BACK = new Set(["kept"]);

export function tools(table, grid) {
  const bar = document.querySelector(`[data-grid-tools="${CSS.escape(table.id)}"]`);
  const cells = [...grid.cells.values()];
  const bodies = [...table.tBodies];
  const say = (key) => bar?.getAttribute(`data-t-${key}`) ?? "";
  const isEmpty = (cell) => cell.input.value.trim() === "";
  const marked = (rows, mark) => rows.some((tr) => tr.hasAttribute(mark));
  const wants = {
    "": () => true,
    empty: (rows, mine) => mine.every(isEmpty) && !marked(rows, "data-decided"),
    returned: (rows) => marked(rows, "data-returned"),
    carried: (rows) => marked(rows, "data-carried"),
  };

  // The indicators, each with its rows and its cells.
  const indicators = new Map();
  for (const cell of cells) {
    const tr = cell.td.parentElement;
    const key = tr.dataset.indicator ?? tr;
    if (!indicators.has(key)) indicators.set(key, { rows: [], mine: [] });
    const { rows, mine } = indicators.get(key);
    if (!rows.includes(tr)) rows.push(tr);
    mine.push(cell);
  }

  function narrow(only, write) {
    const fits = wants[only] ?? wants[""];
    const open = new Set();
    for (const { rows, mine } of indicators.values()) {
      const shown = fits(rows, mine);
      for (const tr of rows) {
        tr.hidden = !shown;
        if (shown) open.add(tr.parentElement);
      }
    }
    for (const body of bodies) body.hidden = !open.has(body);
    for (const button of bar.querySelectorAll("[data-only]")) {
      button.setAttribute("aria-pressed", String(button.dataset.only === only));
    }
    if (!write) return;
    const address = new URL(window.location.href);
    if (only) address.searchParams.set("only", only);
    else address.searchParams.delete("only");
    window.history.replaceState(null, "", address);
  }

  function count() {
    const all = [...indicators.values()];
    for (const [only, fits] of Object.entries(wants)) {
      const place = bar?.querySelector(`[data-only="${only}"] [data-n]`);
      if (place) place.textContent = String(all.filter(({ rows, mine }) => fits(rows, mine)).length);
    }
    for (const body of bodies) {
      const place = body.querySelector("[data-progress]");
      if (!place) continue;
      const mine = cells.filter((cell) => cell.td.closest("tbody") === body);
      const done = mine.filter((cell) => !isEmpty(cell)).length;
      place.textContent = `${done}/${mine.length}`;
      place.toggleAttribute("data-done", done === mine.length);
    }
  }

  function unsaved() {
    const place = bar?.querySelector("[data-unsaved]");
    if (!place) return;
    const waiting = cells.filter((cell) => UNSAVED.has(cell.td.dataset.state ?? ""));
    const words = [];
    if (!navigator.onLine) words.push(say("offline"));
    if (waiting.length) words.push(`${waiting.length} ${say("unsaved")}`);
    place.replaceChildren(document.createTextNode(words.join(" · ")));
    if (waiting.some((cell) => KEPT_BACK.has(cell.td.dataset.state))) {
      const again = document.createElement("button");
      again.type = "button";
      again.textContent = table.dataset.tRetry ?? "";
      again.addEventListener("click", () => {
        for (const cell of cells) if (cell.td.dataset.state === "kept") cell.commit({ again: true });
      });
      place.append(" ", again);
    }
  }

  function nextEmpty() {
    const open = cells.filter((cell) => isEmpty(cell) && !cell.locked && !cell.td.parentElement.hidden);
    if (!open.length) {
      grid.say(say("none"));
      return;
    }
    const at = document.activeElement;
    const after = open.find((cell) => at && cell.input !== at && at.compareDocumentPosition(cell.input) & Node.DOCUMENT_POSITION_FOLLOWING);
    const to = at && table.contains(at) ? (after ?? open[0]) : open[0];
    to.input.focus();
    to.td.scrollIntoView({ block: "center" });
  }

  async function evidence(input) {
    const file = input.files?.[0];
    if (!file) return;
    const td = input.closest("td");
    td.querySelector(".grid-state")?.remove();
    const line = document.createElement("div");
    line.className = "grid-state";
    line.textContent = `${say("sending")}: ${file.name}`;
    input.closest("label").after(line);
    const body = new FormData();
    body.set("file", file);
    const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token) headers["X-CSRFToken"] = token;
    try {
      const response = await fetch(input.dataset.evidence, { method: "POST", headers, body, credentials: "same-origin", redirect: "manual" });
      const json = (response.headers.get("content-type") ?? "").includes("json");
      const answer = json ? await response.json() : {};
      if (response.ok && answer.state === "saved") {
        const link = document.createElement("a");
        link.href = answer.url;
        link.textContent = answer.name;
        const item = document.createElement("li");
        item.append(link);
        td.querySelector("[data-files]").append(item);
        line.textContent = answer.words;
        grid.say(`${answer.words} ${answer.name}`);
      } else {
        const lost = response.type === "opaqueredirect" || response.status === 401;
        line.textContent = (answer.errors ?? []).join(" ") || table.getAttribute(lost ? "data-t-sign-in" : "data-t-error");
        grid.say(line.textContent);
      }
    } catch {
      line.textContent = table.getAttribute("data-t-error");
      grid.say(line.textContent);
    }
    input.value = "";
  }

  table.addEventListener("grid:saved", count);
  table.addEventListener("grid:state", unsaved);
  table.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.dataset.evidence) evidence(event.target);
  });
  if (!bar) return;
  for (const button of bar.querySelectorAll("[data-only]")) button.addEventListener("click", () => narrow(button.dataset.only, true));
  bar.querySelector("[data-next-empty]")?.addEventListener("click", nextEmpty);
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "ArrowDown" && !(event.target instanceof HTMLSelectElement)) {
      event.preventDefault();
      nextEmpty();
    }
  });
  window.addEventListener("online", unsaved);
  window.addEventListener("offline", unsaved);
  count();
  unsaved();
  const only = new URLSearchParams(window.location.search).get("only") ?? "";
  if (only in wants && only) narrow(only, false);
  // A link to one cell (what is missing before handing in) opens it with the focus inside.
  const asked = window.location.hash.slice(1);
  const to = asked && cells.find((cell) => cell.td.dataset.cell === asked);
  if (to) {
    to.td.scrollIntoView({ block: "center" });
    to.input.focus({ preventScroll: true });
  }
}
