// The entry grid: a table of inputs that saves each cell by itself.
//
// HTML CONTRACT (macros ui.entry_grid, ui.grid_cell and ui.grid_templates of ui/kit.html write all of it)
//   <table data-grid data-person="ID" data-sign-in="/…/login/" data-t-…="words">
//     <tr> <th scope="row">…</th>
//       <td data-cell="ID" data-save-url="/…/" data-version="TOKEN" [data-verdict="MET"]>
//         <div class="grid-cell"><input id="ID" name="NAME" value="TEXT" [readonly]>   (or <select>, <textarea>)
//           <span data-verdict-slot>…</span></div>
//         <div class="grid-note"><span data-sentence>…</span></div></td>
//   <template data-verdict-template="MET">…</template> for each verdict, once a page, outside the table
//   <div data-grid-live> after the table: the live region
//   <meta name="csrf-token" content="…"> in the head (layout.html has it)
//   data-person keeps what one person typed apart from another's on a shared machine.
//   data-version may be empty: the cell has no value yet.
//
// REQUEST   POST data-save-url, application/x-www-form-urlencoded, Accept: application/json, header X-CSRFToken:
//     name=NAME  value=TEXT (as typed, "12,5")  version=TOKEN seen  [explanation=WORDS]
//
// ANSWER    JSON; every key but state is optional
//   200 {state: "saved", version, value, verdict, verdict_label, sentence, warning, counts}
//         value    the text as the server writes it ("1.234,5"); replaces what was typed unless it was changed again
//         warning  a sentence: the value is kept and looks strange; "keep and explain" posts again with explanation
//         counts   {"element id": "text"}: figures elsewhere on the page to rewrite
//   200 {state: "warning", warning}     not saved: asks for the explanation first, then the same POST with it
//   409 {state: "conflict", version, theirs: {value, who, when}, sentence}   somebody saved first; version is theirs.
//         "Keep mine" posts again with that version; "take theirs" posts nothing.
//   400, 403, 422 {state: "error", errors: ["…"] or [{message}]}, or problem details {detail}
//   401, any redirect, or an answer that is not JSON and not an error of the server: the session is lost. The text
//         stays in localStorage and a link to the sign-in page (…?next=this page) appears; back on this page, cells
//         whose version is still the same are saved, the others show both values.
//   network failure, 5xx: the text stays in localStorage; tried again when the network is back or by the button.
//
// KEYS  Enter / Shift+Enter: save, one row down / up. ↑ ↓: rows. ← →: cells, at the edge of the text.
//       Tab: the browser's. Esc: back to the last saved text.
// PASTE A block of several cells (tab-separated, as Excel copies it) spreads from the cell that has the focus; empty
//       cells of the block leave what is there; locked cells and what falls outside are counted and said.
//       Rows that are hidden (grid-tools.js narrows the table) are passed over.
// EVENTS "grid:saved" on the table after each save, detail {cell, answer}; "grid:state" whenever a cell shows a new
//       state, bubbling from its <td>.
// [data-explained] in the note shows why a doubted value stands; [data-confirm-carried] says that a figure of the round
//       before holds (POST with confirm=1); [data-carried-mark] goes once the cell is saved.

import { tools } from "./grid-tools.js";

const PARALLEL = 4;
const STORE = "dieuphoi.grid";

/** Cells of a copied block: tabs and line ends, with Excel's quoting of cells that hold either. */
export function parseBlock(text) {
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n");
  for (let i = 0; i < source.length; i += 1) {
    const sign = source[i];
    if (quoted) {
      if (sign === '"' && source[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t") {
      row.push(cell);
      cell = "";
    } else if (sign === "\n") {
      row.push(cell);
      rows.push(row);
      row = [];
      cell = "";
    } else cell += sign;
  }
  if (cell !== "" || row.length) {
    row.push(cell);
    rows.push(row);
  }
  return rows.map((each) => each.map((value) => value.trim()));
}

const words = (table, key) => table.getAttribute(`data-t-${key}`) ?? key;

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

class Cell {
  constructor(grid, td) {
    this.grid = grid;
    this.td = td;
    this.input = td.querySelector("input, select, textarea");
    this.saved = this.input.value;
    this.busy = false;
    this.sending = null;
    this.key = `${STORE}:${grid.table.dataset.person ?? ""}:${td.dataset.saveUrl}:${this.input.name}`;
  }

  get locked() {
    return this.input.readOnly || this.input.disabled;
  }

  get dirty() {
    return this.input.value !== this.saved;
  }

  get label() {
    return this.input.getAttribute("aria-label") ?? this.input.name;
  }

  /** Remember the text on this machine until the server has it. */
  keep() {
    try {
      if (this.dirty) {
        localStorage.setItem(this.key, JSON.stringify({ value: this.input.value, version: this.td.dataset.version ?? "" }));
      } else localStorage.removeItem(this.key);
    } catch {
      /* storage full or forbidden: the page itself still holds the text */
    }
  }

  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "null");
    } catch {
      return null;
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      /* as above */
    }
  }

  /** The line below the input: words and, where a choice is asked, its buttons. */
  show(state, text = "", ...parts) {
    this.td.querySelector(".grid-state")?.remove();
    if (state) this.td.dataset.state = state;
    else delete this.td.dataset.state;
    this.input.toggleAttribute("aria-invalid", false);
    if (state === "error" || state === "conflict") this.input.setAttribute("aria-invalid", "true");
    this.td.dispatchEvent(new CustomEvent("grid:state", { bubbles: true }));
    if (!text && !parts.length) return;
    const line = element("div", "", { class: "grid-state" });
    if (text) line.append(element("span", text));
    line.append(...parts);
    (this.input.closest(".grid-cell") ?? this.input).after(line);
  }

  action(text, run) {
    const button = element("button", text, { type: "button" });
    button.addEventListener("click", run);
    return button;
  }

  revert() {
    this.input.value = this.saved;
    this.forget();
    this.show("");
  }

  commit(extra = {}) {
    if (this.locked || (!this.dirty && !extra.explanation && !extra.again && !extra.confirm)) return;
    this.keep();
    if (this.busy) {
      // Leaving a cell by Enter fires "change" as well: the same text is not sent twice.
      const same = this.sending === null || this.sending === this.input.value;
      if (!same || extra.explanation || extra.again || extra.confirm) this.queued = extra;
      return;
    }
    this.busy = true;
    this.show("saving", words(this.grid.table, "saving"));
    this.grid.enqueue(() => this.send(extra));
  }

  async send(extra) {
    const typed = (this.sending = this.input.value);
    const body = new URLSearchParams({ name: this.input.name, value: typed, version: this.td.dataset.version ?? "" });
    if (extra.explanation) body.set("explanation", extra.explanation);
    if (extra.confirm) body.set("confirm", "1");
    const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token) headers["X-CSRFToken"] = token;
    try {
      const response = await fetch(this.td.dataset.saveUrl, {
        method: "POST",
        headers,
        body,
        credentials: "same-origin",
        redirect: "manual",
      });
      await this.take(response, typed);
    } catch {
      this.show("kept", words(this.grid.table, "offline"), this.action(words(this.grid.table, "retry"), () => this.commit({ again: true })));
      this.grid.say(words(this.grid.table, "offline"));
    } finally {
      this.busy = false;
      this.sending = null;
      if (this.queued) {
        const next = this.queued;
        this.queued = null;
        this.commit(next);
      }
    }
  }

  async take(response, typed) {
    const table = this.grid.table;
    const json = (response.headers.get("content-type") ?? "").includes("json");
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 0 || (response.ok && !json)) {
      this.keep();
      this.show("kept", words(table, "lost"), this.signIn());
      this.grid.say(words(table, "lost"), this.signIn());
      return;
    }
    const answer = json ? await response.json() : {};
    if (response.status === 409 && answer.state === "conflict") this.conflict(answer);
    else if (response.ok && answer.state === "warning") this.explain(answer.warning, false);
    else if (response.ok) this.done(answer, typed);
    else {
      const errors = (answer.errors ?? []).map((each) => each.message ?? each);
      const text = errors.join(" ") || answer.detail || words(table, "error");
      const again = response.status >= 500 || response.status === 429 ? [this.action(words(table, "retry"), () => this.commit({ again: true }))] : [];
      this.show("error", text, ...again);
      this.grid.say(`${this.label}: ${text}`);
    }
  }

  done(answer, typed) {
    const table = this.grid.table;
    this.td.dataset.version = answer.version ?? "";
    this.saved = typed;
    if (this.input.value === typed) {
      if (answer.value !== undefined && answer.value !== null) this.input.value = this.saved = answer.value;
      this.forget();
    } else this.keep();
    this.judge(answer);
    this.td.querySelector("[data-carried-mark]")?.remove();
    this.td.parentElement.removeAttribute("data-carried");
    const explained = this.td.querySelector("[data-explained]");
    if (explained) explained.textContent = answer.explanation ? `${words(table, "explained")} ${answer.explanation}` : "";
    for (const [id, text] of Object.entries(answer.counts ?? {})) {
      const place = document.getElementById(id);
      if (place) place.textContent = text;
    }
    if (answer.warning) this.explain(answer.warning, true);
    else {
      this.show("saved", words(table, "saved"));
      this.grid.saved(this);
    }
    table.dispatchEvent(new CustomEvent("grid:saved", { bubbles: true, detail: { cell: this.td, answer } }));
  }

  judge(answer) {
    if (answer.verdict !== undefined) {
      this.td.dataset.verdict = answer.verdict ?? "";
      const slot = this.td.querySelector("[data-verdict-slot]");
      const shape = answer.verdict && document.querySelector(`template[data-verdict-template="${CSS.escape(answer.verdict)}"]`);
      if (slot) {
        slot.replaceChildren(...(shape ? [shape.content.cloneNode(true)] : []));
        const said = slot.querySelector(".vh");
        if (said && answer.verdict_label) said.textContent = answer.verdict_label;
      }
    }
    const sentence = this.td.querySelector("[data-sentence]");
    if (sentence && answer.sentence !== undefined) sentence.textContent = answer.sentence ?? "";
  }

  /** Soft warning: keep the value and say why, or type another. */
  explain(warning, isSaved) {
    const table = this.grid.table;
    const id = `${this.td.dataset.cell}-why`;
    const label = element("label", words(table, "explain"), { for: id });
    const box = element("textarea", "", { id, rows: "2" });
    const keep = this.action(words(table, "keep"), () => {
      if (!box.value.trim()) {
        box.setAttribute("aria-invalid", "true");
        box.focus();
        return;
      }
      this.commit({ explanation: box.value.trim() });
      this.input.focus();
    });
    const other = this.action(words(table, "cancel"), () => {
      this.input.focus();
      this.input.select?.();
    });
    this.show("warning", isSaved ? `${words(table, "saved")}. ${warning}` : warning, label, box, keep, other);
    this.grid.say(`${this.label}: ${warning}`);
  }

  /** Somebody saved first: both values, and the person chooses. Nothing is overwritten by itself. */
  conflict(answer) {
    const table = this.grid.table;
    const theirs = answer.theirs ?? {};
    const empty = words(table, "empty");
    const list = element("dl");
    const by = [theirs.who, theirs.when].filter(Boolean).join(", ");
    list.append(element("dt", words(table, "my-value")), element("dd", this.input.value || empty));
    list.append(element("dt", by ? `${words(table, "their-value")} (${by})` : words(table, "their-value")), element("dd", theirs.value || empty));
    this.show(
      "conflict",
      words(table, "conflict"),
      list,
      this.action(words(table, "mine"), () => {
        this.td.dataset.version = answer.version ?? "";
        this.commit({ again: true });
        this.input.focus();
      }),
      this.action(words(table, "theirs"), () => {
        this.td.dataset.version = answer.version ?? "";
        this.input.value = this.saved = theirs.value ?? "";
        this.forget();
        this.judge(answer);
        this.show("");
        this.input.focus();
      }),
    );
    this.grid.say(`${this.label}: ${words(table, "conflict")}`);
  }

  signIn() {
    const table = this.grid.table;
    const base = table.dataset.signIn || "/";
    const here = window.location.pathname + window.location.search;
    const join = base.includes("?") ? "&" : "?";
    return element("a", words(table, "sign-in"), { href: `${base}${join}next=${encodeURIComponent(here)}` });
  }

  /** Text kept on this machine from before: save it where nobody changed the cell, else show both. */
  restore() {
    const kept = this.kept();
    if (!kept) return false;
    if (kept.value === this.input.value || this.locked) {
      if (!this.locked) this.forget();
      return false;
    }
    const theirs = this.input.value;
    this.input.value = kept.value;
    if (kept.version === (this.td.dataset.version ?? "")) this.commit();
    else this.conflict({ version: this.td.dataset.version, theirs: { value: theirs } });
    return true;
  }
}

class Grid {
  constructor(table) {
    this.table = table;
    this.live = (table.closest(".grid-frame") ?? table.parentElement).querySelector("[data-grid-live]");
    this.cells = new Map();
    this.waiting = [];
    this.running = 0;
    this.justSaved = 0;
    for (const td of table.querySelectorAll("td[data-cell]")) {
      if (td.querySelector("input, select, textarea")) this.cells.set(td, new Cell(this, td));
    }
    table.addEventListener("keydown", (event) => this.onKey(event));
    table.addEventListener("paste", (event) => this.onPaste(event));
    table.addEventListener("focusin", (event) => {
      if (event.target === this.cellOf(event.target)?.input && event.target instanceof HTMLInputElement) event.target.select();
    });
    table.addEventListener("input", (event) => {
      const cell = this.cellOf(event.target);
      if (cell?.input === event.target) cell.keep();
    });
    table.addEventListener("change", (event) => {
      const cell = this.cellOf(event.target);
      if (cell?.input === event.target) cell.commit();
    });
    table.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-confirm-carried]") : null;
      const cell = button && this.cellOf(button);
      if (!cell) return;
      cell.commit({ confirm: true });
      cell.input.focus();
    });
    window.addEventListener("online", () => {
      for (const cell of this.cells.values()) if (cell.td.dataset.state === "kept") cell.commit({ again: true });
    });
    window.addEventListener("beforeunload", (event) => {
      for (const cell of this.cells.values()) cell.keep();
      if ([...this.cells.values()].some((cell) => cell.busy)) event.preventDefault();
    });
    let restored = 0;
    for (const cell of this.cells.values()) if (cell.restore()) restored += 1;
    if (restored) this.say(words(table, "restored"));
  }

  cellOf(target) {
    return this.cells.get(target instanceof Element ? target.closest("td[data-cell]") : null);
  }

  enqueue(run) {
    this.waiting.push(run);
    this.pump();
  }

  pump() {
    while (this.running < PARALLEL && this.waiting.length) {
      this.running += 1;
      this.waiting
        .shift()()
        .finally(() => {
          this.running -= 1;
          this.pump();
        });
    }
  }

  say(text, ...parts) {
    if (!this.live) return;
    this.live.replaceChildren(document.createTextNode(parts.length ? `${text} ` : text), ...parts);
  }

  /** One saved cell is named; a run of them is counted once it is over. */
  saved(cell) {
    this.justSaved += 1;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const saved = words(this.table, "saved");
      this.say(this.justSaved === 1 ? `${saved}: ${cell.label}` : `${saved}: ${this.justSaved}`);
      this.justSaved = 0;
    }, 400);
  }

  /** The rows that can be walked: those with a cell, unless the table is narrowed to others. */
  rows() {
    return [...this.table.querySelectorAll("tbody tr")].filter((tr) => !tr.hidden && tr.querySelector("td[data-cell]"));
  }

  move(cell, rows, columns) {
    const all = this.rows();
    let at = all.indexOf(cell.td.parentElement);
    let column = cell.td.cellIndex;
    for (;;) {
      at += rows;
      column += columns;
      const td = all[at]?.cells[column];
      if (!td) return false;
      const next = this.cells.get(td);
      if (next && !next.input.disabled) {
        next.input.focus();
        return true;
      }
    }
  }

  onKey(event) {
    const cell = this.cellOf(event.target);
    if (!cell || event.target !== cell.input || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { input } = cell;
    const oneLine = input instanceof HTMLInputElement;
    const atStart = oneLine && input.selectionStart === 0 && (input.selectionEnd === 0 || input.selectionEnd === input.value.length);
    const atEnd = oneLine && input.selectionEnd === input.value.length && (input.selectionStart === input.value.length || input.selectionStart === 0);
    let used = true;
    if (event.key === "Enter" && !(input instanceof HTMLTextAreaElement)) {
      cell.commit();
      this.move(cell, event.shiftKey ? -1 : 1, 0);
    } else if (event.key === "Escape") {
      if (cell.dirty || ["error", "warning"].includes(cell.td.dataset.state)) cell.revert();
    } else if (event.key === "ArrowDown" && oneLine) this.move(cell, 1, 0);
    else if (event.key === "ArrowUp" && oneLine) this.move(cell, -1, 0);
    else if (event.key === "ArrowLeft" && atStart && !event.shiftKey) used = this.move(cell, 0, -1);
    else if (event.key === "ArrowRight" && atEnd && !event.shiftKey) used = this.move(cell, 0, 1);
    else used = false;
    if (used) event.preventDefault();
  }

  onPaste(event) {
    const start = this.cellOf(event.target);
    if (!start || event.target !== start.input) return;
    const block = parseBlock(event.clipboardData?.getData("text/plain") ?? "");
    if (block.length <= 1 && (block[0]?.length ?? 0) <= 1) return;
    event.preventDefault();
    const rows = this.rows();
    const top = rows.indexOf(start.td.parentElement);
    let filled = 0;
    let outside = 0;
    block.forEach((line, r) => {
      line.forEach((value, c) => {
        if (value === "") return;
        const td = rows[top + r]?.cells[start.td.cellIndex + c];
        const cell = td && this.cells.get(td);
        if (!cell || cell.locked || (cell.input instanceof HTMLSelectElement && !this.choose(cell.input, value))) {
          outside += 1;
          return;
        }
        cell.input.value = cell.input instanceof HTMLSelectElement ? cell.input.value : value;
        cell.commit();
        filled += 1;
      });
    });
    this.say(`${words(this.table, "pasted")} ${filled}.${outside ? ` ${words(this.table, "outside")} ${outside}.` : ""}`);
  }

  /** A pasted word for a list of choices: by its value or its words. */
  choose(select, value) {
    const wanted = value.toLowerCase();
    const option = [...select.options].find((each) => each.value.toLowerCase() === wanted || each.text.trim().toLowerCase() === wanted);
    if (option) select.value = option.value;
    return Boolean(option);
  }
}

if (typeof document !== "undefined") {
  for (const table of document.querySelectorAll("[data-grid]")) tools(table, new Grid(table));
}
