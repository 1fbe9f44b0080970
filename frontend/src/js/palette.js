// The short list under the search box: arrows walk through it, Esc closes it. Without this the form opens the page.
const form = document.querySelector("form.search");
const box = form?.querySelector("[data-search]");
const list = document.getElementById("palette");

if (form && box && list) {
  form.addEventListener("keydown", (event) => {
    const hits = [...list.querySelectorAll("[data-hit]")];
    const here = hits.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && hits.length) {
      event.preventDefault();
      hits[Math.min(here + 1, hits.length - 1)].focus();
    } else if (event.key === "ArrowUp" && here >= 0) {
      event.preventDefault();
      if (here === 0) box.focus();
      else hits[here - 1].focus();
    } else if (event.key === "Escape" && list.childElementCount) {
      event.preventDefault();
      list.replaceChildren();
      box.focus();
    }
  });
}
