// The criteria wall: one of its cells is in the tab order, the arrows move on; b shows the basis of every cell.
import { typing } from "./keys.js";

for (const wall of document.querySelectorAll("[data-wall]")) {
  const first = wall.querySelector("td.wc a");
  if (first) first.tabIndex = 0;
  wall.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("td.wc");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = cell.parentElement;
    const moves = {
      ArrowLeft: () => cell.previousElementSibling,
      ArrowRight: () => cell.nextElementSibling,
      ArrowUp: () => row.previousElementSibling?.cells[cell.cellIndex],
      ArrowDown: () => row.nextElementSibling?.cells[cell.cellIndex],
      Home: () => row.querySelector("td.wc"),
      End: () => [...row.querySelectorAll("td.wc")].at(-1),
    };
    const next = moves[event.key]?.()?.querySelector?.("a");
    if (!moves[event.key]) return;
    event.preventDefault();
    if (next && next.closest("td.wc")) {
      event.target.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  });
}

function toggle() {
  for (const wall of document.querySelectorAll("[data-wall]")) wall.classList.toggle("show-basis");
  for (const button of document.querySelectorAll("[data-wall-basis]")) {
    button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") === "true" ? "false" : "true");
  }
}
document.addEventListener("keydown", (event) => {
  if (event.key === "b" && !typing(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) toggle();
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-wall-basis]")) toggle();
});
