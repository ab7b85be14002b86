// @ts-check
/** Remembers in this browser how far each report was read, and offers to continue there. Nothing of it is ever sent. */

import { blockAt, onMove, placeInView } from "./place.js";

const KEY = "mingshu:last-read";
/** How many reports to remember, the ones read last. */
const MOST = 40;
const SAVE_MS = 400;

/** @typedef {import("./place.js").Place} Place */

/** @returns {Record<string, Place & { at: number }>} */
function read() {
  try {
    const stored = Object.entries(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
    return Object.fromEntries(stored.filter(([, place]) => Number.isInteger(place?.passage + place?.block)));
  } catch {
    return {}; // nothing stored, or storage is not allowed
  }
}

/** @param {string} id @param {Place | null} place */
function write(id, place) {
  const { [id]: _, ...others } = read();
  const kept = Object.entries(others).sort(([, a], [, b]) => b.at - a.at).slice(0, MOST - 1);
  const all = { ...Object.fromEntries(kept), ...(place && { [id]: { ...place, at: Date.now() } }) };
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // Storage is full or not allowed: the report is still readable.
  }
}

/** The report that has been deleted while this page showed it. @type {string | undefined} */
let forgotten;

/** @param {string} id */
export function forget(id) {
  forgotten = id;
  write(id, null);
}

/** @param {Place} a @param {Place} b */
const isBefore = (a, b) => a.passage < b.passage || (a.passage === b.passage && a.block < b.block);

/**
 * Offer to continue where one had read to, and remember where one reads from now on.
 * @param {string} id @param {import("./place.js").Blocks} blocks
 */
export function keepPlace(id, blocks) {
  const stored = read()[id];
  let offered = stored && isWorthOffering(blocks, stored) ? stored : null;
  const bar = document.getElementById("last-read");
  const close = () => {
    offered = null;
    if (bar) bar.hidden = true;
  };
  if (bar && offered) offer(bar, offered, blocks, close);
  document.addEventListener("mingshu:follow", close);

  /** @type {number | undefined} */
  let timer;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    const place = placeInView(blocks);
    if (!place || id === forgotten) return;
    // Until the reader decides or is there, the offer stands. The end of a text may never reach the reading line.
    if (offered && isBefore(place, offered) && isBelow(blocks, offered)) return;
    close();
    write(id, place);
  };
  onMove(() => (timer ??= setTimeout(save, SAVE_MS)));
  addEventListener("pagehide", save);
}

/** Only what is out of sight is worth a jump. @param {import("./place.js").Blocks} blocks @param {Place} place */
function isWorthOffering(blocks, place) {
  const isFirst = place.passage <= 1 && place.block < 2;
  return !isFirst && isBelow(blocks, place);
}

/** Whether a place is there, below the window. @param {import("./place.js").Blocks} blocks @param {Place} place */
function isBelow(blocks, place) {
  const block = blockAt(blocks, place);
  return Boolean(block) && /** @type {HTMLElement} */ (block).getBoundingClientRect().top > innerHeight;
}

/**
 * @param {HTMLElement} bar @param {Place} place @param {import("./place.js").Blocks} blocks @param {() => void} close
 */
function offer(bar, place, blocks, close) {
  const [jump, dismiss] = bar.querySelectorAll("button");
  const { at = "" } = bar.dataset;
  if (place.passage) jump.textContent = at.replace("{n}", String(place.passage));
  jump.addEventListener("click", () => {
    const block = blockAt(blocks, place);
    close();
    if (!block) return;
    block.tabIndex = -1; // so that a keyboard or a screen reader continues from there
    block.focus({ preventScroll: true });
    block.scrollIntoView({ block: "start" });
  });
  dismiss.addEventListener("click", close);
  bar.hidden = false;
}
