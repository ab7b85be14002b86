// @ts-check
/** Enhances the pages of devices, links and recovery codes, which also work without this script. */

// A link's token is in the fragment, which no server sees. The form takes it; only sending the form uses the link.
const code = /** @type {HTMLInputElement | null} */ (document.querySelector("#join #code"));
const token = location.hash.slice(1);
if (code && /^[0-9A-Za-z]{20,60}$/.test(token)) {
  code.value = token;
  const field = /** @type {HTMLElement} */ (document.getElementById("field"));
  field.hidden = true;
  const other = /** @type {HTMLAnchorElement} */ (document.getElementById("switch"));
  other.hash = location.hash; // the other language's page needs it, too
}

// Copying.

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-copy]"))) {
  const source = /** @type {HTMLElement} */ (document.getElementById(button.dataset.copy ?? ""));
  const label = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const text = source instanceof HTMLInputElement ? source.value : (source.textContent ?? "").trim();
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = button.dataset.done ?? "";
    } catch {
      button.textContent = button.dataset.failed ?? "";
    }
    setTimeout(() => (button.textContent = label), 3000);
  });
}
const url = /** @type {HTMLInputElement | null} */ (document.getElementById("url"));
url?.addEventListener("focus", () => url.select());

// Dates in the reader's time zone, which the server does not know.
for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll(".part time"))) {
  const moment = new Date(time.dateTime);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  time.textContent = local.toISOString().slice(0, 10);
}

// How long the link is still good for. It counts from its arrival, because the clocks may differ.

const link = document.getElementById("link");
const expiry = document.getElementById("expiry");
if (link && expiry) {
  const expiresAt = performance.now() + 600_000;
  const tick = () => {
    const minutes = Math.ceil((expiresAt - performance.now()) / 60_000);
    link.classList.toggle("expired", minutes <= 0);
    const text = minutes > 0 ? expiry.dataset.minutes?.replace("{n}", String(minutes)) : expiry.dataset.expired;
    if (expiry.textContent !== text) expiry.textContent = text ?? "";
    if (minutes <= 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 5000);
  link.scrollIntoView({ block: "nearest" });
}
