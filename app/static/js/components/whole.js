// A whole practice on one page, also where the line is down: the answer to a question is told once it was answered, and
// handing in waits in the queue like an answer.

import { all, put } from "../queue.js";
import { listen, send } from "../queue-sending.js";

const ANSWERED = ["saved", "waiting", "older"];

export function start(form) {
  const { attempt, owner, lesson } = form.dataset;
  const page = document.querySelector("[data-whole]");
  const said = page.querySelector("[data-said]");
  const check = page.querySelector("[data-check]");
  const words = page.dataset;
  let isHandedIn = false;

  function offerToTell(question) {
    const told = page.querySelector(`[data-told="${CSS.escape(question)}"]`);
    if (told?.hidden) page.querySelector(`[data-tell="${CSS.escape(question)}"]`).hidden = false;
  }

  function answered() {
    const questions = [...form.querySelectorAll("[data-question]")];
    const has = (field) => [...field.querySelectorAll("input[name^='q-'], select")].some((one) => (/radio|checkbox/.test(one.type) ? one.checked : one.value));
    return { done: questions.filter(has).length, total: questions.length };
  }

  function fill(text) {
    const { done, total } = answered();
    return text.replace("%(done)s", done).replace("%(total)s", total);
  }

  function close(text) {
    isHandedIn = true;
    check.hidden = true;
    said.textContent = text;
    for (const one of form.querySelectorAll("input, select, button")) one.disabled = true;
  }

  // The page may be older than what was sent since: only the answers go, never the whole form.
  async function submit(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    document.activeElement?.blur(); // What is being typed is an answer too.
    const state = await send();
    const isOut = state === "sent" && navigator.onLine;
    if (event.submitter?.value !== words.checkStep) said.textContent = isOut ? words.allSaved : words.kept;
    else if (isOut) location.assign(words.checkAddress);
    else {
      check.querySelector("[data-check-words]").textContent = fill(words.checkWords);
      check.hidden = false;
      check.scrollIntoView({ block: "nearest" });
    }
  }

  async function handIn() {
    await put({ attempt, question: "", owner, lesson, pairs: [], submit: true });
    close(words.handedIn);
    send();
  }

  form.addEventListener("answer-state", ({ detail }) => {
    if (ANSWERED.includes(detail.state)) offerToTell(detail.question);
  });
  page.addEventListener("click", ({ target }) => {
    const question = target.closest("[data-tell]")?.dataset.tell;
    if (!question) return;
    target.closest("[data-tell]").hidden = true;
    page.querySelector(`[data-told="${CSS.escape(question)}"]`).hidden = false;
  });
  form.addEventListener("submit", submit, true);
  check.querySelector("button").addEventListener("click", handIn);
  listen((entry, outcome) => {
    if (entry?.attempt === attempt && entry.submit && outcome === "saved") {
      said.textContent = words.done;
      page.querySelector("[data-result]").hidden = false;
    }
  });
  all().then((entries) => {
    if (!isHandedIn && entries.some((entry) => entry.attempt === attempt && entry.submit)) close(words.handedIn);
  });
}
