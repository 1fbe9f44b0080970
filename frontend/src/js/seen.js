// The inbox reports what it showed once it was on the screen for a moment (reading a page writes nothing by itself);
// the counter in the head follows.
const shown = document.querySelector("[data-seen]");
const ids = shown?.dataset.seenIds.trim().split(/\s+/).filter(Boolean) ?? [];

async function report() {
  const body = new FormData();
  for (const id of ids) body.append("ids", id);
  try {
    const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
    const answer = await fetch(shown.dataset.seen, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (!answer.ok) return;
    const { unread } = await answer.json();
    for (const count of document.querySelectorAll("[data-unread]")) {
      count.textContent = new Intl.NumberFormat("vi-VN").format(unread);
      count.hidden = unread === 0;
    }
  } catch {
    // Not reported: it stays new, and is reported next time.
  }
}

if (ids.length) {
  let timer = 0;
  const watch = () => {
    window.clearTimeout(timer);
    if (document.visibilityState === "visible") timer = window.setTimeout(report, 2500);
  };
  document.addEventListener("visibilitychange", watch);
  watch();
}
