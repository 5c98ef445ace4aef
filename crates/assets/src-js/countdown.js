// <time data-countdown="ISO">: behind its words, what is left by the server's clock. The words say the same to a screen reader, which is spared the seconds.

import { unsaved } from "./forms.js";

const soon = 5 * 60_000;
let ahead = 0; // how far the server's clock is ahead of the browser's, in milliseconds
let timer;

/** Milliseconds as 59:12 or 1:02:03. */
function clock(left) {
  const seconds = Math.ceil(left / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

function rest(element) {
  const there = element.querySelector(".countdown-left");
  if (there) return there;
  const made = document.createElement("span");
  made.className = "countdown-left";
  made.ariaHidden = "true";
  element.append(made);
  return made;
}

function tick() {
  const now = Date.now() + ahead;
  let running = false;
  for (const element of document.querySelectorAll("[data-countdown]:not(.is-over)")) {
    const left = Date.parse(element.dataset.countdown) - now;
    if (Number.isNaN(left)) continue;
    if (left > 0) {
      rest(element).textContent = clock(left);
      element.classList.toggle("is-soon", left <= soon);
      running = true;
      continue;
    }
    element.classList.remove("is-soon");
    element.classList.add("is-over");
    rest(element).remove();
    if (element.dataset.countdownTextOver) element.textContent = element.dataset.countdownTextOver;
    element.dispatchEvent(new CustomEvent("countdown:over", { bubbles: true }));
    // Once only: a page that was already over when it came is not asked for again and again.
    if (element.dataset.countdownOver === "reload" && element.dataset.seen === "running" && !unsaved()) location.reload();
  }
  for (const element of document.querySelectorAll("[data-countdown]:not(.is-over, [data-seen])")) element.dataset.seen = "running";
  clearTimeout(timer);
  if (running) timer = setTimeout(tick, 1000 - (now % 1000));
}

export function watchCountdowns() {
  const told = Date.parse(document.documentElement.dataset.now ?? "");
  if (!Number.isNaN(told)) {
    const navigation = performance.getEntriesByType("navigation")[0];
    // The server wrote its time when it began to answer.
    ahead = told - (performance.timeOrigin + (navigation?.responseStart ?? performance.now()));
  }
  tick();
  document.addEventListener("htmx:load", tick);
  document.addEventListener("visibilitychange", tick);
}
