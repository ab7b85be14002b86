// @ts-check
/** Where in the text a reader is: a passage, and a block counted from its heading. Both survive a reload. */

/**
 * `passage` is 0 before the first heading.
 * @typedef {{ passage: number, block: number }} Place
 * @typedef {ArrayLike<HTMLElement>} Blocks
 */

/** How far down the window the line is that one reads at, as a part of its height. */
const READING_LINE = 0.35;

/** @param {HTMLElement} block */
const passageOf = (block) => Number(/^p(\d+)$/.exec(block.id)?.[1] ?? 0);

/**
 * The last block that begins above the reading line; -1 if none does. Blocks stand one below the other, so a few of
 * them are enough to find it.
 * @param {Blocks} blocks
 */
function indexInView(blocks) {
  const line = innerHeight * READING_LINE;
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].getBoundingClientRect().top <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** @param {Blocks} blocks @returns {Place | null} null above the text */
export function placeInView(blocks) {
  const index = indexInView(blocks);
  if (index < 0) return null;
  let start = index;
  while (start > 0 && !passageOf(blocks[start])) start -= 1;
  return { passage: passageOf(blocks[start]), block: index - start };
}

/**
 * The block at a place; the last one of its passage if that has become shorter. Undefined without the passage.
 * @param {Blocks} blocks @param {Place} place
 */
export function blockAt(blocks, { passage, block }) {
  const all = Array.from(blocks);
  const start = passage ? all.findIndex((candidate) => passageOf(candidate) === passage) : 0;
  if (start < 0) return undefined;
  const rest = all.slice(start, start + block + 1);
  const next = rest.findIndex((candidate, i) => i > 0 && passageOf(candidate) > 0);
  return rest.at(next < 0 ? -1 : next - 1);
}

/** Call `action` at most once for each frame in which the window was scrolled or resized. @param {() => void} action */
export function onMove(action) {
  let isDue = false;
  const run = () => {
    isDue = false;
    action();
  };
  const ask = () => {
    if (!isDue) requestAnimationFrame(run);
    isDue = true;
  };
  addEventListener("scroll", ask, { passive: true });
  addEventListener("resize", ask, { passive: true });
}
