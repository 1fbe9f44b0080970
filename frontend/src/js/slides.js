// Slides: ← and → turn the page, Esc leaves, and a show that was given seconds goes on by itself. Without this file the
// links do the same.
const keys = document.querySelector("[data-slides]");
if (keys) {
  const go = (name) => keys.querySelector(`[data-slide="${name}"]`)?.click();
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [data-wall], dialog[open]")) return;
    const name = { ArrowLeft: "before", PageUp: "before", ArrowRight: "after", PageDown: "after", Escape: "leave" }[event.key];
    if (!name) return;
    event.preventDefault();
    go(name);
  });
  const seconds = Number(keys.dataset.seconds);
  if (seconds > 0) setTimeout(() => go("after"), seconds * 1000);
}
