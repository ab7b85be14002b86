// @ts-check
/** The newest text: a button leads there, and from then on the page follows it until the reader scrolls. */

/** How far below the window, in CSS pixels, the end of the text may be without the button being offered. */
const NEAR = 200;
const SCROLLING_KEYS = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "]);
const scrollBehavior = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

export class Follower {
  #button;
  #lastBlock;
  #isEnded;
  #isFollowing = false;
  #top = 0;
  #height = 0;

  /**
   * @param {HTMLElement | null} button
   * @param {() => HTMLElement | undefined} lastBlock
   * @param {() => boolean} isEnded
   */
  constructor(button, lastBlock, isEnded) {
    this.#button = button;
    this.#lastBlock = lastBlock;
    this.#isEnded = isEnded;
    button?.addEventListener("click", () => this.#start());
    document.addEventListener("mingshu:follow", () => {
      this.#lastBlock()?.scrollIntoView({ block: "end" });
      this.#start();
    });
    addEventListener("scroll", () => this.#onScroll(), { passive: true });
    for (const name of ["wheel", "touchmove"]) addEventListener(name, () => this.#stop(), { passive: true });
    addEventListener("keydown", ({ key }) => SCROLLING_KEYS.has(key) && this.#stop());
  }

  /** Text has arrived, been taken back, or ended. */
  update() {
    if (this.#isFollowing) this.#scroll();
    if (this.#isEnded()) this.#stop();
    this.#offer();
  }

  #start() {
    this.#isFollowing = true;
    this.#button?.blur(); // a hidden button would keep the keys that scroll the page
    this.#note();
    this.#scroll();
    this.#offer();
  }

  #stop() {
    this.#isFollowing = false;
    this.#offer();
  }

  /** Scroll down to the end of the text, but never up. */
  #scroll() {
    const below = this.#below();
    if (below > 0) scrollBy({ top: below, behavior: scrollBehavior() });
    else this.#note();
  }

  /** Dragging the scroll bar is no event of its own: the page moves up although it has not become shorter. */
  #onScroll() {
    const isUp = scrollY < this.#top - 1 && document.documentElement.scrollHeight >= this.#height;
    if (this.#isFollowing && isUp) this.#stop();
    this.#note();
    this.#offer();
  }

  #note() {
    this.#top = scrollY;
    this.#height = document.documentElement.scrollHeight;
  }

  /** How far the end of the text is below the place where it is read: the pinned bar must not cover it. */
  #below() {
    const last = this.#lastBlock();
    if (!last) return 0;
    const padding = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0;
    return last.getBoundingClientRect().bottom - (innerHeight - padding);
  }

  #offer() {
    if (this.#button) this.#button.hidden = this.#isEnded() || this.#isFollowing || this.#below() < NEAR;
  }
}
