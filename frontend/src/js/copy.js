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

// data-copy-from="address" copies the text that the server writes there; without a script, or where the machine lets
// nothing be copied, the link opens the page that shows the text.
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-copy-from]") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.dataset.copyFrom, { headers: { Accept: "text/plain" } });
    if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/plain")) throw new Error("no text");
    await navigator.clipboard.writeText(await answer.text());
  } catch {
    window.location.assign(link.href);
    return;
  }
  const words = link.querySelector("span") ?? link;
  const before = words.dataset.before ?? words.textContent;
  words.dataset.before = before;
  words.textContent = link.dataset.done;
  window.setTimeout(() => (words.textContent = before), 3000);
});
