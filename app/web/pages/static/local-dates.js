// @ts-check
/** Shows dates in the reader's time zone, which the server does not know. */

const DATES = ".mine time, .sharing time, .shares time, .asked time, .devices time";

/** Show the dates below `root`; those with `data-long` in words, in the language around them. */
export function showLocalDates(/** @type {ParentNode} */ root = document) {
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (root.querySelectorAll(DATES))) {
    const moment = new Date(time.dateTime);
    time.textContent = "long" in time.dataset ? inWords(moment, time) : numeric(moment, "minute" in time.dataset);
  }
}

/** @param {Date} moment @param {boolean} hasTime whether to show hour and minute, too */
function numeric(moment, hasTime) {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, hasTime ? 16 : 10).replace("T", " ");
}

/**
 * As the server writes it: 1 December 2026, 2026年12月1日.
 *
 * @param {Date} moment
 * @param {HTMLElement} element
 */
function inWords(moment, element) {
  const isChinese = element.closest("[lang]")?.matches(":lang(zh)") ?? false;
  return moment.toLocaleDateString(isChinese ? "zh-CN" : "en-GB", { dateStyle: "long" });
}

showLocalDates();
