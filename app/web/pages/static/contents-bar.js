// @ts-check
/** The bar at the foot: which section is in view, and the table of contents as a sheet. A plain link without it. */

import { onMove, placeInView } from "./place.js";

/**
 * Show the section in view in the bar and in the table of contents. Returns a function that updates both.
 * @param {import("./place.js").Blocks} blocks
 */
export function showPlace(blocks) {
  const link = document.getElementById("where");
  const toc = document.getElementById("toc");
  const passage = document.getElementById("passage");
  if (!link || !toc || !passage) return () => {};
  let shown = "";
  const update = () => {
    const n = placeInView(blocks)?.passage ?? 0;
    const m = toc.children.length;
    if (shown === `${n}/${m}`) return;
    shown = `${n}/${m}`;
    const template = passage.dataset.template ?? "";
    passage.textContent = n ? template.replace("{n}", String(n)).replace("{m}", String(m)) : "";
    markCurrent(toc, n);
  };
  openAsSheet(link, toc);
  onMove(update);
  update();
  return update;
}

/** @param {HTMLElement} toc @param {number} n */
function markCurrent(toc, n) {
  toc.querySelector("[aria-current]")?.removeAttribute("aria-current");
  toc.children[n - 1]?.firstElementChild?.setAttribute("aria-current", "location");
}

/** @param {HTMLElement} link @param {HTMLElement} toc */
function openAsSheet(link, toc) {
  const sheet = /** @type {HTMLDialogElement | null} */ (document.getElementById("sheet"));
  const list = sheet?.querySelector("ol");
  if (!sheet?.showModal || !list) return;
  link.setAttribute("role", "button");
  link.setAttribute("aria-haspopup", "dialog");
  const open = () => {
    list.lang = toc.lang;
    list.replaceChildren(...Array.from(toc.children, (item) => item.cloneNode(true)));
    sheet.showModal();
    const current = /** @type {HTMLElement | null} */ (list.querySelector("[aria-current]"));
    current?.focus();
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    open();
  });
  // It is a button now, so the space bar opens it, too.
  link.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    open();
  });
  sheet.addEventListener("click", ({ target }) => {
    const isOutside = target === sheet;
    if (isOutside || /** @type {Element} */ (target).closest("a[href]")) sheet.close();
  });
}
