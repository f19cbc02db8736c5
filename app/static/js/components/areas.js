// The areas of a picture: choosing one shows it with a grid, dragging over it fills the four numbers of the area at hand.
// The numbers can be typed as well, and the button shows the picture without any of this.

const SIDES = ["left", "top", "to_right", "bottom"];

export function start(box) {
  const form = box.closest("form");
  const grid = box.querySelector("[data-grid]");
  const image = grid.querySelector("img");
  const sheet = grid.querySelector("svg");
  const pictures = JSON.parse(box.dataset.pictures);
  const frames = [...sheet.querySelectorAll("[data-area]")];
  let current = 1;
  let from = null;

  const input = (side, row) => form.elements[`${side}_${row}`];

  function draw(row) {
    const [left, top, right, bottom] = SIDES.map((side) => Number(input(side, row).value) || 0);
    const frame = frames[row - 1];
    frame.setAttribute("x", left);
    frame.setAttribute("y", top);
    frame.setAttribute("width", Math.max(0, right - left));
    frame.setAttribute("height", Math.max(0, bottom - top));
  }

  function place(event) {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    const percent = (part, whole) => Math.min(100, Math.max(0, Math.round((100 * part) / whole)));
    return [percent(event.clientX - left, width), percent(event.clientY - top, height)];
  }

  function stretch(event) {
    const [x, y] = place(event);
    const values = [Math.min(from[0], x), Math.min(from[1], y), Math.max(from[0], x), Math.max(from[1], y)];
    SIDES.forEach((side, index) => {
      input(side, current).value = values[index];
    });
    draw(current);
  }

  function show() {
    const address = pictures[form.elements.picture.value];
    grid.hidden = !address;
    if (address) image.src = address;
  }

  form.elements.picture.addEventListener("change", show);
  form.addEventListener("focusin", ({ target }) => {
    const row = Number(/_(\d)$/.exec(target.name ?? "")?.[1]);
    if (row && row <= frames.length) current = row;
  });
  form.addEventListener("input", ({ target }) => {
    const [, side, row] = /^(left|top|to_right|bottom)_(\d)$/.exec(target.name ?? "") ?? [];
    if (side) draw(Number(row));
  });
  sheet.addEventListener("pointerdown", (event) => {
    from = place(event);
    sheet.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", (event) => from && stretch(event));
  sheet.addEventListener("pointerup", (event) => {
    if (from) stretch(event);
    from = null;
  });
  grid.querySelector("[data-how]").hidden = false;
  box.querySelector("[data-redraw]").hidden = true;
  show();
}
