// @ts-check
/** Copying the text: what is copied carries the AI label, too. */

/** @param {HTMLTableRowElement} row */
const cells = (row) => Array.from(row.cells, (cell) => cell.innerText.replaceAll("\n", " ")).join("\t");

/** @param {HTMLElement} block */
function plain(block) {
  const children = /** @type {HTMLCollectionOf<HTMLElement>} */ (block.children);
  return Array.from(children, plainPart).join("\n\n");
}

/** @param {HTMLElement} part */
function plainPart(part) {
  if (part instanceof HTMLTableElement) return Array.from(part.rows, cells).join("\n");
  if (part.tagName !== "OL" && part.tagName !== "UL") return part.innerText;
  const items = /** @type {HTMLCollectionOf<HTMLElement>} */ (part.children);
  /** @param {number} i */
  const marker = (i) => (part instanceof HTMLOListElement ? `${part.start + i}. ` : "· ");
  return Array.from(items, (item, i) => marker(i) + item.innerText).join("\n");
}

/**
 * @param {HTMLElement} button its data has the label `before` and `after` the text, and what to say
 * @param {HTMLElement} text
 */
export function offerCopy(button, text) {
  const { before, after, done = "", failed = "" } = button.dataset;
  const words = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const blocks = /** @type {HTMLCollectionOf<HTMLElement>} */ (text.getElementsByClassName("block"));
    try {
      await navigator.clipboard.writeText([before, ...Array.from(blocks, plain), after].join("\n\n"));
      button.textContent = done;
    } catch {
      button.textContent = failed;
    }
    setTimeout(() => (button.textContent = words), 3000);
  });
}

/** Add the label to what a reader selects and copies. @param {HTMLElement} text @param {string} label */
export function labelSelections(text, label) {
  text.addEventListener("copy", (event) => {
    const selected = String(getSelection());
    if (selected.length < 200) return;
    event.clipboardData?.setData("text/plain", `${selected}\n\n${label}`);
    event.preventDefault();
  });
}
