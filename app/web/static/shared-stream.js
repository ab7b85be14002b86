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
  #holdsSame = false; // as the tab that is connected; before that, what it says does not fit here

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
    if (this.#release) setTimeout(this.#release, 1000); // by then the others have heard why, and none connects for nothing
  }

  #lead() {
    this.#stream = new ReportStream(this.#url, { ...this.#options, position: this.position });
    for (const name of [...this.#options.names, "connection"]) {
      this.#stream.addEventListener(name, ({ detail }) => {
        this.position = this.#stream.position;
        this.#tell(name, detail); // the others first: who hears of the end here closes
        this.#say(name, detail);
      });
    }
    this.#tell("snapshot", this.#snapshot()); // for those who said hello before there was anyone to answer
    this.#stream.open();
  }

  #hear({ name, detail, position }) {
    if (this.#stream) {
      if (name === "hello") {
        this.#tell("snapshot", this.#snapshot());
        this.#tell("connection", { state: this.#stream.state });
      }
      return;
    }
    if (name === "snapshot") this.#holdsSame = true;
    if (name === "hello" || !this.#holdsSame) return;
    if (position) this.position = position;
    const isLive = name === "connection" && detail.state === "live";
    this.#say(name, isLive ? { state: "shared" } : detail);
  }

  #tell(name, detail) {
    this.#channel?.postMessage({ name, detail, position: this.position });
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
