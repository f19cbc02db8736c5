// Reads a page aloud with the device's Vietnamese voice, a sentence at a time, and marks it; or sets a recording's speed.

const SPEEDS = { cham: 0.75, vua: 1, nhanh: 1.25 };
const SPEED = "toc-do-doc";
const LONGEST = 140; // Letters in one breath: Chrome falls silent some fifteen seconds into one.
const VOICES_COME_WITHIN = 2000;
const BLOCK = "h1,h2,h3,h4,p,li,dt,dd,td,th,pre,blockquote,legend,label,section,fieldset,div";
const SILENT = "[hidden],[aria-hidden=true],[data-note],[data-saved-words],.question__number,button,select,svg,audio,video";

function remembered() {
  try {
    return localStorage.getItem(SPEED);
  } catch {
    return null; // Storage may be switched off.
  }
}

function remember(speed) {
  try {
    localStorage.setItem(SPEED, speed);
  } catch {
    // The speed then holds for this page only.
  }
}

function sentences(text) {
  if (globalThis.Intl?.Segmenter) {
    return [...new Intl.Segmenter("vi", { granularity: "sentence" }).segment(text)].map((one) => one.segment);
  }
  return text.match(/[^.!?…]+[.!?…]*\s*|[.!?…]+/g) ?? [];
}

function breaths(sentence) {
  const parts = [];
  let rest = sentence;
  while (rest.length > LONGEST) {
    const head = rest.slice(0, LONGEST);
    const end = Math.max(head.lastIndexOf(", "), head.lastIndexOf("; "), head.lastIndexOf(": ")) + 1;
    const cut = end > LONGEST / 3 ? end : head.lastIndexOf(" ") + 1 || LONGEST;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...parts, rest];
}

function place(nodes, offset) {
  let left = offset;
  for (const node of nodes) {
    if (left <= node.data.length) return [node, left];
    left -= node.data.length;
  }
  return [nodes.at(-1), nodes.at(-1).data.length];
}

function piecesOf({ block, nodes }, before) {
  const found = [];
  let at = 0;
  for (const words of sentences(nodes.map(({ data }) => data).join("")).flatMap(breaths)) {
    const range = new Range();
    range.setStart(...place(nodes, at + words.length - words.trimStart().length));
    range.setEnd(...place(nodes, at + words.trimEnd().length));
    at += words.length;
    if (/[\p{L}\p{N}]/u.test(words)) found.push({ block, range, words: words.replace(/\s+/g, " ").trim() });
  }
  if (found.length && before) found[0].words = `${before} ${found[0].words}`;
  return found;
}

// The text stays as it is: ranges point into it.
function pieces(roots, option) {
  const blocks = [];
  for (const root of roots) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const block = node.parentElement.closest(BLOCK);
      if (node.parentElement.closest(SILENT)) continue;
      if (blocks.at(-1)?.block === block) blocks.at(-1).nodes.push(node);
      else if (node.data.trim()) blocks.push({ block, nodes: [node] });
    }
  }
  return blocks.flatMap((one) => {
    const choice = one.block.matches("label") && one.block.closest(".choice:not(.pair *)");
    const number = choice ? [...choice.parentElement.children].filter((other) => other.matches(".choice")).indexOf(choice) + 1 : 0;
    return piecesOf(one, number ? option.replace("#", number) : "");
  });
}

function mark(piece) {
  document.querySelector("[data-reading-now]")?.removeAttribute("data-reading-now");
  const canPaint = globalThis.Highlight && CSS.highlights;
  if (canPaint) CSS.highlights.delete("dang-doc");
  if (!piece) return;
  if (canPaint) CSS.highlights.set("dang-doc", new Highlight(piece.range));
  else piece.block.setAttribute("data-reading-now", "");
  const { top, bottom } = piece.range.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) piece.block.scrollIntoView({ block: "center" });
}

const vietnamese = () => globalThis.speechSynthesis?.getVoices().find(({ lang }) => /^vi\b/i.test(lang.replace("_", "-")));

function findVoice() {
  if (!globalThis.speechSynthesis || vietnamese()) return Promise.resolve(vietnamese());
  return new Promise((found) => {
    setTimeout(() => found(vietnamese()), VOICES_COME_WITHIN);
    speechSynthesis.addEventListener?.("voiceschanged", () => vietnamese() && found(vietnamese()));
  });
}

function dress(address) {
  return new Promise((done) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: done });
    document.head.append(link);
  });
}

export async function prepare(box) {
  const part = (selector) => box.querySelector(selector);
  const [play, again, speeds, status] = ["[data-play]", "[data-again]", ".read-aloud__speed", "[role=status]"].map(part);
  const audio = part("audio");
  const says = box.dataset;
  let speed = SPEEDS[remembered()] ? remembered() : "vua";
  let voice = null;
  let list = [];
  let at = 0;
  let current = null; // What is being said; what was broken off says nothing more.

  function show(words = "") {
    play.textContent = current ? says.pause : at ? says.goOn : says.start;
    again.hidden = Boolean(current) || !at;
    status.textContent = words;
  }

  function pause() {
    if (!current) return;
    current = null;
    speechSynthesis.cancel(); // Not pause(): many phones never go on after it.
    show();
  }

  function noVoice() {
    pause();
    mark(null);
    voice = null;
    part("[data-no-voice]").hidden = false;
    show();
  }

  function say() {
    const piece = list[at];
    if (!piece) {
      current = null;
      at = 0;
      mark(null);
      return show(says.done);
    }
    mark(piece);
    const utterance = (current = new SpeechSynthesisUtterance(piece.words));
    Object.assign(utterance, { voice, lang: voice.lang, rate: SPEEDS[speed] });
    utterance.onend = () => {
      if (utterance !== current) return;
      at += 1;
      say();
    };
    utterance.onerror = () => utterance === current && noVoice();
    speechSynthesis.speak(utterance);
    return show(says.reading);
  }

  async function begin() {
    part("[data-no-voice]").hidden = true;
    if (!voice) {
      show(says.waiting);
      voice = await findVoice();
    }
    if (!voice) return noVoice();
    if (!at) list = pieces(document.querySelectorAll(says.target), says.option);
    speechSynthesis.cancel();
    return say();
  }

  function setSpeed(chosen) {
    speed = chosen;
    for (const button of speeds.children) button.ariaPressed = String(button.value === speed);
    if (audio) audio.defaultPlaybackRate = audio.playbackRate = SPEEDS[speed];
    if (!current) return;
    current = null;
    speechSynthesis.cancel();
    say(); // The sentence begins anew at the new speed.
  }

  again.addEventListener("click", () => {
    at = 0;
    begin();
  });
  speeds.addEventListener("click", ({ target }) => {
    if (!target.value) return;
    remember(target.value);
    setSpeed(target.value);
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && pause());
  addEventListener("pagehide", pause);
  setSpeed(speed);
  await dress(says.sheet);
  speeds.hidden = false;
  return { press: () => (current ? pause() : begin()) };
}
