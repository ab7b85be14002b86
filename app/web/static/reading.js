/** The reading, alive: blocks as they come, what is going on in words, and never a scroll that was not asked for. */

import { SharedStream } from "./shared-stream.js";

const page = document.getElementById("reading");
const text = document.getElementById("text");
const at = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en-US");
const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const isEnded = () => !["queued", "running"].includes(page.dataset.status);
const blocks = text.getElementsByClassName("block"); // all there are at any moment; model text has no classes
const lastBlock = () => blocks[blocks.length - 1];

// What is written.

function setBlock(index, html) {
  let block = blocks[index];
  if (!block) {
    speak(lastBlock());
    block = document.createElement("div");
    block.className = "block";
    text.append(block);
  }
  block.innerHTML = html; // cleaned by the server: no scripts, no images, links with rel
  if (block.firstElementChild?.tagName === "H2") markPassages();
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

function markPassages() {
  const headings = [...text.querySelectorAll(":scope > .block > h2")];
  headings.forEach((heading, i) => (heading.id = `p${i + 1}`));
  const items = [...at("toc").children];
  items.forEach((item, i) => {
    item.classList.toggle("written", i < headings.length);
    const link = item.firstElementChild;
    if (i < headings.length) link.href = `#p${i + 1}`;
    else link.removeAttribute("href");
  });
  const progress = at("progress");
  const n = Math.max(1, headings.length);
  progress.textContent = isEnded() ? "" : filled(progress.dataset.template, { n, m: items.length });
  const done = isEnded() ? items.length : Math.max(0, headings.length - 0.5);
  at("bar").style.setProperty("inline-size", `${Math.round((100 * done) / items.length)}%`);
}

// What is going on.

function tell({ status, chars, saved_chars: saved, message }) {
  if (status) {
    page.dataset.status = status;
    text.setAttribute("aria-busy", String(!isEnded()));
    at("state").textContent = at("status").getAttribute(`data-status-${status}`) ?? status;
  }
  if (chars !== undefined) {
    const words = isEnded() ? at("chars").dataset.total : at("chars").dataset.written;
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
}

// Where the reader is.

const nearEnd = () => {
  const last = lastBlock();
  return !last || last.getBoundingClientRect().bottom < innerHeight + 200;
};
const offerNewest = () => (at("newest").hidden = isEnded() || nearEnd());

function live() {
  const names = ["page", "keep", "block", "live", "preview", "saved", "end"];
  const stream = new SharedStream(
    page.dataset.stream,
    { position: page.dataset.position, names, stallMs: 40_000 },
    () => ({ blocks: Array.from(blocks, (block) => block.innerHTML), preview: page.dataset.preview, status: page.dataset.status }),
  );
  const on = (name, does) => stream.addEventListener(name, (event) => does(event.detail));
  // That it has ended is told once all of it is here.
  on("page", ({ status, ...rest }) => tell({ ...rest, status: status === "running" ? status : undefined }));
  on("keep", (data) => keepBlocks(data.blocks));
  on("block", (data) => {
    setBlock(data.i, data.html);
    tell({ chars: data.chars, status: page.dataset.status === "queued" ? "running" : undefined });
    offerNewest();
  });
  on("saved", tell);
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
    markPassages();
    offerNewest();
    stream.close();
    awaitMore();
    if (data.status === "deleted") location.replace("/");
  });
  on("snapshot", (data) => {
    keepBlocks(data.blocks.length);
    data.blocks.forEach((html, i) => blocks[i]?.innerHTML === html || setBlock(i, html));
    page.dataset.preview = data.preview;
    placePreviewEnd();
    tell({ status: data.status });
  });
  on("connection", (data) => tellConnection(data.state));
  stream.open();
  addEventListener("scroll", offerNewest, { passive: true });
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

at("print").hidden = false;
at("print").addEventListener("click", () => print());

at("copy").hidden = !navigator.clipboard;
at("copy").addEventListener("click", async ({ target }) => {
  const whole = [target.dataset.label, text.innerText.trim(), target.dataset.label].join("\n\n");
  await navigator.clipboard.writeText(whole);
  const words = target.textContent;
  target.textContent = target.dataset.done;
  setTimeout(() => (target.textContent = words), 3000);
});

// What is copied by hand carries the label, too.
text.addEventListener("copy", (event) => {
  const chosen = String(getSelection());
  if (chosen.length < 200) return;
  event.clipboardData.setData("text/plain", `${chosen}\n\n${at("copy").dataset.label}`);
  event.preventDefault();
});

markPassages();
placePreviewEnd();
if (isEnded()) awaitMore();
else live();
