/** The reading, alive: blocks as they come, what is going on in words, and never a scroll that was not asked for. */

import { SharedStream } from "./shared-stream.js";

const page = document.getElementById("reading");
const text = document.getElementById("text");
const at = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en-US");
const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const isEnded = () => !["queued", "running"].includes(page.dataset.status);
const isListening = () => ["live", "shared", "over"].includes(page.dataset.connection);
const isWhole = () => page.dataset.status === "completed";
const blocks = text.getElementsByClassName("block"); // all there are at any moment; model text has no classes
const lastBlock = () => blocks[blocks.length - 1];

// What is written.

/** The HTML that each block was sent as: `innerHTML` may be spelled differently. */
const sent = new WeakMap();
const htmlOf = (block) => sent.get(block) ?? block.innerHTML;

/** With `keep`, `html` is only the changed end: it follows that many characters of what the block was sent as. */
function changeBlock({ i, keep, html }) {
  setBlock(i, keep === undefined ? html : htmlOf(blocks[i]).slice(0, keep) + html);
}

function setBlock(index, html) {
  let block = blocks[index];
  if (!block) {
    speak(lastBlock());
    block = document.createElement("div");
    block.className = "block";
    text.append(block);
  }
  sent.set(block, html);
  block.innerHTML = html; // cleaned by the server: no scripts, no images, links with rel
  if (block.id || block.firstElementChild?.tagName === "H2") markPassages();
}

/** For those who listen: each block once it is whole, never the letters as they come. */
function speak(block) {
  if (block) at("spoken").textContent = block.innerText;
}

function keepBlocks(count) {
  while (blocks.length > count) lastBlock().remove();
  if (page.dataset.preview && Number(page.dataset.preview) > count) page.dataset.preview = "";
  placePreviewEnd();
  markPassages();
}

function placePreviewEnd() {
  text.querySelector(":scope > .preview-end")?.remove();
  const last = blocks[Number(page.dataset.preview) - 1];
  if (page.dataset.preview && last) last.after(at("preview-end").content.cloneNode(true));
}

/** The headings that begin a passage are the contents' own; a model may write others. As `passage_ids` of the server. */
function markPassages() {
  const items = [...at("toc").children];
  const titles = items.map((item) => item.textContent.trim());
  let n = 0;
  for (const block of blocks) {
    const first = block.firstElementChild;
    const heading = first?.tagName === "H2" ? first.textContent.trim() : "";
    const found = titles.findIndex((title, i) => heading && i >= n && (heading.includes(title) || title.startsWith(heading)));
    if (found < 0) {
      block.removeAttribute("id");
      continue;
    }
    n = found + 1;
    block.id = `p${n}`;
  }
  items.forEach((item, i) => {
    item.classList.toggle("written", i < n);
    const link = item.firstElementChild;
    if (at(`p${i + 1}`)) link.href = `#p${i + 1}`;
    else link.removeAttribute("href");
  });
  const progress = at("progress");
  const isTold = n > 0 && !isWhole();
  progress.textContent = isTold ? filled(progress.dataset.template, { n, m: items.length }) : "";
  const done = isWhole() ? items.length : Math.max(0, n - 0.5); // it is in the middle of the last one
  at("bar").style.setProperty("inline-size", `${Math.round((100 * done) / items.length)}%`);
}

// What is going on.

function tell({ status, waiting, chars, saved_chars: saved, message }) {
  if (waiting !== undefined) page.dataset.waiting = waiting || "";
  if (status) {
    page.dataset.status = status;
    text.setAttribute("aria-busy", String(!isEnded()));
    markPassages();
  }
  if (status || waiting !== undefined) {
    const state = page.dataset.waiting && !isEnded() ? "waiting" : page.dataset.status;
    at("state").textContent = at("status").getAttribute(`data-status-${state}`) ?? state;
  }
  if (chars !== undefined) {
    const words = isWhole() ? at("chars").dataset.total : at("chars").dataset.written;
    at("chars").textContent = filled(words, { chars: number.format(chars) });
  }
  if (saved !== undefined) at("saved").textContent = filled(at("saved").dataset.template, { chars: number.format(saved) });
  if (isEnded()) at("saved").textContent = "";
  if (message !== undefined) {
    at("message").hidden = !message;
    at("message").textContent = message ?? "";
  }
}

function tellConnection(state) {
  page.dataset.connection = state;
  at("connection").textContent = at("status").dataset[state] ?? "";
  // What is here may still be read; that it is being written would not be true.
  if (state === "gone") tell({ status: "gone" });
}

// Where the reader is.

const nearEnd = () => {
  const last = lastBlock();
  return !last || last.getBoundingClientRect().bottom < innerHeight + 200;
};
const offerNewest = () => (at("newest").hidden = isEnded() || nearEnd());

function live() {
  const names = ["page", "state", "keep", "block", "live", "preview", "saved", "end"];
  const stream = new SharedStream(
    page.dataset.stream,
    { position: page.dataset.position, names, stallMs: 35_000 },
    () => ({ blocks: Array.from(blocks, htmlOf), preview: page.dataset.preview, status: page.dataset.status, waiting: page.dataset.waiting }),
  );
  const on = (name, does) => stream.addEventListener(name, (event) => does(event.detail));
  // That it has ended is told once all of it is here.
  on("page", ({ status, ...rest }) => tell({ ...rest, status: status === "running" ? status : undefined }));
  on("keep", (data) => keepBlocks(data.blocks));
  on("block", (data) => {
    changeBlock(data);
    tell({ chars: data.chars, status: page.dataset.status === "queued" ? "running" : undefined });
    offerNewest();
  });
  on("saved", tell);
  on("state", tell);
  for (const name of ["live", "preview"]) {
    on(name, (data) => {
      page.dataset.preview = data.preview ?? "";
      placePreviewEnd();
      tell({ saved_chars: data.saved_chars });
    });
  }
  on("end", (data) => {
    tell(data);
    tellConnection("over");
    speak(lastBlock());
    offerNewest();
    stream.close();
    awaitMore();
    if (data.status === "deleted") leave();
  });
  on("snapshot", (data) => {
    keepBlocks(data.blocks.length);
    data.blocks.forEach((html, i) => (blocks[i] && htmlOf(blocks[i]) === html) || setBlock(i, html));
    page.dataset.preview = data.preview;
    placePreviewEnd();
    tell({ status: data.status, waiting: data.waiting });
  });
  on("connection", (data) => tellConnection(data.state));
  stream.open();
  addEventListener("scroll", offerNewest, { passive: true });
}

let isLeaving = false;

/** The report is gone. Both the stream and the answer tell it: a second way begun would break off the first. */
function leave() {
  if (!isLeaving) location.replace("/");
  isLeaving = true;
}

/** It has ended. Should another tab go on with it, this one shows no longer what there is: who begins to listen says hello. */
function awaitMore() {
  if (!("BroadcastChannel" in window)) return;
  new BroadcastChannel(page.dataset.stream).onmessage = ({ data }) => data.name === "hello" && location.reload();
}

at("newest").addEventListener("click", () => {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  lastBlock()?.scrollIntoView({ block: "end", behavior });
});

// The chart, laid over the page, goes as such things do.
addEventListener("keydown", (event) => {
  if (event.key === "Escape") page.querySelector("details.plate")?.removeAttribute("open");
});

const deletion = page.querySelector("details.delete");
deletion.addEventListener("toggle", () => deletion.open && deletion.querySelector("form").scrollIntoView({ block: "nearest" }));

// What is asked of the service. Where nobody answers, no error page of the browser may take the place of the text.
page.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const isDeletion = form === deletion.querySelector("form");
  const unanswered = at("unanswered");
  unanswered.hidden = event.submitter.disabled = true;
  try {
    const options = { method: "POST", redirect: "manual", signal: AbortSignal.timeout(15_000) };
    const { status, type } = await fetch(form.action, options);
    // Who listens is told by the stream that it has stopped.
    const isTold = type === "opaqueredirect" && form.className === "when-running" && isListening();
    if (status < 500) return isDeletion ? leave() : isTold || location.reload();
  } catch {
    // No network, or no service.
  }
  event.submitter.disabled = false;
  form.closest(".go-on, .actions").append(unanswered);
  unanswered.hidden = false;
});

at("print").hidden = false;
at("print").addEventListener("click", () => print());

// What is copied carries the label, too.

const cells = (row) => Array.from(row.cells, (cell) => cell.innerText.replaceAll("\n", " ")).join("\t");

function plain(block) {
  const parts = Array.from(block.children, (part) => {
    if (part.tagName === "TABLE") return Array.from(part.rows, cells).join("\n");
    if (part.tagName !== "OL" && part.tagName !== "UL") return part.innerText;
    const mark = (i) => (part.tagName === "OL" ? `${part.start + i}. ` : "· ");
    return Array.from(part.children, (item, i) => mark(i) + item.innerText).join("\n");
  });
  return parts.join("\n\n");
}

at("copy").hidden = !navigator.clipboard;
at("copy").addEventListener("click", async ({ target }) => {
  const { before, after, done, failed } = target.dataset;
  const words = (target.dataset.words ??= target.textContent);
  try {
    await navigator.clipboard.writeText([before, ...Array.from(blocks, plain), after].join("\n\n"));
    target.textContent = done;
  } catch {
    target.textContent = failed;
  }
  setTimeout(() => (target.textContent = words), 3000);
});

text.addEventListener("copy", (event) => {
  const chosen = String(getSelection());
  if (chosen.length < 200) return;
  event.clipboardData.setData("text/plain", `${chosen}\n\n${at("copy").dataset.after}`);
  event.preventDefault();
});

markPassages();
placePreviewEnd();
if (isEnded()) awaitMore();
else live();
