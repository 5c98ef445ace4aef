// What the script adds to pages that work without it. Each file looks after one thing; nothing here is needed for a right to be given or taken.

import "./htmx.js";
import { watchCodes } from "./codes.js";
import { watchCountdowns } from "./countdown.js";
import { watchDialogs } from "./dialogs.js";
import { watchForms } from "./forms.js";
import { watchMenus } from "./menus.js";
import { watchPasskeys } from "./passkeys.js";
import { watchSession } from "./session.js";
import { watchToasts } from "./toasts.js";
import { tellZone } from "./zone.js";

document.documentElement.dataset.script = "on";

function start() {
  tellZone();
  watchMenus();
  watchDialogs();
  watchForms();
  watchToasts();
  watchCountdowns();
  watchPasskeys();
  watchCodes();
  watchSession();
}

// A deferred script runs before the event; one put in later, after it.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
