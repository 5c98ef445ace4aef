// A session that was ended elsewhere ends here too: the page asks by itself, which does not count as use, and leaves. What was typed and
// not sent stays, beside the word that nothing can be sent any more.

import { unsaved } from "./forms.js";

const every = 5_000;
let over = false;
let doubted = false;
let timer;

async function look() {
  clearTimeout(timer);
  if (over || document.hidden) return;
  try {
    const answer = await fetch("/session", { cache: "no-store", credentials: "same-origin" });
    // A proof made in another window changes the cookie: an answer to the old one is asked for once more before it counts.
    if (answer.ok && !(await answer.json()).open) {
      if (doubted) return end();
      doubted = true;
      timer = setTimeout(look, 500);
      return;
    }
    doubted = false;
  } catch {
    // Offline, or the server restarts: the next look tells.
  }
  timer = setTimeout(look, every);
}

function end() {
  over = true;
  if (!unsaved()) {
    const then = encodeURIComponent(location.pathname + location.search);
    location.replace(`/sign-in?ended=1&then=${then}`);
    return;
  }
  const toasts = document.getElementById("toasts");
  const words = document.getElementById("session-over");
  if (toasts && words instanceof HTMLTemplateElement) toasts.append(words.content.cloneNode(true));
}

/** Watches whether the session of a page that somebody signed in for is still open. */
export function watchSession() {
  if (!("signedIn" in document.body.dataset)) return;
  document.addEventListener("visibilitychange", look);
  timer = setTimeout(look, every);
}
