// @ts-check
/**
 * Follows a report's stream across disconnects and deploys. No dependencies; works with Mingshu's JSON stream:
 *
 *   import { ReportStream } from "./report-stream.js";
 *   const stream = new ReportStream("/api/reports/<id>/stream");
 *   stream.addEventListener("text", () => { output.textContent = stream.text; });
 *   stream.addEventListener("connection", (event) => { state.textContent = event.detail.state; });
 *   stream.addEventListener("end", (event) => { console.log(event.detail.status); });
 *   stream.open();
 *
 * What it adds to a bare EventSource:
 * - It reconnects after any response. (EventSource gives up permanently on a 503 during a deploy.)
 * - It detects a dead connection and reconnects at once when the network or the tab returns. Otherwise it backs off
 *   exponentially, with jitter, so that many clients do not reconnect at the same moment.
 * - It resumes at the exact character (`attempt.offset`), applies text by position and honours `reset`: `text` is always
 *   a prefix of what has been written, and after `end` exactly the saved text.
 *
 * Events: "text" (after `text` has changed), "connection" (detail.state: see `ConnectionState`), and every server event
 * under its own name with its data in `detail`.
 */

/** @typedef {"connecting" | "live" | "reconnecting" | "offline" | "gone" | "over"} ConnectionState */

/**
 * @typedef {object} Options
 * @property {string | null} [position] `attempt.offset` to start at; null for the beginning
 * @property {string[]} [names] names of the server's events; those outside the JSON stream are only passed on
 * @property {number} [stallMs] silence after which to reconnect. Scripts do not see the JSON stream's keepalive comments,
 *   so a model that thinks for a long time looks like silence; reconnecting is cheap.
 */

const JSON_EVENTS = ["report", "delta", "live", "preview", "saved", "reset", "end"];
const LONGEST_PAUSE_MS = 30_000;

export class ReportStream extends EventTarget {
  #url;
  #names;
  #stallMs;
  /** @type {EventSource | null} */
  #source = null;
  /** @type {{ stall?: number, retry?: number }} */
  #timers = {};
  #failures = 0;
  #heardAt = 0;
  /** @type {ConnectionState | ""} */
  #state = "";
  #closed = new AbortController();

  /** The text so far. Set it together with `position` to resume from text that you already have. */
  text = "";

  /** @param {string} url @param {Options} [options] */
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

  /** Connect, and stay connected until the end or `close`. */
  open() {
    const signal = this.#closed.signal;
    document.addEventListener("visibilitychange", () => document.hidden || this.wake(), { signal });
    addEventListener("online", () => this.wake(), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.wake(), { signal });
    addEventListener("offline", () => this.#setState("offline"), { signal });
    this.#connect("connecting");
  }

  /**
   * Disconnect permanently. The server continues writing.
   * @param {ConnectionState} [state]
   */
  close(state = "over") {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#disconnect();
    this.#setState(state);
  }

  /** @param {ConnectionState} state */
  #connect(state) {
    this.#disconnect();
    if (navigator.onLine === false) return this.#setState("offline");
    this.#setState(state);
    const source = (this.#source = new EventSource(this.#urlFromHere()));
    for (const name of [...this.#names, "reconnect", "ping"]) {
      source.addEventListener(name, (event) => this.#receive(name, event));
    }
    source.onopen = () => this.#watchForStall();
    source.onerror = () => {
      if (source !== this.#source) return;
      this.#setState(navigator.onLine === false ? "offline" : "reconnecting");
      // While CONNECTING, the browser itself reconnects, with Last-Event-ID. Once CLOSED, it never does.
      if (source.readyState === EventSource.CLOSED) this.#reconnectLater();
    };
    this.#watchForStall();
  }

  #disconnect() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timers.stall);
    clearTimeout(this.#timers.retry);
  }

  /** @param {string} name @param {MessageEvent<string>} event */
  #receive(name, event) {
    this.#watchForStall();
    const data = JSON.parse(event.data);
    if (name === "reconnect") {
      this.#disconnect();
      this.#setState("reconnecting");
      this.#timers.retry = setTimeout(() => this.#connect("reconnecting"), data.retry_ms * (0.5 + Math.random()));
      return;
    }
    this.#failures = 0;
    if (event.lastEventId) this.position = event.lastEventId;
    if (name !== "ping") this.#setState("live");
    if (name === "delta") this.text = this.text.slice(0, utf16Length(this.text, data.from)) + data.text;
    if (name === "reset") this.text = this.text.slice(0, utf16Length(this.text, data.keep));
    if (name === "end") this.close();
    if (name === "delta" || name === "reset") this.#dispatch("text");
    this.#dispatch(name, data);
  }

  #watchForStall() {
    this.#heardAt = Date.now();
    clearTimeout(this.#timers.stall);
    this.#timers.stall = setTimeout(() => this.#connect("reconnecting"), this.#stallMs);
  }

  /** Reconnect at once, because the tab or the network is back, unless the connection is fresh or being set up. */
  wake() {
    if (this.#closed.signal.aborted) return;
    const isLate = Date.now() - this.#heardAt > (this.#state === "live" ? 20_000 : 3000);
    if (this.#source && !isLate) return;
    this.#failures = 0;
    this.#connect("reconnecting");
  }

  /** After EventSource has given up: find out why, and reconnect unless the report is gone or over. */
  async #reconnectLater() {
    this.#disconnect();
    const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures++) * (0.5 + Math.random());
    this.#timers.retry = setTimeout(async () => {
      const status = await this.#fetchStatus();
      if (this.#closed.signal.aborted) return;
      if (status === 404) return this.close("gone");
      if (status === 204 && !this.#stepBack()) return this.close("over");
      if (status === 204) return this.#connect("reconnecting");
      if (status === 200) return this.#connect("reconnecting");
      this.#reconnectLater();
    }, pause);
  }

  /** The report has ended at this position, and `end` was missed. Reconnect one character earlier, and the server sends
  it again. */
  #stepBack() {
    if (this.position === null) return false;
    const [attempt, offset] = this.position.split(".").map(Number);
    this.position = offset > 0 ? `${attempt}.${offset - 1}` : null;
    return true;
  }

  /** The HTTP status of the stream, or 0 if the server cannot be reached. */
  async #fetchStatus() {
    try {
      const options = { method: "HEAD", cache: /** @type {const} */ ("no-store"), signal: this.#closed.signal };
      return (await fetch(this.#urlFromHere(), options)).status;
    } catch {
      return 0;
    }
  }

  #urlFromHere() {
    const url = new URL(this.#url, location.href);
    if (this.position !== null) url.searchParams.set("from", this.position);
    return url;
  }

  /** @param {ConnectionState} state */
  #setState(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#dispatch("connection", { state });
  }

  /** @param {string} name @param {unknown} detail */
  #dispatch(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * Length in UTF-16 units, as JavaScript counts, of the first `chars` code points, as the server counts.
 * @param {string} text
 * @param {number} chars
 */
function utf16Length(text, chars) {
  if (!/[\ud800-\udbff]/.test(text)) return chars;
  let place = 0;
  for (let left = chars; left > 0 && place < text.length; left--) {
    place += /** @type {number} */ (text.codePointAt(place)) > 0xffff ? 2 : 1;
  }
  return place;
}
