// <a data-dialog="id"> leads to a page that asks; where the question is on this page already, it is asked here.

export function watchDialogs() {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    event.target.closest("[data-dialog-close]")?.closest("dialog")?.close();
  });
}
