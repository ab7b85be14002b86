// @ts-check
/** Keeps the reading up to date: shows blocks as they arrive and the state in words, and never scrolls on its own. */

import { showPlace } from "./contents-bar.js";
import { labelSelections, offerCopy } from "./copy.js";
import { Follower } from "./follow.js";
import { forget, keepPlace } from "./last-read.js";
import { EndNotice } from "./notify.js";
import { SharedStream } from "./shared-stream.js";
import { TabTitle } from "./tab-title.js";
import { SaveWatch } from "./unsaved.js";

/**
 * @typedef {{ status?: string, waiting?: boolean | string, chars?: number, saved_chars?: number, message?: string | null }}
 *   State
 */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const page = byId("reading");
const text = byId("text");
const number = new Intl.NumberFormat("en-US");
/** @param {string | undefined} template @param {Record<string, string | number>} values */
const fill = (template = "", values) => template.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

const isEnded = () => !["queued", "running"].includes(page.dataset.status ?? "");
const isListening = () => ["live", "shared", "over"].includes(page.dataset.connection ?? "");
const isWhole = () => page.dataset.status === "completed";
/** Whether this is a shared page, which has none of the owner's controls. */
const isShared = "scope" in page.dataset;
// A live collection. Model text has no classes, so it cannot contain elements that match.
const blocks = /** @type {HTMLCollectionOf<HTMLElement>} */ (text.getElementsByClassName("block"));
const lastBlock = () => blocks[blocks.length - 1];
const reportId = page.dataset.id ?? "";
const title = new TabTitle(page.dataset);
const notice = new EndNotice(document.getElementById("notify"), reportId, page.dataset.title ?? "");
const follower = new Follower(document.getElementById("newest"), lastBlock, isEnded);
const saves = new SaveWatch(isListening, (isLate) => {
  byId("unsaved").textContent = isLate ? (byId("unsaved").dataset.words ?? "") : "";
});

// The text.

/**
 * The HTML in which each block was received; the browser may serialise `innerHTML` differently.
 * @type {WeakMap<Element, string>}
 */
const received = new WeakMap();
/** @param {Element} block */
const htmlOf = (block) => received.get(block) ?? block.innerHTML;

/**
 * With `keep`, `html` is only the changed end, which follows that many characters of the received HTML.
 * @param {{ i: number, keep?: number, html: string }} data
 */
function changeBlock({ i, keep, html }) {
  setBlock(i, keep === undefined ? html : htmlOf(blocks[i]).slice(0, keep) + html);
}

/** @param {number} index @param {string} html */
function setBlock(index, html) {
  let block = blocks[index];
  if (!block) {
    announce(lastBlock());
    block = document.createElement("div");
    block.className = "block";
    text.append(block);
  }
  received.set(block, html);
  block.innerHTML = html; // sanitised by the server: no scripts, no images, links with rel
  if (block.id || block.firstElementChild?.tagName === "H2") markPassages();
}

/**
 * Announce a complete block to screen readers, rather than every piece that arrives.
 * @param {HTMLElement | undefined} block
 */
function announce(block) {
  if (block) byId("spoken").textContent = block.innerText;
}

/** @param {number} count */
function keepBlocks(count) {
  while (blocks.length > count) lastBlock().remove();
  if (page.dataset.preview && Number(page.dataset.preview) > count) page.dataset.preview = "";
  placePreviewEnd();
  markPassages();
}

/** Only a page that ends with the preview has a mark for its end. */
function placePreviewEnd() {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("preview-end"));
  if (!template) return;
  text.querySelector(":scope > .preview-end")?.remove();
  const last = blocks[Number(page.dataset.preview) - 1];
  if (page.dataset.preview && last) last.after(template.content.cloneNode(true));
}

// Text that was taken back.

const CONNECTING_MS = 2000;
const MARK_MS = 6000; // as long as the animation of .taken-back

/** How much of the text this page has shown while it followed the stream, as the server counts. */
let shownChars = 0;

/** A mark in the text for a moment. It has no height, so that nothing moves when it comes and goes. */
const mark = document.createElement("p");
mark.className = "taken-back";
mark.setAttribute("aria-hidden", "true"); // announced by #taken-back instead
mark.lang = document.documentElement.lang;
mark.append(document.createElement("span"));
/** @type {number | undefined} */
let markTimer;

/**
 * Mark where text was taken back: after the last block that stays. Do nothing if this page has not shown that text.
 * @param {{ chars?: number, reason?: string }} data
 */
function markTakenBack({ chars = Infinity, reason }) {
  if (chars >= shownChars) return;
  shownChars = chars;
  const { rewriting = "", withdrawn = "" } = byId("taken-back").dataset;
  const note = reason === "withdrawn" ? withdrawn : rewriting;
  mark.remove(); // restarts the animation
  /** @type {HTMLElement} */ (mark.firstElementChild).textContent = byId("taken-back").textContent = note;
  if (blocks.length) text.append(mark);
  else text.before(mark);
  clearTimeout(markTimer);
  markTimer = setTimeout(() => {
    mark.remove();
    byId("taken-back").textContent = "";
  }, MARK_MS);
}

/**
 * Give the passages' headings their anchors, and update contents and progress. Models also write other headings;
 * the rules are those of `PassageIds` on the server.
 */
function markPassages() {
  const items = [...byId("toc").children];
  const titles = items.map((item) => item.textContent.trim());
  let n = 0;
  for (const block of blocks) {
    const first = block.firstElementChild;
    const heading = first?.tagName === "H2" ? first.textContent.trim() : "";
    const found = titles.findIndex(
      (title, i) => heading && i >= n && (heading.includes(title) || title.startsWith(heading)),
    );
    if (found < 0) {
      block.removeAttribute("id");
      continue;
    }
    n = found + 1;
    block.id = `p${n}`;
  }
  items.forEach((item, i) => {
    item.classList.toggle("written", i < n);
    const link = /** @type {HTMLAnchorElement} */ (item.firstElementChild);
    if (byId(`p${i + 1}`)) link.href = `#p${i + 1}`;
    else link.removeAttribute("href");
  });
  for (const link of page.querySelectorAll("a[data-passage]")) {
    /** @type {HTMLElement} */ (link).hidden = !byId(`p${link.getAttribute("data-passage")}`);
  }
  const progress = byId("progress");
  const isShown = n > 0 && !isWhole();
  progress.textContent = isShown ? fill(progress.dataset.template, { n, m: items.length }) : "";
  const done = isWhole() ? items.length : Math.max(0, n - 0.5); // count the section being written as half
  byId("bar").style.setProperty("inline-size", `${Math.round((100 * done) / items.length)}%`);
  showTitle(n, items.length);
}

/** @param {number} n the last section that has begun @param {number} m */
function showTitle(n, m) {
  title.update({ status: page.dataset.status ?? "", state: stateInWords(), n, m });
}

function stateInWords() {
  const state = page.dataset.waiting && !isEnded() ? "waiting" : page.dataset.status;
  return byId("status").getAttribute(`data-status-${state}`) ?? state ?? "";
}

// The state.

/** @param {State} state */
function showState({ status, waiting, chars, saved_chars: saved, message }) {
  if (waiting !== undefined) page.dataset.waiting = String(waiting || "");
  if (status) {
    page.dataset.status = status;
    text.setAttribute("aria-busy", String(!isEnded()));
    markPassages();
  }
  if (status || waiting !== undefined) byId("state").textContent = stateInWords();
  if (chars !== undefined) {
    const words = isWhole() ? byId("chars").dataset.total : byId("chars").dataset.written;
    byId("chars").textContent = chars ? fill(words, { chars: number.format(chars) }) : "";
  }
  saves.update({ chars, saved_chars: isEnded() ? Infinity : saved });
  if (message !== undefined) {
    byId("message").hidden = !message;
    byId("message").textContent = message ?? "";
  }
}

/** @type {number | undefined} */
let connecting;

/** @param {string} state */
function showConnection(state) {
  page.dataset.connection = state;
  clearTimeout(connecting);
  // Most connections are there before one could read that they are being made.
  if (state === "connecting") connecting = setTimeout(sayConnection, CONNECTING_MS);
  else sayConnection();
  if (state === "gone" && isShared) return location.reload(); // shows why, and no longer the text
  // The text stays readable, but the page must no longer say that it is being written.
  if (state === "gone") showState({ status: "gone" });
}

function sayConnection() {
  byId("connection").textContent = byId("status").dataset[page.dataset.connection ?? ""] ?? "";
}

function connect() {
  const names = ["page", "state", "keep", "block", "live", "preview", "saved", "end"];
  const stream = new SharedStream(
    page.dataset.stream ?? "",
    { position: page.dataset.position ?? null, names, stallMs: 35_000 },
    () => {
      const { preview, status, waiting } = page.dataset;
      return { blocks: Array.from(blocks, htmlOf), shownChars, preview, status, waiting };
    },
  );
  /** @param {string} name @param {(data: any) => void} listener */
  const on = (name, listener) => {
    stream.addEventListener(name, (event) => listener(/** @type {CustomEvent} */ (event).detail));
  };
  // Show the end only once all of the text is here: `end` follows it.
  on("page", ({ status, ...rest }) => showState({ ...rest, status: status === "running" ? status : undefined }));
  on("keep", (data) => {
    keepBlocks(data.blocks);
    markTakenBack(data);
    textChanged();
  });
  on("block", (data) => {
    changeBlock(data);
    shownChars = Math.max(shownChars, data.chars);
    showState({ chars: data.chars, status: page.dataset.status === "queued" ? "running" : undefined });
    textChanged();
  });
  on("saved", showState);
  on("state", showState);
  for (const name of ["live", "preview"]) {
    on(name, (data) => {
      page.dataset.preview = data.preview ?? "";
      placePreviewEnd();
      showState({ saved_chars: data.saved_chars });
    });
  }
  on("end", (data) => {
    showState(data);
    showConnection("over");
    announce(lastBlock());
    textChanged();
    notice.end(isWhole());
    const finished = document.getElementById("finished");
    if (finished) finished.hidden = !isWhole();
    stream.close();
    reloadWhenResumed(stream.position);
    if (data.status === "deleted") leave();
  });
  on("snapshot", (data) => {
    keepBlocks(data.blocks.length);
    data.blocks.forEach((/** @type {string} */ html, /** @type {number} */ i) => {
      if (!blocks[i] || htmlOf(blocks[i]) !== html) setBlock(i, html);
    });
    shownChars = data.shownChars ?? shownChars; // an older version of the script does not send it
    page.dataset.preview = data.preview;
    placePreviewEnd();
    showState({ status: data.status, waiting: data.waiting });
  });
  on("connection", (data) => showConnection(data.state));
  stream.open();
}

function textChanged() {
  follower.update();
  showPlaceInView();
}

let isLeaving = false;

/**
 * Leave the page of a deleted report. Both the stream and the response to the form call this, and a second navigation
 * would cancel the first.
 */
function leave() {
  if (!isShared) forget(reportId);
  if (!isLeaving && isShared) location.reload();
  else if (!isLeaving) location.replace("/reports#deleted");
  isLeaving = true;
}

/**
 * After the end: reload once the report goes on. Another tab of this browser says `hello` when it starts to follow it.
 * Another device does not, so ask when one returns to this tab: HEAD opens no stream, and 204 says that nothing follows.
 * @param {string | null} end the position of the end
 */
function reloadWhenResumed(end) {
  const url = page.dataset.stream ?? "";
  if ("BroadcastChannel" in window) {
    new BroadcastChannel(url).onmessage = ({ data }) => data.name === "hello" && location.reload();
  }
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden || !end) return;
    try {
      const { status } = await fetch(url, { method: "HEAD", headers: { "Last-Event-ID": end } });
      if (status === 200) location.reload();
    } catch {
      // No network: the text stays readable, and the next visit asks again.
    }
  });
}

const deletion = /** @type {HTMLDetailsElement | null} */ (page.querySelector("details.delete"));
const deletionForm = deletion?.querySelector("form");
deletion?.addEventListener("toggle", () => deletion.open && deletionForm?.scrollIntoView({ block: "nearest" }));

// Actions. Send the forms from here, so that the browser's error page does not replace the text if the network fails.
page.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if ("native" in form.dataset) return; // answered with a page of its own, or handled by another script
  event.preventDefault();
  const button = /** @type {HTMLButtonElement} */ (event.submitter);
  const unanswered = byId("unanswered");
  unanswered.hidden = button.disabled = true;
  try {
    // A form with another report as its result leads there; the others come back to this page.
    const leadsAway = form.className === "again";
    const { ok, status, type, url } = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(/** @type {any} */ (new FormData(form))),
      redirect: leadsAway ? "follow" : "manual",
      signal: AbortSignal.timeout(15_000),
    });
    // A page that follows the stream learns from it that the writing has stopped, and need not reload.
    const isFollowed = type === "opaqueredirect" && form.className === "when-running" && isListening();
    if (status < 500) {
      if (form === deletionForm) leave();
      else if (leadsAway && ok) location.assign(url);
      else if (!isFollowed) location.reload();
      return;
    }
  } catch {
    // No network, or the service is down.
  }
  button.disabled = false;
  form.closest(".go-on, .actions, .notes li")?.append(unanswered);
  unanswered.hidden = false;
});

// Loaded when first used.
const sharing = /** @type {HTMLDetailsElement | null} */ (byId("sharing"));
const loadSharing = () => import("./share.js");
sharing?.addEventListener("toggle", loadSharing, { once: true });
if (sharing?.open || ["#sharing", "#share-form", "#shares"].includes(location.hash)) loadSharing();

const saving = /** @type {HTMLButtonElement | null} */ (byId("save-chart"));
if (saving) saving.hidden = false;
saving?.addEventListener("click", async () => (await import("./save-chart.js")).saveChart(saving));

byId("print").hidden = false;
byId("print").addEventListener("click", () => print());

const copy = /** @type {HTMLElement | null} */ (byId("copy"));
if (copy) offerCopy(copy, text);
labelSelections(text, page.querySelector(".label.last")?.textContent ?? "");
markPassages();
placePreviewEnd();
const showPlaceInView = showPlace(blocks);
if (!isShared) keepPlace(reportId, blocks); // a shared page leaves no trace in the browser
notice.offer(!isEnded());
if (isEnded()) reloadWhenResumed(page.dataset.position ?? null);
else connect();
