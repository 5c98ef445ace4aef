// Short messages in a live region.

const stay = 8000;

function region() {
  return document.getElementById("toasts");
}

/** Success goes by itself, but not from under a pointer or the focus; the rest waits to be read. */
function expire(note) {
  if (!note.classList.contains("toast-ok")) return;
  const leave = () => (note.matches(":hover, :focus-within") ? setTimeout(leave, 1000) : note.remove());
  setTimeout(leave, stay);
}

/** Shows a message of this page itself. */
export function toast(kind, text) {
  const note = document.createElement("div");
  note.className = `toast-note toast-${kind}`;
  const words = document.createElement("p");
  words.textContent = text;
  note.append(words);
  region()?.append(note);
}

export function watchToasts() {
  const toasts = region();
  if (!toasts) return;
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof HTMLElement) expire(node);
  }).observe(toasts, { childList: true });
  // What came with the page is put in again: only changes of a live region are read out.
  const came = [...toasts.children];
  if (came.length > 0) {
    toasts.replaceChildren();
    setTimeout(() => toasts.append(...came), 100);
  }
  toasts.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".toast-note")?.remove();
  });
}
