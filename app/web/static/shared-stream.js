/**
 * One connection for all tabs that show the same report.
 *
 * Whoever holds the report's lock is connected and passes on what it hears; the others listen to it. When that tab is
 * closed, its lock is free and the next one takes over from where it stands. Where a browser has no locks (they need a
 * secure address), every tab has a connection of its own.
 */

import { ReportStream } from "./report-stream.js";

export class SharedStream extends EventTarget {
  #url;
  #options;
  #snapshot;
  #channel = null;
  #stream = null;
  #release = null;
  #closed = false;

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
    navigator.locks.request(this.#url, () => {
      if (this.#closed) return;
      this.#lead();
      return new Promise((resolve) => (this.#release = resolve));
    });
    this.#channel.postMessage({ name: "hello" });
  }

  close() {
    this.#closed = true;
    this.#stream?.close();
    this.#channel?.close();
    this.#release?.();
  }

  #lead() {
    this.#stream = new ReportStream(this.#url, { ...this.#options, position: this.position });
    for (const name of [...this.#options.names, "connection"]) {
      this.#stream.addEventListener(name, ({ detail }) => {
        this.position = this.#stream.position;
        this.#say(name, detail);
        this.#channel?.postMessage({ name, detail, position: this.position });
      });
    }
    this.#stream.open();
  }

  #hear({ name, detail, position }) {
    if (this.#stream) {
      if (name === "hello") {
        this.#channel.postMessage({ name: "snapshot", detail: this.#snapshot(), position: this.position });
        this.#channel.postMessage({ name: "connection", detail: { state: this.#stream.state } });
      }
      return;
    }
    if (name === "hello") return;
    if (position) this.position = position;
    const isLive = name === "connection" && detail.state === "live";
    this.#say(name, isLive ? { state: "shared" } : detail);
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
