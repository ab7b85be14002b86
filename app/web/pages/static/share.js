// @ts-check
/** Shares: makes and revokes links without leaving the page, copies a new link, and saves the chart as a picture. */

/** @typedef {{ id: string, scope: "all" | "preview", with_person: boolean, expires_at: string | null }} Share */

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
    if (response.ok) showLink(await response.json());
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

/** @param {Share & { link: string }} share */
function showLink(share) {
  const box = /** @type {HTMLElement} */ (document.querySelector(".new-share"));
  const field = /** @type {HTMLInputElement} */ (document.getElementById("share-link"));
  field.value = share.link;
  box.hidden = false;
  field.focus();
  field.select();
  listShare(share);
}

// The list.

/** The day in Beijing, as the server writes it. @param {number} time */
const dayOf = (time) => new Date(time + 8 * 3600 * 1000).toISOString().slice(0, 10);

/** @param {Share} share */
function listShare(share) {
  const list = /** @type {HTMLElement} */ (document.getElementById("shares"));
  const template = /** @type {HTMLTemplateElement} */ (list.querySelector("template"));
  const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  /** @param {string} name @param {(words: DOMStringMap) => string | undefined} choose */
  const fill = (name, choose) => {
    const part = /** @type {HTMLElement} */ (item.querySelector(`[data-part=${name}]`));
    part.textContent = choose(part.dataset) ?? "";
  };
  const { expires_at: expires } = share;
  fill("scope", (words) => words[share.scope]);
  fill("person", (words) => words[String(share.with_person)]);
  fill("created", (words) => words.text?.replace("{date}", dayOf(Date.now())));
  fill("expires", (words) => (expires ? words.text?.replace("{date}", dayOf(Date.parse(expires))) : words.never));
  /** @type {HTMLFormElement} */ (item.querySelector("form")).dataset.share = share.id;
  list.querySelector("ul")?.prepend(item);
  list.hidden = false;
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

form?.addEventListener("submit", make);
document.getElementById("shares")?.addEventListener("submit", revoke);

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

// The chart as a picture.

const PICTURE_SCALE = 2;

/** Draw the SVG onto a canvas. It is from this origin and contains no other resources, so the canvas may be read. */
async function picture(/** @type {string} */ address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * PICTURE_SCALE;
  canvas.height = image.naturalHeight * PICTURE_SCALE;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return /** @type {Promise<Blob | null>} */ (new Promise((resolve) => canvas.toBlob(resolve, "image/png")));
}

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const save = /** @type {HTMLButtonElement | null} */ (document.getElementById("save-chart"));
if (save) {
  save.hidden = false;
  save.addEventListener("click", async () => {
    const words = (save.dataset.words ??= save.textContent ?? "");
    const svg = /** @type {HTMLAnchorElement} */ (save.previousElementSibling);
    save.disabled = true;
    save.textContent = save.dataset.busy ?? "";
    const blob = await picture(svg.href).catch(() => null);
    if (blob) download(blob, save.dataset.name ?? "");
    save.textContent = blob ? words : (save.dataset.failed ?? "");
    save.disabled = false;
  });
}
