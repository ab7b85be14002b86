/**
 * One connection for all tabs that show the same report.
 *
 * Whoever holds the report's lock is connected and passes on what it hears; the others listen to it. When that tab is
 * closed, its lock is free and the next one takes over from where it stands. A tab may also be frozen, by a phone that
 * saves its battery, and keep the lock: one that hears nothing asks, and takes the lock away if nobody answers. Where a
 * browser has no locks (they need a secure address), every tab has a connection of its own.
 */

import { ReportStream } from "./report-stream.js";

const ANSWER_MS = 5000;

export class SharedStream extends EventTarget {
  #url;
  #options;
  #snapshot;
  #channel = null;
  #stream = null;
  #release = null;
  #timer = 0;
  #queued = new AbortController();
  #open = new AbortController();

  /** Rises with each tab that is connected: what a tab says that thinks it still is counts no more. */
  #term = 0;

  /**
   * @param {string} url and options as `ReportStream`'s
   * @param {() => object} snapshot what a tab that comes later needs to hold what this one holds
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
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    const { signal } = this.#open;
    document.addEventListener("visibilitychange", () => document.hidden || this.#ask(), { signal });
    this.#follow();
  }

  close() {
    this.#open.abort();
    this.#queued.abort();
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#channel?.close();
    if (this.#release) setTimeout(this.#release, 1000); // by then the others have heard why, and none connects for nothing
  }

  #follow() {
    this.#queued = new AbortController();
    this.#hold({ signal: this.#queued.signal });
    this.#ask();
  }

  #hold(options) {
    const held = () => {
      if (this.#open.signal.aborted) return;
      this.#lead();
      return new Promise((resolve) => (this.#release = resolve));
    };
    // Refused when it was taken back (`queued`), or taken away by another tab.
    navigator.locks.request(this.#url, options, held).catch(() => options.signal?.aborted || this.#yield());
  }

  /** Who is connected says what it holds. Nobody in time: it cannot, and so this tab takes its place. */
  #ask() {
    if (this.#stream) return;
    this.#channel.postMessage({ name: "hello" });
    this.#wait(ANSWER_MS, () => {
      this.#queued.abort();
      this.#hold({ steal: true });
    });
  }

  #wait(ms, then) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  #lead() {
    clearTimeout(this.#timer);
    this.#term = Math.max(Date.now(), this.#term + 1);
    const stream = (this.#stream = new ReportStream(this.#url, { ...this.#options, position: this.position }));
    for (const name of [...this.#options.names, "connection"]) {
      stream.addEventListener(name, ({ detail }) => {
        if (stream !== this.#stream) return;
        this.position = stream.position;
        this.#tell(name, detail); // the others first: who hears of the end here closes
        this.#say(name, detail);
      });
    }
    this.#tell("snapshot", this.#snapshot()); // for those who said hello before there was anyone to answer
    stream.open();
  }

  #yield() {
    const stream = this.#stream;
    if (!stream || this.#open.signal.aborted) return;
    this.#stream = null;
    stream.close();
    this.#release();
    this.#follow();
  }

  #hear({ name, term, detail, position }) {
    if (name === "hello") {
      if (!this.#stream) return;
      if (this.#stream.state !== "live") this.#stream.wake(); // someone looks
      this.#tell("snapshot", this.#snapshot());
      this.#tell("connection", { state: this.#stream.state });
      return;
    }
    if (this.#stream) return term > this.#term ? this.#yield() : undefined;
    if (name === "snapshot") this.#term = Math.max(this.#term, term);
    if (term !== this.#term) return; // it does not fit what this tab holds
    this.#wait(this.#options.stallMs, () => this.#ask());
    if (position) this.position = position;
    const isLive = name === "connection" && detail.state === "live";
    this.#say(name, isLive ? { state: "shared" } : detail);
  }

  #tell(name, detail) {
    this.#channel?.postMessage({ name, term: this.#term, detail, position: this.position });
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
