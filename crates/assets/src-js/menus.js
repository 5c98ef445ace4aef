// Menus are <details>: they close at Escape, at a click elsewhere, and when the focus leaves.

const menus = "details.menu[open], details.why[open]";

export function watchMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(menus)) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of document.querySelectorAll(menus)) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.(menus) ?? document.querySelector(menus);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  // The colours change at once; the form keeps the choice on the server.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-theme-switch]") && event.submitter?.value) document.documentElement.dataset.bsTheme = event.submitter.value;
  });
}
