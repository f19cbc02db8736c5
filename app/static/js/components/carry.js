// "Save to learn without a line" on a lesson, or on a programme for all of its lessons. What does the saving is fetched
// when it is needed. Sound goes along where it is ticked; its size stands beside the tick.

import { forget, isPossible, practiceOf, record, save, savedWords, troubleOf } from "../offline.js";

export function start(box) {
  if (!isPossible()) return;
  const words = box.dataset;
  const part = (name) => box.querySelector(`[data-${name}]`);
  const [said, button, drop, practice] = ["said", "save-button", "drop", "practice-link"].map(part);
  const lessons = JSON.parse(words.lessons ?? "null") ?? [{ key: words.key, title: words.lesson }];

  async function show() {
    const found = (await Promise.all(lessons.map(({ key }) => record(key)))).filter(Boolean);
    const isSaved = found.length === lessons.length;
    said.textContent = isSaved ? savedWords(words.saved, total(found)) : words.offer;
    button.textContent = isSaved ? words.again : words.save;
    drop.hidden = !found.length;
    const url = found.length === 1 && (await practiceOf(found[0]));
    practice.hidden = !url;
    if (url) practice.querySelector("a").href = url;
  }

  function total(found) {
    const bytes = found.reduce((sum, one) => sum + one.bytes, 0);
    return { at: Math.min(...found.map((one) => one.at)), bytes };
  }

  async function saveAll() {
    button.disabled = true;
    said.textContent = words.saving;
    const sound = box.querySelector("input")?.checked ? words.sound : "";
    const form = words.practice ? document.querySelector('form[action$="/lam-bai"]') : null;
    try {
      for (const lesson of lessons) await save({ ...lesson, form, sound });
      await show();
    } catch (error) {
      said.textContent = words[troubleOf(error)];
    }
    button.disabled = false;
  }

  button.addEventListener("click", saveAll);
  drop.addEventListener("click", async () => {
    for (const { key } of lessons) await forget(key);
    await show();
  });
  show().then(() => (box.hidden = false));
}
