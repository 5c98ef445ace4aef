// <form data-passkey="get|create" data-passkey-challenge="/path">: asks the browser for a passkey, and sends its answer with the form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const described = (list) => (list ?? []).map((it) => ({ ...it, id: bytes(it.id) }));

/** What the browser is asked, with bytes in the place of their texts. */
function asked(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) read.allowCredentials = described(options.allowCredentials);
  if (options.excludeCredentials) read.excludeCredentials = described(options.excludeCredentials);
  return read;
}

/** A credential as the server reads it. */
function written({ id, rawId, type, response, getClientExtensionResults }, credential) {
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({ id, rawId: text(rawId), type, response: parts, clientExtensionResults: getClientExtensionResults.call(credential) });
}

async function challenge(form) {
  const body = new URLSearchParams({ csrf: form.elements.csrf.value });
  const answer = await fetch(form.dataset.passkeyChallenge, { method: "POST", body, headers: { accept: "application/json" } });
  // The page is too old, or somebody signed out in another window: the server's own words say which.
  if (!answer.ok) throw answer;
  return answer.json();
}

/** Which of the form's texts says what happened. A browser tells a refusal from a time that ran out by the clock alone. */
function reason(error, began, timeout) {
  if (error?.name === "InvalidStateError") return "textThere";
  if (error?.name === "SecurityError") return "textElsewhere";
  if (error?.name !== "NotAllowedError" && error?.name !== "AbortError") return "textFailed";
  return timeout && performance.now() - began >= timeout - 1000 ? "textLate" : "textCancelled";
}

function tell(form, key) {
  const note = form.querySelector("[data-passkey-failed]");
  note.lastElementChild.textContent = note.dataset[key];
  note.hidden = false;
  note.focus();
}

async function answer(form) {
  form.querySelector("[data-passkey-failed]").hidden = true;
  let began = performance.now();
  let timeout;
  try {
    const { options, state } = await challenge(form);
    began = performance.now();
    timeout = options.timeout;
    const publicKey = asked(options);
    const credential = await (form.dataset.passkey === "create" ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey }));
    form.querySelector("[data-passkey-answer]").value = written(credential, credential);
    form.querySelector("[data-passkey-state]").value = state;
    HTMLFormElement.prototype.submit.call(form);
  } catch (error) {
    form.removeAttribute("aria-busy");
    if (error instanceof Response && (error.status === 403 || error.status === 410)) location.reload();
    else tell(form, reason(error, began, timeout));
  }
}

export function watchPasskeys() {
  const can = Boolean(window.PublicKeyCredential && navigator.credentials);
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.querySelector("[data-passkey-cannot]").hidden = true;
    form.querySelector(can ? "[data-passkey-start]" : "[data-passkey-unknown]").hidden = false;
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-passkey]")) return;
    event.preventDefault();
    if (can) answer(event.target);
    else event.target.removeAttribute("aria-busy");
  });
}
