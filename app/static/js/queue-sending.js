// Sends what waits, in the order of its numbers, and writes down what became of each entry. Where the line is down it
// tries again later, ever more rarely. What belongs to somebody else stays and waits for them.

import { all, noteSeq, settle } from "./queue.js";

const AT_ONCE = 100;
const PATIENCE = 20000;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const TRY_LATER = [408, 425, 429];
const listeners = new Set();
let wait = FIRST_WAIT;
let timer = 0;
let running = null;
let again = false;

// `heard` is called with (entry, outcome, words) for each entry that is done with, and with (null, state) at the end:
// "sent", "waiting" (no line), "signin", "other" (somebody else is signed in) or "stuck" (the server can't read it).
export function listen(heard) {
  listeners.add(heard);
}

function tell(...news) {
  for (const heard of listeners) heard(...news);
}

function asItem({ id, attempt, seq, pairs, submit }) {
  if (submit) return { id, attempt, seq, submit };
  const fields = {};
  for (const [name, value] of pairs) (fields[name] ??= []).push(value);
  return { id, attempt, seq, fields };
}

export function asItems(entries) {
  return entries.map(asItem);
}

async function post(owner, entries) {
  try {
    return await fetch("/api/dong-bo", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ owner, items: asItems(entries) }),
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  } catch {
    return null;
  }
}

async function note(entries, { results }) {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const { id, outcome, seq, words = "" } of results) {
    const entry = byId.get(id);
    if (!entry) continue;
    if (seq) await noteSeq(entry.attempt, seq);
    await settle(entry, outcome === "saved" ? "" : outcome, words);
    tell(entry, outcome, words);
  }
}

async function sendOf(owner, entries) {
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    const some = entries.slice(from, from + AT_ONCE);
    const answer = await post(owner, some);
    if (!answer || answer.status >= 500 || TRY_LATER.includes(answer.status)) return "waiting";
    if (answer.status === 401) return "signin";
    if (answer.status === 409) return "other";
    if (!answer.ok) return "stuck";
    try {
      await note(some, await answer.json());
    } catch {
      return "waiting"; // Cut in the middle of the answer: asked again, the server says the same.
    }
  }
  return "sent";
}

async function sendAll() {
  const owners = new Map();
  for (const entry of await all()) owners.set(entry.owner, [...(owners.get(entry.owner) ?? []), entry]);
  let state = "sent";
  for (const [owner, entries] of owners) {
    const outcome = await sendOf(owner, entries);
    if (outcome !== "sent" && (state === "sent" || outcome !== "other")) state = outcome;
    if (outcome === "waiting" || outcome === "signin") break;
  }
  return state;
}

// One sending at a time in all pages of this browser, where it can keep them apart; two would only say the same twice.
function alone(work) {
  return navigator.locks ? navigator.locks.request("cho-gui", work) : work();
}

export function send() {
  again = true;
  running ??= (async () => {
    clearTimeout(timer);
    let state = "sent";
    while (again && state === "sent") {
      again = false; // What comes in while this goes out goes out after it.
      state = await alone(sendAll);
    }
    running = null;
    if (state === "waiting") {
      timer = setTimeout(send, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    } else {
      wait = FIRST_WAIT;
    }
    tell(null, state);
    return state;
  })();
  return running;
}

addEventListener("online", send);
