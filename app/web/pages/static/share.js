// @ts-check
/** Shares: makes and revokes links without leaving the page, and copies a new one. Loaded when its panel is opened. */

import { showLocalDates } from "./local-dates.js";

const panel = /** @type {HTMLDetailsElement | null} */ (document.getElementById("sharing"));
const form = /** @type {HTMLFormElement | null} */ (panel?.querySelector("form.share-form") ?? null);
const DAY_MS = 24 * 3600 * 1000;
const DEADLINE_MS = 15_000;

// A new link.

/** @param {FormData} fields */
function wanted(fields) {
  const days = Number(fields.get("days"));
  return {
    scope: fields.get("scope"),
    with_person: fields.get("with_person") === "1",
    expires_at: days ? new Date(Date.now() + days * DAY_MS).toISOString() : null,
  };
}

/** @param {SubmitEvent} event */
async function make(event) {
  event.preventDefault();
  if (!panel || !form) return;
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  showTrouble("");
  button.disabled = true;
  try {
    const response = await fetch(panel.dataset.api ?? "", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wanted(new FormData(form))),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (response.ok) await showLink((await response.json()).link);
    else showTrouble((response.status === 429 ? panel.dataset.most : panel.dataset.failed) ?? "");
  } catch {
    showTrouble(panel.dataset.failed ?? "");
  }
  button.disabled = false;
}

/** @param {string} words */
function showTrouble(words) {
  const trouble = /** @type {HTMLElement | undefined} */ (form?.querySelector("[data-trouble]"));
  if (!trouble) return;
  trouble.hidden = !words;
  trouble.textContent = words;
}

/** @param {string} link */
async function showLink(link) {
  const box = /** @type {HTMLElement} */ (document.querySelector(".new-share"));
  const field = /** @type {HTMLInputElement} */ (document.getElementById("share-link"));
  field.value = link;
  box.hidden = false;
  field.focus();
  field.select();
  await refreshList();
}

// The list.

/** Take the list from the page as the server renders it now. If that fails, the next visit shows it. */
async function refreshList() {
  const response = await fetch(location.pathname, { signal: AbortSignal.timeout(DEADLINE_MS) }).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("shares");
  if (!fresh) return;
  document.getElementById("shares")?.replaceWith(fresh);
  showLocalDates();
}

/** @param {SubmitEvent} event */
async function revoke(event) {
  const target = /** @type {HTMLFormElement} */ (event.target);
  if (!target.dataset.share || !panel) return;
  event.preventDefault();
  const button = /** @type {HTMLButtonElement} */ (target.querySelector("button"));
  button.disabled = true;
  try {
    const address = `${panel.dataset.api}/${target.dataset.share}`;
    const { status } = await fetch(address, { method: "DELETE", signal: AbortSignal.timeout(DEADLINE_MS) });
    if (status === 204 || status === 404) return removeItem(target);
  } catch {
    // No network, or the service is down.
  }
  showTrouble(panel.dataset.failed ?? "");
  button.disabled = false;
}

/** @param {HTMLFormElement} target */
function removeItem(target) {
  const list = /** @type {HTMLElement} */ (document.getElementById("shares"));
  target.closest("li")?.remove();
  list.hidden = !list.querySelector("li");
  panel?.querySelector("summary")?.focus(); // the focused button is gone
  /** @type {HTMLElement} */ (document.querySelector(".new-share")).hidden = true;
}

panel?.addEventListener("submit", (event) => (event.target === form ? make(event) : revoke(event)));

// A link into the closed panel opens it, also in browsers that do not do so themselves.
if (panel && ["#sharing", "#share-form", "#shares"].includes(location.hash)) panel.open = true;

const copy = document.getElementById("copy-link");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const words = (copy.dataset.words ??= copy.textContent ?? "");
    const field = /** @type {HTMLInputElement} */ (document.getElementById("share-link"));
    try {
      await navigator.clipboard.writeText(field.value);
      copy.textContent = copy.dataset.done ?? "";
    } catch {
      field.select();
      copy.textContent = copy.dataset.failed ?? "";
    }
    setTimeout(() => (copy.textContent = words), 3000);
  });
}
