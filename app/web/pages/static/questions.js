// @ts-check
/** The form for further questions: asks without leaving the page, so that no failure loses what was typed. */

const reading = /** @type {HTMLElement} */ (document.getElementById("reading"));
const form = /** @type {HTMLFormElement | null} */ (document.getElementById("follow-up"));
const drop = document.getElementById("drop");

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation(); // the page's own handler would reload, and the text would be gone
    void ask(form);
  });
  form.addEventListener("input", () => {
    const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("question"));
    if (field.hasAttribute("aria-invalid")) showError(form, field, undefined);
  });
}

const KEY = `mingshu:asking:${reading.dataset.id}`;

/** @param {{ follows?: boolean, text?: string, error?: string }} state what this page shows after it has reloaded */
function remember(state) {
  history.scrollRestoration = "manual"; // the answer is not where the form was
  try {
    sessionStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // Storage is not allowed: the page shows its present state.
  }
}

/** @param {HTMLFormElement} asking */
function restore(asking) {
  let stored = null;
  try {
    stored = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
  if (!stored) return;
  const { follows, text, error } = JSON.parse(stored);
  const field = /** @type {HTMLTextAreaElement} */ (asking.elements.namedItem("question"));
  if (text) field.value = text;
  if (error) showError(asking, field, error);
  if (follows || error) followAnswer();
}

/** Go to the end of the text, where the answer appears: the reader has just asked for it. */
function followAnswer() {
  history.scrollRestoration = "auto";
  document.dispatchEvent(new CustomEvent("mingshu:follow"));
}

/** @param {HTMLFormElement} asking */
async function ask(asking) {
  const field = /** @type {HTMLTextAreaElement} */ (asking.elements.namedItem("question"));
  const key = /** @type {HTMLInputElement} */ (asking.elements.namedItem("key"));
  const button = /** @type {HTMLButtonElement} */ (asking.querySelector("button"));
  if (!field.value.trim()) {
    showError(asking, field, asking.dataset.empty);
    return;
  }
  const words = button.textContent;
  button.disabled = true;
  button.textContent = asking.dataset.busy ?? words;
  showError(asking, field, undefined);
  const status = await send(asking.dataset.api ?? "", field.value, key.value);
  if (status === 200 || status === 201) {
    field.value = ""; // a reload would restore it
    remember({ follows: true });
    location.reload();
    return;
  }
  if (status === 409) {
    // It is being written, perhaps for another device: follow that, and keep what was typed for later.
    remember({ text: field.value, error: asking.getAttribute("data-409") ?? "" });
    location.reload();
    return;
  }
  button.disabled = false;
  button.textContent = words;
  showError(asking, field, (status && asking.getAttribute(`data-${status}`)) || asking.dataset.unanswered);
}

/**
 * Returns the status, or null without a response. The key makes a second try safe.
 * @param {string} url @param {string} question @param {string} key
 */
async function send(url, question, key) {
  try {
    const { status } = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      body: JSON.stringify({ question }),
      signal: AbortSignal.timeout(15_000),
    });
    return status;
  } catch {
    return null;
  }
}

/** @param {HTMLFormElement} asking @param {HTMLTextAreaElement} field @param {string | undefined} message */
function showError(asking, field, message) {
  const error = /** @type {HTMLElement} */ (asking.querySelector(".error"));
  error.textContent = message ?? "";
  error.hidden = !message;
  field.setAttribute("aria-describedby", message ? "question-error question-hint" : "question-hint");
  if (message) {
    field.setAttribute("aria-invalid", "true");
    if (field.offsetParent) field.focus();
  } else {
    field.removeAttribute("aria-invalid");
  }
}

// A question can be given up only before its answer has begun, which may happen while the page is open.
if (drop) {
  const hideIfBegun = () => {
    if (document.getElementById(`p${drop.dataset.passage}`)) drop.hidden = true;
  };
  new MutationObserver(hideIfBegun).observe(reading, { attributeFilter: ["data-status"] });
}

// A module runs once the page is parsed, after the one that follows the text.
if (form) restore(form);
