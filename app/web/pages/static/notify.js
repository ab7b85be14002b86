// @ts-check
/** A notification at the end of the writing, if the reader asked for one and is not looking at the page. */

import { isInBackground } from "./tab-title.js";

const GONE_MS = 5000;

export class EndNotice {
  #button;
  #id;
  #title;
  #isWanted = false;

  /**
   * @param {HTMLElement | null} button asks for the notification; hidden where there is none to be had
   * @param {string} id of the report @param {string} title
   */
  constructor(button, id, title) {
    this.#button = button;
    this.#id = id;
    this.#title = title;
    this.#isWanted = stored(() => sessionStorage.getItem(this.#key)) !== null;
    button?.addEventListener("click", () => this.#ask());
  }

  /** Show the button if a notification is possible and the report is being written. @param {boolean} isWriting */
  offer(isWriting) {
    if (!this.#button) return;
    const isPossible = "Notification" in window && Notification.permission !== "denied";
    const wasShown = !this.#button.hidden;
    if (isWriting && isPossible) this.#button.hidden = false;
    // Its place stays, so that the text does not move under a reader's eyes.
    this.#button.classList.toggle("spent", wasShown && !(isWriting && isPossible));
    if (this.#isWanted) this.#say("on");
  }

  /** The writing has ended. @param {boolean} isWhole */
  end(isWhole) {
    const isWanted = this.#isWanted && isInBackground();
    this.#want(false);
    this.offer(false);
    if (!isWanted || Notification.permission !== "granted") return;
    const { done = "", stopped = "" } = this.#button?.dataset ?? {};
    const notice = show(this.#title, { body: isWhole ? done : stopped, tag: this.#id, icon: "/static/seal.svg" });
    notice?.addEventListener("click", () => {
      window.focus();
      notice.close();
    });
  }

  async #ask() {
    if (this.#isWanted) return;
    const permission = await Notification.requestPermission();
    this.#want(permission === "granted");
    if (this.#isWanted) return this.#say("on");
    this.#say("refused");
    setTimeout(() => this.#button?.classList.add("spent"), GONE_MS);
  }

  /** @param {"on" | "refused"} what */
  #say(what) {
    const button = /** @type {HTMLElement} */ (this.#button);
    button.textContent = button.dataset[what] ?? "";
    button.setAttribute("aria-disabled", "true");
  }

  /** A reload of this tab keeps it; other tabs do not know of it. @param {boolean} isWanted */
  #want(isWanted) {
    this.#isWanted = isWanted;
    stored(() => (isWanted ? sessionStorage.setItem(this.#key, "") : sessionStorage.removeItem(this.#key)));
  }

  get #key() {
    return `mingshu:notify:${this.#id}`;
  }
}

/** @template T @param {() => T} access @returns {T | null} null where storage is not allowed */
function stored(access) {
  try {
    return access();
  } catch {
    return null;
  }
}

/**
 * Android's browsers have the class, but only a service worker may use it: then the tab's title has to do.
 * @param {string} title @param {NotificationOptions} options
 */
function show(title, options) {
  try {
    return new Notification(title, options);
  } catch {
    return null;
  }
}
