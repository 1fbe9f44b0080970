// A row of tabs that is wider than the page begins where the current one stands.
for (const row of document.querySelectorAll(".tabs ul")) {
  const current = row.querySelector("[aria-current]")?.closest("li");
  if (current && row.scrollWidth > row.clientWidth) row.scrollLeft = current.offsetLeft - row.offsetLeft - 16;
}
