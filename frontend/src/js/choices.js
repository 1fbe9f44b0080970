// A list of many choices: a click chooses one or gives it up and leaves the others. Without a script it takes Ctrl,
// and a click without Ctrl loses all that was chosen.
document.addEventListener("mousedown", (event) => {
  const option = event.target;
  if (!(option instanceof HTMLOptionElement) || event.button !== 0 || event.shiftKey) return;
  const list = option.closest("select");
  if (!list?.multiple || list.disabled || option.disabled) return;
  event.preventDefault();
  const top = list.scrollTop;
  list.focus({ preventScroll: true });
  option.selected = !option.selected;
  list.scrollTop = top;
  list.dispatchEvent(new Event("input", { bubbles: true }));
  list.dispatchEvent(new Event("change", { bubbles: true }));
});
