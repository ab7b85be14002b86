// @ts-check
/**
 * One connection for all tabs that show the same report.
 *
 * The tab that holds the report's lock is connected and forwards every event; the others listen to it. When that tab
 * closes, its lock is released, and the next tab takes over at its position. A phone may freeze a background tab, which
 * then keeps the lock: a tab that hears nothing asks, and steals the lock if nobody answers. Where a browser has no locks
 * (they need a secure context), every tab has its own connection.
 */

import { ReportStream } from "./report-stream.js";

const ANSWER_MS = 5000;

/**
 * Messages between tabs: events, a `snapshot`, and `hello`, which asks the connected tab for one.
 * @typedef {{ name: string, term: number, detail: any, position?: string | null }} Message
 */

export class SharedStream extends EventTarget {
  #url;
  #options;
  #snapshot;
  /** @type {BroadcastChannel | null} */
  #channel = null;
  /** @type {ReportStream | null} */
  #stream = null;
  /** @type {(() => void) | null} */
  #release = null;
  /** @type {number | undefined} */
  #timer;
  #queued = new AbortController();
  #closed = new AbortController();

  /** Grows with each tab that connects. Events of a lower term come from a tab that has lost the lock: ignore them. */
  #term = 0;

  /**
   * @param {string} url
   * @param {{ position: string | null, names: string[], stallMs: number }} options as for `ReportStream`
   * @param {() => object} snapshot what another tab needs to catch up with this one
   */
  constructor(url, options, snapshot) {
    super();
    this.#url = url;
    this.#options = options;
    this.#snapshot = snapshot;
    this.position = options.position;
  }

  open() {
    if (!navigator.locks || !("BroadcastChannel" in window)) return this.#lead();
    this.#channel = new BroadcastChannel(this.#url);
    this.#channel.onmessage = ({ data }) => this.#receive(data);
    const { signal } = this.#closed;
    document.addEventListener("visibilitychange", () => document.hidden || this.#ask(), { signal });
    this.#follow();
  }

  close() {
    this.#closed.abort();
    this.#queued.abort();
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#channel?.close();
    // Keep the lock until the others have received `end`, so that none of them connects again.
    if (this.#release) setTimeout(this.#release, 1000);
  }

  #follow() {
    this.#queued = new AbortController();
    this.#requestLock({ signal: this.#queued.signal });
    this.#ask();
  }

  /** @param {LockOptions} options */
  #requestLock(options) {
    const onGranted = () => {
      if (this.#closed.signal.aborted) return;
      this.#lead();
      return /** @type {Promise<void>} */ (new Promise((resolve) => (this.#release = resolve)));
    };
    // Rejects if this tab withdrew its request, or if another tab stole the lock.
    navigator.locks.request(this.#url, options, onGranted).catch(() => options.signal?.aborted || this.#yield());
  }

  /** Ask the connected tab for a snapshot. If nobody answers in time, it is frozen: take its place. */
  #ask() {
    if (this.#stream) return;
    this.#channel?.postMessage({ name: "hello" });
    this.#startTimer(ANSWER_MS, () => {
      this.#queued.abort();
      this.#requestLock({ steal: true });
    });
  }

  /** @param {number} ms @param {() => void} callback */
  #startTimer(ms, callback) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(callback, ms);
  }

  #lead() {
    clearTimeout(this.#timer);
    this.#term = Math.max(Date.now(), this.#term + 1);
    const stream = (this.#stream = new ReportStream(this.#url, { ...this.#options, position: this.position }));
    for (const name of [...this.#options.names, "connection"]) {
      stream.addEventListener(name, (event) => {
        if (stream !== this.#stream) return;
        const { detail } = /** @type {CustomEvent} */ (event);
        this.position = stream.position;
        this.#broadcast(name, detail); // before this tab's own listeners, because they close the stream on `end`
        this.#dispatch(name, detail);
      });
    }
    this.#broadcast("snapshot", this.#snapshot()); // for tabs that said hello while none was connected
    stream.open();
  }

  #yield() {
    const stream = this.#stream;
    if (!stream || this.#closed.signal.aborted) return;
    this.#stream = null;
    stream.close();
    this.#release?.();
    this.#follow();
  }

  /** @param {Message} message */
  #receive({ name, term, detail, position }) {
    if (name === "hello") {
      if (!this.#stream) return;
      if (this.#stream.state !== "live") this.#stream.wake(); // someone is looking at the report
      this.#broadcast("snapshot", this.#snapshot());
      this.#broadcast("connection", { state: this.#stream.state });
      return;
    }
    if (this.#stream) return term > this.#term ? this.#yield() : undefined;
    if (name === "snapshot") this.#term = Math.max(this.#term, term);
    if (term !== this.#term) return; // not based on what this tab shows
    this.#startTimer(this.#options.stallMs, () => this.#ask());
    if (position) this.position = position;
    const isLive = name === "connection" && detail.state === "live";
    this.#dispatch(name, isLive ? { state: "shared" } : detail);
  }

  /** @param {string} name @param {unknown} detail */
  #broadcast(name, detail) {
    this.#channel?.postMessage({ name, term: this.#term, detail, position: this.position });
  }

  /** @param {string} name @param {unknown} detail */
  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
