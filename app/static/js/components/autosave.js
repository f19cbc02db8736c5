// Answers go out as they are chosen, one post each. What can't go out waits in this device's queue, one entry a question,
// and leaves when the line is back. The server keeps the highest number, so nothing old ever covers something newer.

import { all, isLasting, noteSeq, put, settle } from "../queue.js";
import { listen, send } from "../queue-sending.js";

const TYPING_REST = 1500; // What is typed goes out when the hand rests this long, or leaves the line or the page.
const PATIENCE = 20000;

function answerOf(form, question) {
  const name = `q-${question}`;
  const pairs = [...new FormData(form)].filter(([field]) => field === name || field.startsWith(`${name}-`));
  return pairs.length ? pairs : [[name, ""]];
}

// Show an answer that waits: the page may be older than it.
function restore(form, question, pairs) {
  for (const input of form.querySelectorAll(`[data-question="${CSS.escape(question)}"] [name^="q-"]`)) {
    const given = pairs.filter(([name]) => name === input.name).map(([, value]) => value);
    if (input.type === "radio" || input.type === "checkbox") input.checked = given.includes(input.value);
    else input.value = given[0] ?? "";
  }
}

// Tell whether somebody was faster than this script: the page shows another answer than it came with.
function isTouched(field) {
  const inputs = [...field.querySelectorAll("[name^='q-']")];
  return inputs.some((input) => {
    if (input.type === "radio" || input.type === "checkbox") return input.checked !== input.defaultChecked;
    if (input.options) return [...input.options].some((one) => one.selected && !one.defaultSelected && one.value);
    return input.value !== input.defaultValue;
  });
}

export function start(form) {
  const { attempt, owner, lesson } = form.dataset;
  const typing = new Map(); // question -> timer
  const waiting = new Map(); // question -> entry, as far as this page knows
  let isDown = false;
  let isPassing = false;

  function of(question, selector) {
    return form.querySelector(`[data-question="${CSS.escape(question)}"] ${selector}`);
  }

  function say(question, state, words = form.dataset[state] ?? "") {
    form.dispatchEvent(new CustomEvent("answer-state", { detail: { question, state } }));
    const line = of(question, "[data-saved-words]") ?? newLine(question);
    if (!line) return;
    line.dataset.state = state;
    line.textContent = words;
  }

  // A question that was told right or wrong has no line for it: answered again, it gets one.
  function newLine(question) {
    const field = form.querySelector(`[data-question="${CSS.escape(question)}"]`);
    if (!field) return null;
    const line = document.createElement("p");
    line.className = "question__saved";
    line.role = "status";
    line.dataset.savedWords = "";
    field.append(line);
    return line;
  }

  function note(question, words) {
    const line = of(question, "[data-note]");
    if (!line) return;
    line.textContent = words;
    of(question, "[data-noticed]").value = words ? "1" : ""; // Seen: a pressed button then goes on.
  }

  async function count() {
    const line = form.querySelector("[data-waiting-count]");
    const words = `${form.dataset.count} ${waiting.size}`;
    line.textContent = !isDown || !waiting.size ? "" : (await isLasting()) ? words : `${words}. ${form.dataset.fleeting}`;
  }

  function settled(entry, outcome, words) {
    waiting.delete(entry.question);
    say(entry.question, outcome, words || undefined);
  }

  async function post(entry) {
    const body = new URLSearchParams([["csrf_token", form.elements.csrf_token.value], ["seq", entry.seq], ...entry.pairs]);
    const options = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", keepalive: true };
    try {
      const answer = await fetch(form.action, { ...options, signal: AbortSignal.timeout?.(PATIENCE) });
      return answer.status === 200 ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  async function sendOne(entry) {
    const told = isDown ? null : await post(entry);
    if (told?.outcome !== "saved" && told?.outcome !== "older") return send(); // The queue finds out what is the matter.
    await noteSeq(attempt, told.seq);
    await settle(entry);
    if (waiting.get(entry.question)?.id !== entry.id) return "sent"; // Changed meanwhile: the newer answer is on its way.
    settled(entry, told.outcome);
    note(entry.question, told.note ?? "");
    count();
    return "sent";
  }

  async function keep(question, isLeaving = false) {
    clearTimeout(typing.get(question));
    typing.delete(question);
    say(question, "saving");
    const given = { attempt, question, owner, lesson, pairs: answerOf(form, question) };
    const { seq } = form.elements;
    waiting.set(question, given);
    if (isLeaving) post({ ...given, seq: seq.value }); // The page may not live until the queue has written it down.
    const entry = await put(given, Number(seq.value));
    seq.value = Math.max(Number(seq.value), entry.seq + 1); // A pressed button then sends a higher number than all.
    if (waiting.get(question) !== given) return "sent"; // Changed while it was written down.
    waiting.set(question, entry);
    return sendOne(entry);
  }

  function keepTyped(isLeaving = false) {
    return [...typing.keys()].map((question) => keep(question, isLeaving));
  }

  // The button waits for what is under way; where the line is down the page stays, and says so.
  async function submitLater(button) {
    await Promise.all(keepTyped());
    const state = waiting.size ? await send() : "sent";
    isPassing = state !== "waiting" && navigator.onLine; // Whatever else is the matter, the server's page says it.
    if (isPassing) form.requestSubmit(button);
    else form.querySelector("[data-waiting-count]").textContent = form.dataset.held;
  }

  listen((entry, outcome, words) => {
    if (entry) {
      if (entry.attempt === attempt && waiting.get(entry.question)?.id === entry.id) settled(entry, outcome, words);
      return;
    }
    isDown = outcome === "waiting";
    for (const question of waiting.keys()) say(question, outcome === "sent" ? "saving" : outcome);
    count();
  });
  form.addEventListener("input", ({ target }) => {
    const question = target.type === "text" && target.closest("[data-question]")?.dataset.question;
    if (!question) return;
    say(question, "typing");
    clearTimeout(typing.get(question));
    typing.set(question, setTimeout(keep, TYPING_REST, question));
  });
  form.addEventListener("change", ({ target }) => {
    const question = target.closest("[data-question]")?.dataset.question;
    if (question && (target.type !== "text" || typing.has(question))) keep(question);
  });
  form.addEventListener("submit", (event) => {
    if (isPassing || event.defaultPrevented || (!typing.size && !waiting.size && navigator.onLine)) return;
    event.preventDefault();
    submitLater(event.submitter);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepTyped(true));
  addEventListener("pagehide", () => keepTyped(true));

  addEventListener("pageshow", () => (isPassing = false));

  const touched = [...form.querySelectorAll("[data-question]")].filter(isTouched).map((field) => field.dataset.question);
  (async () => {
    await noteSeq(attempt, Number(form.elements.seq.value) - 1);
    for (const question of touched) if (!waiting.has(question)) keep(question);
    for (const entry of await all()) {
      if (entry.attempt !== attempt || entry.owner !== owner || waiting.has(entry.question)) continue;
      if (!form.querySelector(`[data-question="${CSS.escape(entry.question)}"]`)) continue;
      waiting.set(entry.question, entry);
      restore(form, entry.question, entry.pairs);
      say(entry.question, "waiting");
    }
    if ((await all()).length) send();
  })();
}
