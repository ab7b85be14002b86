// @ts-check
/** The card that explains a term: beside it, or at the bottom of a narrow window. */

/**
 * @typedef {{ id: string, term: string, reading: string, name: string, text: string }} Entry
 */

const LEAVE_MS = 250;
const GAP = 8;
const EDGE = 16;
const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";

/** @type {Promise<Map<string, Entry>> | undefined} */
let entries;

/** Fetch the glossary once; after a failure the next term tries again. */
function glossary() {
  entries ??= fetch(`/api/glossary?language=${language}`, { signal: AbortSignal.timeout(10_000) })
    .then((response) => {
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    })
    .then((body) => new Map(body.entries.map((/** @type {Entry} */ entry) => [entry.id, entry])));
  entries.catch(() => (entries = undefined));
  return entries;
}

/** The style sheet of the card, which the page does not load before. */
const styles = new Promise((resolve) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = "/static/glossary.css";
  link.onload = link.onerror = resolve;
  document.head.append(link);
});

/** @param {string} tag @param {string} [text] */
function make(tag, text = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

const card = make("div");
card.className = "term-card";
card.id = "term-card";
card.tabIndex = -1;
card.popover = "auto"; // closes by Escape and by a click outside
card.setAttribute("role", "dialog");
card.setAttribute("aria-labelledby", "term-name");
card.setAttribute("aria-describedby", "term-text");
document.body.append(card);

/** The term that was asked for last; the answer for an earlier one comes too late. @type {HTMLAnchorElement | null} */
let wanted = null;
/** The term that the card explains while it is open. @type {HTMLAnchorElement | null} */
let shown = null;
const isOpen = () => card.matches(":popover-open");
const isRead = () => card.contains(document.activeElement);

/**
 * Show the card and move the focus to it.
 * @param {HTMLAnchorElement} term @param {DOMStringMap} words
 */
export async function explain(term, words) {
  if (await show(term, words, () => true)) card.focus({ preventScroll: true });
}

/**
 * Show the card while the pointer is on the term or the card. The focus stays where it is.
 * @param {HTMLAnchorElement} term @param {DOMStringMap} words
 */
export async function preview(term, words) {
  if (await show(term, words, () => term.matches(":hover") && !isRead())) closeWhenLeft(term);
}

/**
 * Return whether the card now explains this term.
 * @param {HTMLAnchorElement} term @param {DOMStringMap} words @param {() => boolean} isWanted
 */
async function show(term, words, isWanted) {
  if (!isWanted()) return false;
  wanted = term;
  const id = term.hash.slice(1);
  const found = glossary().then((all) => all.get(id));
  const [entry] = await Promise.all([found.catch(() => undefined), styles]);
  if (wanted !== term || !term.isConnected || !isWanted()) return false;
  fill(entry, term, words);
  if (!isOpen()) card.showPopover();
  if (shown) release(shown);
  shown = term;
  term.setAttribute("aria-expanded", "true");
  term.setAttribute("aria-controls", card.id);
  place(term);
  return true;
}

/** @param {Entry | undefined} entry @param {HTMLAnchorElement} term @param {DOMStringMap} words */
function fill(entry, term, words) {
  const name = make("h3", entry?.term ?? term.textContent ?? "");
  name.id = "term-name";
  name.lang = "zh-Hans";
  if (entry) {
    name.append(make("span", entry.reading));
    const english = make("span", entry.name);
    english.lang = "en";
    name.append(english);
  }
  const text = make("p", entry?.text ?? words.failed);
  text.id = "term-text";
  const all = /** @type {HTMLAnchorElement} */ (make("a", words.all));
  all.href = term.href;
  const close = make("button", "×");
  close.setAttribute("aria-label", words.close ?? "");
  close.addEventListener("click", () => card.hidePopover());
  card.replaceChildren(name, text, all, close);
  card.scrollTop = 0;
}

/**
 * Below the term, or above it if there is more room, and within the window. In a narrow one, the style sheet decides.
 * @param {HTMLElement} term
 */
function place(term) {
  const anchor = term.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const { clientWidth, clientHeight } = document.documentElement;
  const isBelow = anchor.bottom + GAP + height <= clientHeight - EDGE || anchor.top < clientHeight / 2;
  const top = isBelow ? anchor.bottom + GAP : anchor.top - GAP - height;
  const left = anchor.left + anchor.width / 2 - width / 2;
  card.style.top = `${Math.max(EDGE, Math.min(top, clientHeight - EDGE - height))}px`;
  card.style.left = `${Math.max(EDGE, Math.min(left, clientWidth - EDGE - width))}px`;
}

/** @param {HTMLElement} term */
function closeWhenLeft(term) {
  /** @type {number | undefined} */
  let timer;
  /** @param {Event} event */
  const moved = (event) => {
    clearTimeout(timer);
    const isInside = [term, card].some((element) => element.contains(/** @type {Node} */ (event.target)));
    if (!isOpen() || shown !== term || isRead()) document.removeEventListener("pointerover", moved);
    else if (!isInside) timer = setTimeout(() => shown === term && !isRead() && card.hidePopover(), LEAVE_MS);
  };
  document.addEventListener("pointerover", moved);
}

/** @param {Element} term */
function release(term) {
  term.setAttribute("aria-expanded", "false");
  term.removeAttribute("aria-controls");
}

card.addEventListener("beforetoggle", (event) => {
  if (/** @type {ToggleEvent} */ (event).newState !== "closed" || !shown) return;
  // The browser returns the focus only to where it was when the card opened, which after hovering is elsewhere.
  if (isRead()) shown.focus({ preventScroll: true });
  release(shown);
  shown = null;
});

addEventListener(
  "scroll",
  ({ target }) => {
    const isWithin = card.contains(/** @type {Node} */ (target)); // a long text scrolls inside the card
    if (isOpen() && !isWithin) card.hidePopover();
  },
  { capture: true, passive: true },
);
addEventListener("resize", () => isOpen() && card.hidePopover());
