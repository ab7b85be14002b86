// @ts-check
/** Enhances the form: place suggestions, and only the fields that matter. The form also works without this script. */

import "./local-dates.js";

/**
 * @typedef {object} Place an entry of `GET /api/places`
 * @property {string} id
 * @property {string} name
 * @property {string} latin
 * @property {string} label
 * @property {string} label_en
 * @property {string | null} other_timezone
 */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form.ask"));
/** @param {string} name */
const input = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
const place = input("place");
const placeId = input("place_id");
const combo = /** @type {HTMLElement} */ (place.closest(".combo"));

// Fields that depend on others.

const calendar = /** @type {RadioNodeList} */ (form.elements.namedItem("calendar"));
const followCalendar = () => form.classList.toggle("lunar", calendar.value === "lunar");
for (const radio of calendar) radio.addEventListener("change", followCalendar);
followCalendar();

// Places: a combobox that follows the ARIA pattern, with suggestions from the server.

const lang = document.documentElement.lang;
/**
 * The place's names, the one in the page's language first.
 * @param {Place} entry
 */
const namesOf = ({ name, latin }) => (lang === "en" ? [latin, name] : [name, latin]);
/**
 * The label's two halves: the name, and where the place is. Hong Kong and Singapore have only the name.
 * @param {Place} entry
 */
const labelOf = ({ label, label_en }) => (lang === "en" ? label_en : label).split(" · ");

const choices = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[name=place_choice]"));
// Between a choice and a suggestion, the later one counts.
for (const choice of choices) choice.addEventListener("change", () => (placeId.value = ""));

const list = document.createElement("ul");
list.id = "place-list";
list.setAttribute("role", "listbox");
list.hidden = true;
combo.append(list);
place.setAttribute("role", "combobox");
place.setAttribute("aria-autocomplete", "list");
place.setAttribute("aria-controls", list.id);
place.setAttribute("aria-expanded", "false");

let request = new AbortController();
/** @type {Place[]} */
let suggestions = [];
let active = -1;

/** @param {Place[]} places */
function show(places) {
  suggestions = places;
  active = -1;
  list.replaceChildren(
    ...places.map((entry, i) => {
      const item = document.createElement("li");
      item.id = `place-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const [first, rest] = labelOf(entry);
      const [, other] = namesOf(entry);
      const name = document.createElement("span");
      name.textContent = first;
      const where = document.createElement("small");
      where.textContent = [first.includes(other) ? "" : other, rest].filter(Boolean).join(" · ");
      item.append(name, where);
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(entry));
      return item;
    }),
  );
  list.hidden = places.length === 0;
  place.setAttribute("aria-expanded", String(!list.hidden));
  place.removeAttribute("aria-activedescendant");
  if (list.hidden) return;
  list.scrollIntoView({ block: "nearest" });
  place.scrollIntoView({ block: "nearest" }); // keeps the field in view where there is no room for both
}

/** @param {Place} entry */
function take(entry) {
  request.abort();
  place.value = namesOf(entry)[0];
  placeId.value = entry.id;
  for (const choice of choices) choice.checked = false;
  remember();
  forgetDoubts();
  explain("");
  offerOtherClock(entry);
  show([]);
}

/** Remove what the server asked about the place that was typed before. */
function forgetDoubts() {
  document.getElementById("place-error")?.remove();
  for (const choice of choices) choice.closest(".places")?.remove();
  place.removeAttribute("aria-invalid");
  place.setAttribute("aria-describedby", "place-hint");
}

/** Keep the place for Back: browsers restore form input, but not in a field with `autocomplete=off`. */
function remember() {
  history.replaceState({ place: place.value, placeId: placeId.value }, "");
}

/** @param {Place | null} entry */
function offerOtherClock(entry) {
  form.classList.toggle("in-xinjiang", Boolean(entry?.other_timezone));
}

const remark = /** @type {HTMLElement} */ (document.getElementById("place-remark"));

/** @param {string} match how the places match, as the server says it */
function explain(match) {
  remark.textContent = (match === "near" && remark.dataset.near) || (match === "none" && remark.dataset.none) || "";
}

/** @param {number} step */
function move(step) {
  const items = [...list.children];
  if (items.length === 0) return;
  items[active]?.setAttribute("aria-selected", "false");
  active = (active + step + items.length) % items.length;
  items[active].setAttribute("aria-selected", "true");
  items[active].scrollIntoView({ block: "nearest" });
  place.setAttribute("aria-activedescendant", items[active].id);
}

place.addEventListener("input", async () => {
  placeId.value = "";
  remember();
  offerOtherClock(null);
  request.abort();
  request = new AbortController();
  const q = place.value.trim();
  explain("");
  if (!q) return show([]);
  try {
    const response = await fetch(`/api/places?q=${encodeURIComponent(q)}`, { signal: request.signal });
    if (!response.ok) return;
    /** @type {{ match: string, places: Place[] }} */
    const { match, places } = await response.json();
    // Once the field has lost focus, the response still decides whether to offer Xinjiang time, but opens no list.
    offerOtherClock(match === "exact" ? places[0] : null);
    explain(match);
    if (document.activeElement === place) show(places.slice(0, 8));
  } catch {
    // Superseded by more input, or no network: the server looks up the name when the form is sent.
  }
});
place.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // the key belongs to an input method
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Enter" && active >= 0) take(suggestions[active]);
  else if (event.key === "Escape") show([]);
  else return;
  event.preventDefault();
});
place.addEventListener("blur", () => show([]));
if (!place.value && history.state?.place) {
  place.value = history.state.place;
  const { placeId: id } = history.state;
  place.dispatchEvent(new Event("input"));
  placeId.value = id;
  remember();
}

// While the form is being submitted, its buttons are busy and further clicks are ignored. After a failed attempt they
// work again: the form's key makes both attempts the same report.
const FAILED_MS = 5000; // when a navigation that has not happened counts as failed; browsers do not say so
const offline = /** @type {HTMLElement} */ (document.getElementById("offline"));
const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll("button[data-busy]"));
const mainButton = /** @type {HTMLButtonElement} */ (document.getElementById("submit"));
const labels = [...buttons].map((button) => button.textContent);
let givingUp = 0;

/** @param {HTMLElement | null} pressed */
function showBusy(pressed) {
  const button = [...buttons].find((each) => each === pressed) ?? mainButton; // the Enter key presses neither
  button.textContent = button.dataset.busy ?? "";
  for (const each of buttons) each.disabled = true;
}

function showReady() {
  clearTimeout(givingUp);
  delete form.dataset.sent;
  for (const [i, button] of buttons.entries()) {
    button.textContent = labels[i];
    button.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  offline.hidden = navigator.onLine;
  if (form.dataset.sent || !navigator.onLine) return event.preventDefault();
  form.dataset.sent = "yes";
  const pressed = event.submitter;
  const isSwitch = pressed?.getAttribute("name") === "lang"; // which casts no chart
  // Not at once: the value of a disabled button is not sent.
  if (!isSwitch) setTimeout(() => form.dataset.sent && showBusy(pressed));
  givingUp = setTimeout(showReady, FAILED_MS);
});
addEventListener("pageshow", showReady); // also from the back/forward cache, or with the state that a reload restores

if (!navigator.cookieEnabled) /** @type {HTMLElement} */ (document.getElementById("no-cookies")).hidden = false;

// Focus the first field with an error, or the first one in a group with an error.
const wrong = /** @type {HTMLElement | null} */ (document.querySelector("[aria-invalid=true]"));
const field = wrong?.querySelector("[aria-invalid=true]") ?? wrong?.querySelector("input") ?? wrong;
/** @type {HTMLElement | null} */ (field)?.focus();
