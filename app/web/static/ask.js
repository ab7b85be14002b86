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
      const name = document.createElement("span");
      name.textContent = entry.name;
      const where = document.createElement("small");
      where.textContent = entry.latin === entry.name ? entry.region : `${entry.latin} · ${entry.region}`;
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
}

function take(entry) {
  place.value = entry.name;
  placeId.value = entry.id;
  form.classList.toggle("in-xinjiang", entry.other_timezone !== null);
  show([]);
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
  form.classList.remove("in-xinjiang");
  asked.abort();
  asked = new AbortController();
  const q = place.value.trim();
  if (!q) return show([]);
  try {
    const answer = await fetch(`/api/places?q=${encodeURIComponent(q)}`, { signal: asked.signal });
    if (answer.ok) show((await answer.json()).places.slice(0, 8));
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

// One report for one click.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => delete form.dataset.sent);

// The first thing that is wrong: a field, or what is in a group of them.
const wrong = document.querySelector("[aria-invalid=true]");
(wrong?.querySelector("[aria-invalid=true]") ?? wrong?.querySelector("input") ?? wrong)?.focus();
