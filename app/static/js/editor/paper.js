// The textarea with numbers at its lines: a copy of the text lies beneath it and gives each line its place, so nothing is
// measured and nothing drifts when a line breaks. Only the lines that changed are written again.

function sameEnds(before, after) {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { head, tail };
}

export function numbered(area) {
  const sheet = document.createElement("div");
  sheet.className = "paper__lines";
  sheet.ariaHidden = "true";
  area.before(sheet);
  area.parentElement.dataset.numbered = "";
  let lines = [];
  let marks = new Map(); // line (from 1) -> "error", "note" or "comment"

  function paint() {
    for (const row of sheet.querySelectorAll("[data-mark]")) delete row.dataset.mark;
    for (const [line, mark] of marks) if (sheet.children[line - 1]) sheet.children[line - 1].dataset.mark = mark;
  }

  function refresh() {
    const now = area.value.split("\n");
    const { head, tail } = sameEnds(lines, now);
    for (let gone = lines.length - tail - head; gone > 0; gone -= 1) sheet.children[head].remove();
    const after = sheet.children[head] ?? null;
    for (const text of now.slice(head, now.length - tail)) {
      const row = document.createElement("div");
      row.textContent = text || "\u200b";
      sheet.insertBefore(row, after);
    }
    lines = now;
  }

  function mark(found) {
    marks = found;
    paint();
  }

  function startOf(line) {
    return lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  }

  function select(line) {
    const wanted = Math.min(Math.max(line, 1), lines.length);
    const start = startOf(wanted);
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, start + lines[wanted - 1].length);
    sheet.children[wanted - 1].scrollIntoView({ block: "center" });
  }

  // Puts lines in place of others as if they were typed, so that Ctrl+Z takes them back.
  function replace(line, remove, insert) {
    const atEnd = line - 1 + remove >= lines.length;
    const start = Math.min(startOf(line), area.value.length);
    const end = atEnd ? area.value.length : startOf(line + remove);
    let text = insert.map((row) => `${row}\n`).join("");
    if (atEnd) text = text.replace(/\n$/, "");
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, end);
    if (!document.execCommand(text ? "insertText" : "delete", false, text)) area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    select(line);
  }

  area.addEventListener("input", refresh);
  refresh();
  return { mark, replace, select, text: (line) => lines[line - 1] ?? "" };
}
