// @ts-check
/** Shows the dates of a list in the reader's time zone, which the server does not know. */

for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll(".mine time"))) {
  const createdAt = new Date(time.dateTime);
  const local = new Date(createdAt.getTime() - createdAt.getTimezoneOffset() * 60_000);
  time.textContent = local.toISOString().slice(0, 10);
}
