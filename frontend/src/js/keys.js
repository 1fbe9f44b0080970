// ? shows the keys; Ctrl/Cmd+K and / go to the search box, or to its page where there is no room for a box.
export function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function goToSearch(event) {
  const search = [...document.querySelectorAll("[data-search]")].find((box) => box.offsetParent !== null);
  const page = document.querySelector(".search-phone");
  if (!search && !page) return;
  event.preventDefault();
  if (!search) {
    window.location.assign(page.href);
    return;
  }
  search.focus();
  search.select?.();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    goToSearch(event);
    return;
  }
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    goToSearch(event);
  } else if (event.key === "?") {
    const keys = document.getElementById("keys");
    if (keys instanceof HTMLDialogElement && !keys.open) keys.showModal();
  }
});
