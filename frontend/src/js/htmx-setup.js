// htmx under a strict content security policy: nothing is evaluated, no style element is added, own host only.
// (The page's <meta name="htmx-config"> says the same; this holds also where a page forgets it.)
import htmx from "htmx.org/dist/htmx.esm.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});

// A lost session answers with the sign-in page: go there as a whole page instead of putting it into a fragment.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 401) window.location.reload();
});
