// The error summary takes the focus; a form marked data-guard warns before typed text is left behind;
// a form is sent once.
document.querySelector("[data-focus]")?.focus();

// A form with errors inside a dialog: show the dialog again.
for (const summary of document.querySelectorAll("dialog .error-summary")) {
  const dialog = summary.closest("dialog");
  if (dialog && !dialog.open) dialog.showModal();
  summary.focus();
}

let leaving = false;
document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form") : null;
  if (form && form.method === "post") form.dataset.dirty = "";
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  leaving = true;
});
window.addEventListener("beforeunload", (event) => {
  if (!leaving && document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
});
window.addEventListener("pageshow", () => {
  leaving = false;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
