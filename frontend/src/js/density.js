// The switch between comfortable and compact rows. The cookie lets the server draw the next page right at once.
const root = document.documentElement;
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-density-switch]") : null;
  if (!button) return;
  const density = root.dataset.density === "compact" ? "comfortable" : "compact";
  root.dataset.density = density;
  for (const each of document.querySelectorAll("[data-density-switch]")) {
    each.setAttribute("aria-pressed", String(density === "compact"));
  }
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `density=${density}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
});
