// @ts-check
/** Shows the dates and times of a list in the reader's time zone, which the server does not know. */

for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll(".mine time, .devices time"))) {
  const createdAt = new Date(time.dateTime);
  const local = new Date(createdAt.getTime() - createdAt.getTimezoneOffset() * 60_000);
  const [day, clock] = local.toISOString().split("T");
  time.textContent = "minute" in time.dataset ? `${day} ${clock.slice(0, 5)}` : day;
}
