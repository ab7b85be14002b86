/** The form, eased: places as one types, and only the fields that matter. Without it the form works all the same. */

const form = document.querySelector("form.ask");
const place = form.elements.place;
const placeId = form.elements.place_id;
const combo = place.closest(".combo");

// Fields that depend on others.

const unknown = form.elements.time_unknown;
const followUnknown = () => {
  form.elements.time.disabled = unknown.checked;
  form.classList.toggle("time-unknown", unknown.checked);
};
unknown.addEventListener("change", followUnknown);
followUnknown();

const followCalendar = () => form.classList.toggle("lunar", form.elements.calendar.value === "lunar");
for (const radio of form.elements.calendar) radio.addEventListener("change", followCalendar);
followCalendar();

// Places: a combobox of the ARIA pattern, with a list that is asked for as one types.

const lang = document.documentElement.lang;
const countries = new Intl.DisplayNames(lang, { type: "region", style: "short" });
const regionOf = (region) => (/^[A-Z]{2}$/.test(region) ? countries.of(region) : region);
// The name first that the reader knows the place by.
const namesOf = ({ name, latin }) => (lang === "en" ? [latin, name] : [name, latin]);

// Those that the server asks about have their countries as codes.
const choices = document.querySelectorAll("[name=place_choice]");
for (const { nextElementSibling: label } of choices) {
  const [names, region] = label.textContent.split(" · ");
  label.textContent = `${names} · ${regionOf(region)}`;
}
// Of a choice and a suggestion the later counts.
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

let asked = new AbortController();
let active = -1;

function show(places) {
  active = -1;
  list.replaceChildren(
    ...places.map((entry, i) => {
      const item = document.createElement("li");
      item.id = `place-${i}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const [first, other] = namesOf(entry);
      const name = document.createElement("span");
      name.textContent = first;
      const where = document.createElement("small");
      where.textContent = `${other === first ? "" : `${other} · `}${regionOf(entry.region)}`;
      item.append(name, where);
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(entry));
      item.entry = entry;
      return item;
    }),
  );
  list.hidden = places.length === 0;
  place.setAttribute("aria-expanded", String(!list.hidden));
  place.removeAttribute("aria-activedescendant");
  if (list.hidden) return;
  list.scrollIntoView({ block: "nearest" });
  place.scrollIntoView({ block: "nearest" }); // where there is no room for both
}

function take(entry) {
  asked.abort();
  place.value = namesOf(entry)[0];
  placeId.value = entry.id;
  for (const choice of choices) choice.checked = false;
  remember();
  offerOtherClock(entry);
  show([]);
}

/** Browsers keep what was typed for whoever comes back, but not in a field that they are to offer nothing for. */
function remember() {
  history.replaceState({ place: place.value, placeId: placeId.value }, "");
}

function offerOtherClock(entry) {
  form.classList.toggle("in-xinjiang", Boolean(entry?.other_timezone));
}

/** The one place that the server will take these words for, if it will not have to ask. */
function onlyOne(q, places) {
  const named = places.filter(({ name, latin }) => [name, latin.toLowerCase()].includes(q.toLowerCase()));
  const meant = named.length > 0 ? named : places;
  return meant.length === 1 ? meant[0] : null;
}

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
  asked.abort();
  asked = new AbortController();
  const q = place.value.trim();
  if (!q) return show([]);
  try {
    const answer = await fetch(`/api/places?q=${encodeURIComponent(q)}`, { signal: asked.signal });
    if (!answer.ok) return;
    const { places } = await answer.json();
    // An answer after the field was left still tells which clocks there are, but opens no list over what is below.
    offerOtherClock(onlyOne(q, places));
    if (document.activeElement === place) show(places.slice(0, 8));
  } catch {
    // Typed on, or no network: the server finds the place by its name when the form is sent.
  }
});
place.addEventListener("keydown", (event) => {
  if (event.isComposing) return; // an input method is still at work
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Enter" && active >= 0) take(list.children[active].entry);
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

// One report for one click. A click after one that led nowhere counts again: the form's key makes it the same report.
form.addEventListener("submit", (event) => {
  document.getElementById("offline").hidden = navigator.onLine;
  if (form.dataset.sent || !navigator.onLine) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
addEventListener("pageshow", () => delete form.dataset.sent);

// Days by the reader's own calendar; the server cannot know it.
for (const time of document.querySelectorAll(".mine time")) {
  const made = new Date(time.dateTime);
  const local = new Date(made.getTime() - made.getTimezoneOffset() * 60_000);
  time.textContent = local.toISOString().slice(0, 10);
}

// The first thing that is wrong: a field, or what is in a group of them.
const wrong = document.querySelector("[aria-invalid=true]");
(wrong?.querySelector("[aria-invalid=true]") ?? wrong?.querySelector("input") ?? wrong)?.focus();
