// Ticking rows: data-select-all="name" ticks the page; the bar data-bulk="name" counts, and "all that match" posts
// all_matching=1 beside the ticked ids.
function update(bar) {
  const name = bar.dataset.bulk;
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
  const ticked = boxes.filter((box) => box.checked).length;
  const all = bar.querySelector("[name=all_matching]");
  const count = bar.querySelector("[data-bulk-count]");
  const whole = all?.checked ?? false;
  const number = new Intl.NumberFormat("vi-VN");
  if (whole) count.textContent = `${count.dataset.all} ${number.format(Number(bar.dataset.total))}`;
  else if (ticked) count.textContent = `${count.dataset.some} ${number.format(ticked)}`;
  else count.textContent = count.dataset.none;
  bar.classList.toggle("is-on", whole || ticked > 0);
  const head = document.querySelector(`[data-select-all="${CSS.escape(name)}"]`);
  if (head) {
    head.checked = boxes.length > 0 && ticked === boxes.length;
    head.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  const name = box.dataset.selectAll;
  if (name) {
    for (const each of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)) each.checked = box.checked;
  }
  for (const bar of document.querySelectorAll("[data-bulk]")) update(bar);
});
for (const bar of document.querySelectorAll("[data-bulk]")) update(bar);
