// @ts-check
/** Shows dates in the reader's time zone, which the server does not know. */

/** @param {ParentNode} part */
export function showLocalDates(part) {
  for (const time of part.querySelectorAll("time")) {
    const moment = new Date(time.dateTime);
    const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
    time.textContent = local.toISOString().slice(0, 10);
  }
}

for (const list of document.querySelectorAll(".mine, .shares")) showLocalDates(list);
