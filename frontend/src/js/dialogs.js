// data-dialog="id" opens a native dialog; data-close closes the one it stands in. On an element that is also a link
// the link is the way without a script.
document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;

  if (target.closest('[aria-disabled="true"]')) {
    event.preventDefault();
    return;
  }
  const opener = target.closest("[data-dialog]");
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
      dialog.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    }
    return;
  }
  const closer = target.closest("[data-close]");
  const dialog = closer?.closest("dialog");
  if (dialog) {
    event.preventDefault();
    dialog.close();
    return;
  }
  // A click beside the dialog's box closes it, unless something was typed.
  if (target instanceof HTMLDialogElement && !target.querySelector("[data-dirty]")) {
    const box = target.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && event.detail > 0) target.close();
  }
});

for (const button of document.querySelectorAll("dialog [data-close][hidden]")) button.hidden = false;

// Escape hides a tip that hover or focus shows, and closes an open menu.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const tip of document.querySelectorAll(".refused:hover, .refused:focus-within")) tip.classList.add("is-dismissed");
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
  if (window.location.hash === "#nav") window.location.hash = "#main";
});
for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const tip of document.querySelectorAll(".refused.is-dismissed")) {
      if (!tip.contains(event.target)) tip.classList.remove("is-dismissed");
    }
  });
}
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
