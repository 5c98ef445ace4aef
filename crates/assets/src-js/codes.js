// [data-codes="id"]: copies, prints and saves a list that is shown once.

import { toast } from "./toasts.js";

export function watchCodes() {
  for (const tools of document.querySelectorAll("[data-codes]")) {
    const list = document.getElementById(tools.dataset.codes);
    const lines = () => [...list.querySelectorAll("code")].map((code) => code.textContent).join("\n") + "\n";
    tools.hidden = false;
    tools.querySelector("[data-codes-copy]").addEventListener("click", async () => {
      await navigator.clipboard.writeText(lines());
      toast("ok", tools.dataset.textCopied);
    });
    tools.querySelector("[data-codes-print]").addEventListener("click", () => window.print());
    tools.querySelector("[data-codes-save]").addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([lines()], { type: "text/plain" }));
      link.download = list.dataset.file;
      link.click();
      setTimeout(URL.revokeObjectURL, 1000, link.href);
    });
  }
}
