// What waits on this device, lesson by lesson: sent now, or taken away as a file when the line never comes back.
// Of other people's answers only the number is told.

import { everything, isLasting, settle } from "../queue.js";
import { asItems, listen, send } from "../queue-sending.js";
import { dayOf, filled, reader } from "../offline.js";

const KIND = { kind: "hoc-vu-so/cau-tra-loi", form: 1 };

// CRC-32 of a text: tells damage; what is not true, the rules of the server tell.
function sumOf(text) {
  let sum = -1;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 && 0xedb88320);
  }
  return ((sum ^ -1) >>> 0).toString(16).padStart(8, "0");
}

function download(entries) {
  const items = asItems(entries);
  const text = JSON.stringify({ ...KIND, made_at: new Date().toISOString(), items, sum: sumOf(JSON.stringify(items)) });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `cau-tra-loi-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

export function start(box) {
  const words = box.dataset;
  const part = (name) => box.querySelector(`[data-${name}]`);
  const [list, row, said, others, now, file] = ["list", "row", "said", "others", "send", "file"].map(part);
  let state = "";
  let owner = words.owner;

  function line(group) {
    const item = row.content.firstElementChild.cloneNode(true);
    const at = (name) => item.querySelector(`[data-${name}]`);
    const { lesson, outcome, at: since, words: own } = group[0];
    const handsIn = group.some(({ submit }) => submit);
    const answers = group.filter(({ submit }) => !submit).length;
    at("title").textContent = lesson;
    at("count").textContent = filled(outcome ? words.done : words.count, { count: answers, day: dayOf(since), time: timeOf(since) });
    at("hand-in").hidden = !handsIn;
    at("trouble").textContent = outcome ? own || words[outcome] : "";
    at("seen").hidden = !outcome;
    at("seen").addEventListener("click", async () => {
      for (const entry of group) await settle(entry);
      await show();
    });
    return item;
  }

  function timeOf(moment) {
    return new Date(moment).toTimeString().slice(0, 5);
  }

  async function show() {
    const found = await everything();
    const mine = found.filter((entry) => entry.owner === owner);
    const waiting = mine.filter(({ outcome }) => !outcome);
    const groups = new Map();
    for (const entry of mine) {
      const key = `${entry.attempt} ${entry.outcome ?? ""}`;
      groups.set(key, [...(groups.get(key) ?? []), entry]);
    }
    list.replaceChildren(...[...groups.values()].map(line));
    const foreign = found.filter((entry) => entry.owner !== owner && !entry.outcome).length;
    others.textContent = foreign ? filled(owner ? words.others : words.signinFirst, { count: foreign }) : "";
    now.hidden = !waiting.length && !foreign;
    file.hidden = !waiting.length;
    const words_ = waiting.length ? words[state] ?? "" : foreign ? "" : words.nothing;
    said.textContent = waiting.length && !(await isLasting()) ? `${words_} ${words.fleeting}`.trim() : words_;
  }

  async function go() {
    now.disabled = true;
    said.textContent = words.sending;
    await send();
    now.disabled = false;
  }

  listen(async (entry, outcome) => {
    if (entry) return;
    state = outcome;
    await show();
  });
  now.addEventListener("click", go);
  file.addEventListener("click", async () => {
    download((await everything()).filter((entry) => entry.owner === owner && !entry.outcome));
  });
  (async () => {
    if (!owner && words.copy) owner = await reader(); // A page from this device does not know who was here last.
    await show();
    box.hidden = false;
    if (now.hidden === false) await go();
  })();
}
