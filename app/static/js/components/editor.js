// The desk of a teacher: saves what is typed after a moment, tells what is to be put right, shows the telephone anew.
// Without it the same buttons save, check and show; nothing here knows more than the server.

import { numbered } from "../editor/paper.js";
import { listed, marksOf } from "../editor/problems.js";
import { saver } from "../editor/saving.js";

const CHECK_AFTER = 700;
const SAVE_AFTER = 2500;

export function start(form) {
  const area = form.elements.text;
  const line = document.querySelector("[data-save-state]");
  const frame = document.querySelector("[data-preview]");
  const section = document.querySelector("[data-check]");
  const comments = [...document.querySelectorAll("[data-comment-line]")].map((item) => Number(item.dataset.commentLine));
  const paper = numbered(area);
  const problems = listed(section, paper);
  let checked = null; // The text the list speaks of.
  let checkTimer = 0;
  let saveTimer = 0;
  let leaving = false;
  let fixing = Promise.resolve();

  function say(state, at = "") {
    line.dataset.state = state;
    line.textContent = `${form.dataset[state]} ${at}`.trim();
  }

  const saving = saver(form, area, say);

  async function check() {
    clearTimeout(checkTimer);
    const text = area.value;
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("text", text);
    try {
      const answer = await fetch(section.dataset.check, { method: "POST", body, redirect: "manual" });
      if (!answer.ok || text !== area.value) return;
      const { problems: found } = await answer.json();
      checked = text;
      problems.show(found);
      paper.mark(marksOf(found, comments));
    } catch {
      // Without a line the old list stays; saving says that the line is gone.
    }
  }

  async function save(byHand) {
    clearTimeout(saveTimer);
    const isNew = saving.isDirty() || byHand;
    const outcome = await saving.save(byHand);
    if (outcome === "saved" && isNew) frame?.contentWindow.location.reload();
    return outcome;
  }

  // One repair after the other: each changes the text that the next one is looked up in.
  function fix(number) {
    const wanted = problems.at(number);
    fixing = fixing.then(() => repaired(wanted));
  }

  async function repaired(wanted) {
    if (checked !== area.value) await check();
    const repair = problems.again(wanted)?.fix;
    if (!repair || checked !== area.value) return;
    paper.replace(repair.line, repair.remove, repair.insert);
    check();
  }

  // Saved first, so that nobody is their own second writer; then the plain way, unless the button asks for no more.
  async function press(button) {
    const outcome = await save(true);
    if (outcome === "later") return;
    if (outcome === "saved" && button?.hasAttribute("data-show")) return frame?.scrollIntoView({ block: "nearest" });
    if (outcome === "saved" && (!button || button.hasAttribute("data-save"))) return;
    leaving = true;
    saving.leave();
    form.requestSubmit(button?.hasAttribute("data-show") ? form.querySelector("[data-save]") : button);
  }

  area.addEventListener("input", () => {
    if (saving.isDirty()) say("unsaved");
    clearTimeout(checkTimer);
    clearTimeout(saveTimer);
    checkTimer = setTimeout(check, CHECK_AFTER);
    saveTimer = setTimeout(save, SAVE_AFTER);
  });

  form.addEventListener("submit", (event) => {
    if (leaving) return;
    event.preventDefault();
    const number = event.submitter?.dataset.fix;
    if (number) fix(Number(number));
    else setTimeout(press, 0, event.submitter); // A form cannot be sent while its last submit is still being told.
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    paper.select(Number(link.dataset.line));
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    form.querySelector("[data-save]").click();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && saving.isDirty()) save();
  });
  addEventListener("beforeunload", (event) => {
    if (saving.isDirty()) event.preventDefault();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });

  document.querySelector("[data-without-script]")?.remove(); // The paper has the numbers now.
  const wanted = new URLSearchParams(location.search).get("dong");
  if (/^\d{1,5}$/.test(wanted ?? "")) paper.select(Number(wanted));
  if (saving.isDirty()) area.dispatchEvent(new Event("input"));
  check();
}
