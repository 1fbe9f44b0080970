// data-copy="id" copies the text of that element. Without a secure context the text is marked, ready to be copied.
document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  const source = button && document.getElementById(button.dataset.copy);
  if (!source) return;
  const words = button.querySelector("span") ?? button;
  const before = words.dataset.before ?? words.textContent;
  words.dataset.before = before;
  let done = false;
  try {
    await navigator.clipboard.writeText(source.textContent);
    done = true;
  } catch {
    const selection = window.getSelection();
    selection?.selectAllChildren(source);
    done = document.execCommand("copy");
  }
  words.textContent = done ? button.dataset.done : button.dataset.failed;
  window.setTimeout(() => (words.textContent = before), 3000);
});
