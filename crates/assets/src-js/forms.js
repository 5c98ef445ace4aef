// Forms: sent once, filtered at a change, errors where the eye and the reader are.

/** Forms on their way, unless an answer or the browser's history brings them back. */
function release(form) {
  form.removeAttribute("aria-busy");
}

function focusMarked(within) {
  const marked = within.matches?.("[data-focus]") ? within : within.querySelector("[data-focus]");
  marked?.focus();
}

export function watchForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.setAttribute("aria-busy", "true");
    // A download leaves the page where it is.
    if (form.hasAttribute("data-download")) setTimeout(release, 3000, form);
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[aria-busy]")) release(form);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form?.requestSubmit();
  });
  document.addEventListener("htmx:load", (event) => focusMarked(event.target));
  focusMarked(document);
}

/** Something was typed that a reload would lose. */
export function unsaved() {
  return [...document.forms].some((form) =>
    [...form.elements].some((element) => {
      if (element instanceof HTMLSelectElement) {
        const initial = [...element.options].some((option) => option.defaultSelected);
        return initial && [...element.options].some((option) => option.selected !== option.defaultSelected);
      }
      if (element instanceof HTMLTextAreaElement) return element.value !== element.defaultValue;
      if (!(element instanceof HTMLInputElement) || element.type === "hidden") return false;
      return element.type === "checkbox" || element.type === "radio" ? element.checked !== element.defaultChecked : element.value !== element.defaultValue;
    }),
  );
}
