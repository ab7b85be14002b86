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
    field.focus();
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
