/**
 * A report's stream, exact whatever the network does. No dependencies; works against Mingshu's JSON stream:
 *
 *   import { ReportStream } from "./report-stream.js";
 *   const stream = new ReportStream("/api/reports/<id>/stream");
 *   stream.addEventListener("text", () => { output.textContent = stream.text; });
 *   stream.addEventListener("connection", (event) => { state.textContent = event.detail.state; });
 *   stream.addEventListener("end", (event) => { console.log(event.detail.status); });
 *   stream.open();
 *
 * What it does that a bare EventSource does not:
 * - It comes back after any answer. (EventSource gives up for good on a 503 in the middle of a deploy.)
 * - It notices a connection that is silently dead, comes back at once when the network or the tab does, and otherwise
 *   waits longer each time, with jitter, so that a crowd does not come back in one instant.
 * - It goes on from the exact character (`attempt.offset`), applies text by position and obeys `reset`, so `text` is
 *   always a prefix of what has been written, and after `end` exactly the saved text.
 *
 * Events: "text" (after `text` has changed), "connection" (detail.state: connecting, live, reconnecting, offline, gone,
 * over), and every event of the server under its own name, its data in `detail`.
 */

const JSON_EVENTS = ["report", "delta", "live", "preview", "saved", "reset", "end"];
const LONGEST_PAUSE_MS = 30_000;

export class ReportStream extends EventTarget {
  #url;
  #names;
  #stallMs;
  #source = null;
  #timers = { stall: 0, retry: 0 };
  #failures = 0;
  #heardAt = 0;
  #state = "";
  #listening = new AbortController();

  /** The text so far. Set it, with `position`, to go on from text that you have. */
  text = "";

  /**
   * @param {string} url of the stream
   * @param {object} options
   * @param {string|null} options.position `attempt.offset` to begin at; null for the start
   * @param {string[]} options.names the server's events; others than the JSON stream's are passed on as they are
   * @param {number} options.stallMs silence after which the connection is made anew. The JSON stream's comments do not
   *   reach a script, so a model that thinks for long looks like silence: coming back costs next to nothing.
   */
  constructor(url, { position = null, names = JSON_EVENTS, stallMs = 45_000 } = {}) {
    super();
    this.#url = url;
    this.#names = names;
    this.#stallMs = stallMs;
    this.position = position;
  }

  get state() {
    return this.#state;
  }

  /** Connects, and stays connected until the end, or `close`. */
  open() {
    const signal = this.#listening.signal;
    document.addEventListener("visibilitychange", () => document.hidden || this.wake(), { signal });
    addEventListener("online", () => this.wake(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.wake(), { signal });
    addEventListener("offline", () => this.#become("offline"), { signal });
    this.#connect("connecting");
  }

  /** Disconnects for good. What is written goes on being written. */
  close(state = "over") {
    if (this.#listening.signal.aborted) return;
    this.#listening.abort();
    this.#disconnect();
    this.#become(state);
  }

  #connect(state) {
    this.#disconnect();
    if (navigator.onLine === false) return this.#become("offline");
    this.#become(state);
    const url = new URL(this.#url, location.href);
    if (this.position !== null) url.searchParams.set("from", this.position);
    const source = (this.#source = new EventSource(url));
    for (const name of [...this.#names, "reconnect", "ping"]) {
      source.addEventListener(name, (event) => this.#hear(name, event));
    }
    source.onopen = () => this.#watch();
    source.onerror = () => {
      if (source !== this.#source) return;
      this.#become(navigator.onLine === false ? "offline" : "reconnecting");
      // While it is CONNECTING the browser comes back by itself, with Last-Event-ID; once CLOSED it never does.
      if (source.readyState === EventSource.CLOSED) this.#later();
    };
    this.#watch();
  }

  #disconnect() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timers.stall);
    clearTimeout(this.#timers.retry);
  }

  #hear(name, event) {
    this.#watch();
    const data = JSON.parse(event.data);
    if (name === "reconnect") {
      this.#disconnect();
      this.#become("reconnecting");
      this.#timers.retry = setTimeout(() => this.#connect("reconnecting"), data.retry_ms * (0.5 + Math.random()));
      return;
    }
    this.#failures = 0;
    if (event.lastEventId) this.position = event.lastEventId;
    if (name !== "ping") this.#become("live");
    if (name === "delta") this.text = this.text.slice(0, units(this.text, data.from)) + data.text;
    if (name === "reset") this.text = this.text.slice(0, units(this.text, data.keep));
    if (name === "end") this.close();
    if (name === "delta" || name === "reset") this.#say("text");
    this.#say(name, data);
  }

  #watch() {
    this.#heardAt = Date.now();
    clearTimeout(this.#timers.stall);
    this.#timers.stall = setTimeout(() => this.#connect("reconnecting"), this.#stallMs);
  }

  /** The tab or the network is back: connects at once, unless it was heard of lately or is being tried. */
  wake() {
    if (this.#listening.signal.aborted) return;
    const isLate = Date.now() - this.#heardAt > (this.#state === "live" ? 20_000 : 3000);
    if (this.#source && !isLate) return;
    this.#failures = 0;
    this.#connect("reconnecting");
  }

  /** EventSource has given up: asks why, and comes back unless there is nothing to come back to. */
  async #later() {
    this.#disconnect();
    const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures++) * (0.5 + Math.random());
    this.#timers.retry = setTimeout(async () => {
      const status = await this.#ask();
      if (this.#listening.signal.aborted) return;
      if (status === 404) return this.close("gone");
      if (status === 204 && !this.#stepBack()) return this.close("over");
      if (status === 204) return this.#connect("reconnecting");
      if (status === 200) return this.#connect("reconnecting");
      this.#later();
    }, pause);
  }

  /** It has ended just where this stands, and `end` was missed: from a character before, it is told once more. */
  #stepBack() {
    if (this.position === null) return false;
    const [attempt, offset] = this.position.split(".").map(Number);
    this.position = offset > 0 ? `${attempt}.${offset - 1}` : null;
    return true;
  }

  async #ask() {
    const url = new URL(this.#url, location.href);
    if (this.position !== null) url.searchParams.set("from", this.position);
    try {
      return (await fetch(url, { method: "HEAD", cache: "no-store", signal: this.#listening.signal })).status;
    } catch {
      return 0;
    }
  }

  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#say("connection", { state });
  }

  #say(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** The server counts characters (code points), JavaScript counts UTF-16 units: how many units so many characters are. */
function units(text, chars) {
  if (!/[\ud800-\udbff]/.test(text)) return chars;
  let place = 0;
  for (let left = chars; left > 0 && place < text.length; left--) place += text.codePointAt(place) > 0xffff ? 2 : 1;
  return place;
}
