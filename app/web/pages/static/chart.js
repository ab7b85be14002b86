// @ts-check
/** Opens the glossary's explanation beside a term of the chart. Until the first use, only this listens. */

const HOVER_MS = 450;
const TERM = 'a[href^="/glossary#"]';

const chart = /** @type {HTMLElement | null} */ (document.getElementById("chart"));

/** @param {Event} event */
const termOf = (event) =>
  /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest?.(TERM));
const load = () => import("./term-card.js");

/** @param {HTMLElement} chart */
function listen(chart) {
  for (const term of chart.querySelectorAll(TERM)) {
    term.setAttribute("role", "button"); // a link to the glossary without this script
    term.setAttribute("aria-haspopup", "dialog");
    term.setAttribute("aria-expanded", "false");
  }

  /** @param {Event} event @param {HTMLAnchorElement} term */
  const open = async (event, term) => {
    event.preventDefault();
    (await load()).explain(term, chart.dataset);
  };
  chart.addEventListener("click", (event) => {
    const term = termOf(event);
    const opensTab = event.ctrlKey || event.metaKey || event.shiftKey;
    if (term && !opensTab) open(event, term);
  });
  chart.addEventListener("keydown", (event) => {
    const term = termOf(event);
    if (term && event.key === " ") open(event, term); // links open by Enter alone, buttons by both
  });

  /** @type {number | undefined} */
  let timer;
  chart.addEventListener("pointerover", (event) => {
    clearTimeout(timer);
    const term = termOf(event);
    if (!term || event.pointerType !== "mouse") return;
    timer = setTimeout(async () => (await load()).preview(term, chart.dataset), HOVER_MS);
  });
  chart.addEventListener("pointerleave", () => clearTimeout(timer));
}

if (chart && "popover" in chart) listen(chart);
