// The note beside a word or a mark opens on a click, a tap or Enter, and where a mouse rests.
// Without this script, or in a browser without popovers, the link leads to the same told at length.
(() => {
  if (!HTMLElement.prototype.togglePopover) return;

  const linkAt = (place) => place.closest("a:has(+ .nn-note)");
  const open = (link) => link.nextElementSibling.togglePopover({ source: link, force: true });

  addEventListener("click", (event) => {
    const link = linkAt(event.target);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });

  let waiting;
  addEventListener("pointerover", (event) => {
    clearTimeout(waiting);
    if (event.pointerType !== "mouse" || event.target.closest(".nn-note")) return;
    const link = linkAt(event.target);
    const close = () => document.querySelector(".nn-note:popover-open")?.hidePopover();
    waiting = setTimeout(link ? () => open(link) : close, 250);
  });

  for (const note of document.querySelectorAll(".nn-note")) {
    const tell = (event) => note.previousElementSibling.setAttribute("aria-expanded", event.newState === "open");
    note.addEventListener("beforetoggle", tell);
    tell({});
  }
})();
