// Answers go out as they are chosen. What can't go out waits on this phone, one entry a question, and leaves in the order
// of its number when the line is back. The server keeps the highest number, so nothing old ever covers something newer.

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
const TYPING_REST = 1500; // What is typed goes out when the hand rests this long, or leaves the line or the page.
const SIGN_IN_OR_RELOAD = [0, 400, 401]; // 0: sent elsewhere, to sign in. The answer stays and goes out from the next page.
const key = `cho-gui:${location.pathname}`; // Random option values only: nothing personal is kept.

function load() {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
  } catch {
    return new Map();
  }
}

function store(waiting) {
  try {
    if (waiting.size) sessionStorage.setItem(key, JSON.stringify([...waiting]));
    else sessionStorage.removeItem(key);
  } catch {
    // Without storage the answers wait in this page only.
  }
}

function answerOf(form, question) {
  const name = `q-${question}`;
  const pairs = [...new FormData(form)].filter(([field]) => field === name || field.startsWith(`${name}-`));
  return pairs.length ? pairs : [[name, ""]];
}

export function start(form) {
  const waiting = load(); // question -> { seq, pairs }
  const typing = new Map(); // question -> timer
  let wait = FIRST_WAIT;
  let timer = 0;
  let sending = false;

  function of(question, selector) {
    return form.querySelector(`[data-question="${CSS.escape(question)}"] ${selector}`);
  }

  function say(question, state) {
    const line = of(question, "[data-saved-words]");
    if (!line) return;
    line.dataset.state = state;
    line.textContent = form.dataset[state] ?? "";
  }

  function note(question, words) {
    const line = of(question, "[data-note]");
    if (!line) return;
    line.textContent = words;
    of(question, "[data-noticed]").value = words ? "1" : ""; // Seen: a pressed button then goes on.
  }

  function count() {
    const line = form.querySelector("[data-waiting-count]");
    if (line) line.textContent = wait > FIRST_WAIT && waiting.size ? `${form.dataset.count} ${waiting.size}` : "";
  }

  function nextSeq() {
    const highest = Math.max(Number(form.elements.seq.value), ...[...waiting.values()].map(({ seq }) => seq + 1));
    form.elements.seq.value = highest + 1; // A pressed button then sends a higher number than every saved answer.
    return highest;
  }

  async function post(question, { seq, pairs }) {
    const body = new URLSearchParams([["csrf_token", form.elements.csrf_token.value], ["seq", seq], ...pairs]);
    try {
      const options = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual", keepalive: true };
      const answer = await fetch(form.action, options);
      const { status } = answer;
      if (status === 200 && waiting.get(question)?.seq === seq) note(question, (await answer.json()).note ?? "");
      if (status === 200 || status === 204) return "saved";
      if (SIGN_IN_OR_RELOAD.includes(status)) return "stopped";
      return status < 500 && status !== 408 && status !== 429 ? "refused" : "waiting";
    } catch {
      return "waiting";
    }
  }

  async function send() {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    let outcome = "saved";
    while (waiting.size && (outcome === "saved" || outcome === "refused")) {
      const [question, answer] = [...waiting].sort(([, a], [, b]) => a.seq - b.seq)[0];
      outcome = await post(question, answer);
      if (waiting.get(question).seq !== answer.seq) continue; // Changed meanwhile: the newer answer goes next.
      say(question, outcome === "stopped" ? "refused" : outcome);
      if (outcome === "saved" || outcome === "refused") waiting.delete(question);
    }
    sending = false;
    store(waiting);
    if (outcome === "waiting") {
      for (const question of waiting.keys()) say(question, "waiting");
      wait = Math.min(wait * 2, LONGEST_WAIT);
      timer = setTimeout(send, wait);
    } else {
      wait = FIRST_WAIT;
    }
    count();
  }

  function keep(question) {
    clearTimeout(typing.get(question));
    typing.delete(question);
    waiting.set(question, { seq: nextSeq(), pairs: answerOf(form, question) });
    store(waiting);
    say(question, "saving");
    send();
  }

  function keepTyped() {
    for (const question of [...typing.keys()]) keep(question);
  }

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
  form.addEventListener("submit", () => {
    for (const rest of typing.values()) clearTimeout(rest); // The form brings what was typed itself.
    typing.clear();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepTyped());
  addEventListener("pagehide", keepTyped);
  addEventListener("online", send);
  for (const question of waiting.keys()) say(question, "waiting");
  if (waiting.size) send();
}
