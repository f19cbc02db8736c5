// Reads along while a sheet is typed in, and lets Enter go to the next line. The server reads everything again.

const tokensOf = (text) => text.normalize("NFC").toLowerCase().match(/[0-9]+|\p{L}|-/gu) ?? [];

function rowsOf({ shape, signs, texts, rows }, tokens) {
  const given = tokens.length === 1 && /^[0-9]+$/.test(tokens[0]) ? [...tokens[0]] : tokens;
  if (shape === "order") {
    const places = given.map((place, at) => [Number(place), texts[at]]).filter(([place]) => place);
    return given.length === rows.length && places.sort(([a], [b]) => a - b).map(([place, text]) => `${place}. ${text}`);
  }
  const read = given.map((one) => (one === "-" ? "-" : texts[signs.indexOf(one)]));
  return read.length === rows.length && read.every(Boolean) && read.map((text, at) => `${rows[at]} → ${text}`);
}

function readingOf(known, text) {
  if (known.shape === "line" || !text.trim() || text.trim() === "-") return [];
  const same = { d: "đ" };
  const tokens = tokensOf(text).map((one) => (known.signs.includes("đ") ? (same[one] ?? one) : one));
  if (known.rows.length) return rowsOf(known, tokens);
  const read = [...new Set(tokens)].map((one) => [one, known.texts[known.signs.indexOf(one)]]);
  if (!read.every(([, words]) => words)) return false;
  return read.map(([sign, words]) => (known.shape === "truth" ? words : `${sign.toUpperCase()}. ${words}`));
}

export function start(form) {
  const inputs = [...form.querySelectorAll("input[data-known]")];
  for (const [at, input] of inputs.entries()) {
    const known = JSON.parse(input.dataset.known);
    const output = form.querySelector(`output[for="${input.id}"]`);
    input.addEventListener("input", () => {
      const read = readingOf(known, input.value);
      output.textContent = read ? read.join(" · ") : output.dataset.unclear;
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || at === inputs.length - 1) return;
      event.preventDefault();
      inputs[at + 1].focus();
    });
  }
}
