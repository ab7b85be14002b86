// @ts-check
/** The tab's title: progress, then how it ended, until somebody looks at the page. */

/** @typedef {{ status: string, state: string, n: number, m: number }} Progress */

const ENDED = new Set(["completed", "incomplete", "stopped", "failed"]);

/** Whether nobody is looking at this page. */
export const isInBackground = () => document.hidden || !document.hasFocus();

export class TabTitle {
  #words;
  /** @type {Progress | null} */
  #progress = null;
  /** Whether it ended while nobody was looking. */
  #isNews = false;

  /** @param {DOMStringMap} words `title` of the page, `brand`, and templates for the rest */
  constructor(words) {
    this.#words = words;
    const look = () => {
      if (isInBackground()) return;
      this.#isNews = false;
      this.#show();
    };
    document.addEventListener("visibilitychange", look);
    addEventListener("focus", look);
  }

  /** @param {Progress} progress */
  update(progress) {
    const hasEnded = ENDED.has(progress.status);
    const wasWriting = this.#progress !== null && !ENDED.has(this.#progress.status);
    this.#isNews = hasEnded && ((wasWriting && isInBackground()) || this.#isNews);
    this.#progress = progress;
    this.#show();
  }

  #show() {
    if (!this.#progress) return;
    const { title = "", brand = "", tab = "", passage = "", written = "" } = this.#words;
    const { status, state, n, m } = this.#progress;
    const section = passage.replace("{n}", String(n)).replace("{m}", String(m));
    const news = status === "completed" ? written : state;
    const isWriting = !ENDED.has(status) && status !== "gone";
    const first = isWriting ? (n ? section : state) : this.#isNews ? news : "";
    const words = first ? tab.replace("{state}", () => first).replace("{title}", () => title) : `${title} · ${brand}`;
    if (document.title !== words) document.title = words;
  }
}
