// A text beside the cards that come out of it: the words of the card in hand are shown in the text, and scrolled into
// the window of the text – never the page itself.
const text = document.querySelector(".reading-text");

function show(card) {
  const mark = document.getElementById(card.id.replace(/^duty-/, "mark-"));
  for (const each of text.querySelectorAll("mark.is-current")) each.classList.remove("is-current");
  if (!mark) return;
  mark.classList.add("is-current");
  const [window_, words] = [text.getBoundingClientRect(), mark.getBoundingClientRect()];
  if (words.top < window_.top || words.bottom > window_.bottom) {
    text.scrollTop += words.top - window_.top - text.clientHeight / 4;
  }
}

if (text) {
  document.querySelector(".reading-cards")?.addEventListener("focusin", (event) => {
    const card = event.target.closest("[id^=duty-]");
    if (card) show(card);
  });
}
