// @ts-check
/** Saves the chart as a picture. Loaded when its button is first pressed. */

const PICTURE_SCALE = 2;

/** Draw the SVG onto a canvas. It is from this origin and contains no other resources, so the canvas may be read. */
async function picture(/** @type {string} */ address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * PICTURE_SCALE;
  canvas.height = image.naturalHeight * PICTURE_SCALE;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return /** @type {Promise<Blob | null>} */ (new Promise((resolve) => canvas.toBlob(resolve, "image/png")));
}

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {HTMLButtonElement} button followed by the link to the SVG */
export async function saveChart(button) {
  const words = (button.dataset.words ??= button.textContent ?? "");
  const svg = /** @type {HTMLAnchorElement} */ (button.nextElementSibling);
  button.disabled = true;
  button.textContent = button.dataset.busy ?? "";
  const blob = await picture(svg.href).catch(() => null);
  if (blob) download(blob, button.dataset.name ?? "");
  button.textContent = blob ? words : (button.dataset.failed ?? "");
  button.disabled = false;
}
