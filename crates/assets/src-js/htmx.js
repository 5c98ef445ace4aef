// How htmx may behave under our Content-Security-Policy, and which answers it shows.

import htmx from "htmx.org";
import { toast } from "./toasts.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  // Pages show what one may see now: the browser keeps no copies, and going back asks the server for the whole page.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  historyRestoreAsHxRequest: false,
  // A conflict and a form with errors come back as pages to be shown.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "409|422", swap: true },
    { code: "...", swap: false, error: true },
  ],
});

// The session or the right is gone: the whole page must say so, in the server's words.
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401 || status === 403 || status === 404) location.reload();
  else failed();
});
for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, failed);

function failed() {
  const text = document.getElementById("toasts")?.dataset.textFailed;
  if (text) toast("bad", text);
}
