// @ts-check
/** Notices that saving fails: text has been waiting for longer than any batch takes. */

const TICK_MS = 5000;
/** The service saves a batch every 30 seconds, so text that waits for twice as long is not being saved. */
const MOST_MS = 60_000;

export class SaveWatch {
  #chars = 0;
  #saved = 0;
  #waited = 0;

  /**
   * Time counts only while the page is connected and awake; after sleep, one tick passes instead of the night.
   * @param {() => boolean} isListening @param {(isLate: boolean) => void} show
   */
  constructor(isListening, show) {
    this.#show = show;
    setInterval(() => {
      if (this.#chars <= this.#saved || !isListening()) return;
      this.#waited += TICK_MS;
      if (this.#waited > MOST_MS) show(true);
    }, TICK_MS);
  }

  #show;

  /** @param {{ chars?: number, saved_chars?: number }} state */
  update({ chars, saved_chars: saved }) {
    if (chars !== undefined) this.#chars = chars;
    if (saved === undefined) return;
    this.#saved = saved;
    this.#waited = 0;
    this.#show(false);
  }
}
