// Drawing a signature, and printing a copy. Both pages work without it: the typed name is enough.

const MOST_POINTS = 6000;
const NEAR = 4; // points closer than this, of 1000 across, are one

const startPad = (pad) => {
  const canvas = pad.querySelector("canvas");
  const field = document.getElementById(pad.dataset.field);
  const pen = canvas.getContext("2d");
  let strokes = [];
  try {
    strokes = JSON.parse(field.value || "[]");
  } catch {
    field.value = "";
  }
  let stroke = null;

  const redraw = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 8;
    pen.lineCap = pen.lineJoin = "round";
    for (const points of strokes) {
      pen.beginPath();
      pen.moveTo(...points[0]);
      for (const point of points) pen.lineTo(...point);
      pen.stroke();
    }
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const part = (offset, size, most) => Math.min(most, Math.max(0, Math.round((offset / size) * most)));
    return [part(event.clientX - box.left, box.width, canvas.width), part(event.clientY - box.top, box.height, canvas.height)];
  };
  const drawn = () => strokes.reduce((sum, points) => sum + points.length, 0);

  canvas.addEventListener("pointerdown", (event) => {
    if (drawn() >= MOST_POINTS) return;
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    strokes.push(stroke);
    redraw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke || drawn() >= MOST_POINTS) return;
    const point = at(event), [x, y] = stroke[stroke.length - 1];
    if (Math.hypot(point[0] - x, point[1] - y) < NEAR) return;
    stroke.push(point);
    redraw();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      stroke = null;
      field.value = JSON.stringify(strokes);
    });
  }
  pad.querySelector("[data-clear]").addEventListener("click", () => {
    strokes = [];
    field.value = "";
    redraw();
  });
  // The colour of the pen follows the theme.
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  pad.hidden = false;
  redraw();
};

for (const pad of document.querySelectorAll("[data-signature]")) startPad(pad);
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
