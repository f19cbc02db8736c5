// "Save to learn without a line" on a lesson, or on a programme for all of its lessons. What does the saving is fetched
// when it is needed. Sound goes along where it is ticked; its size stands beside the tick.

const PLACE = "hoc-1"; // `offline.js` says the same: nothing is saved here while there is no such place.

export function start(box) {
  if (!("serviceWorker" in navigator && "caches" in window)) return;
  const words = box.dataset;
  const part = (name) => box.querySelector(`[data-${name}]`);
  const [said, button, drop, practice] = ["said", "save-button", "drop", "practice-link"].map(part);
  const given = JSON.parse(words.lessons ?? "null") ?? [{ address: words.address, title: words.lesson }];
  const lessons = given.map(({ address, title }) => ({ key: address, title }));
  const device = () => import("../offline.js");

  async function show() {
    said.textContent = words.offer;
    button.textContent = words.save;
    drop.hidden = practice.hidden = true;
    if (!(await caches.has(PLACE))) return;
    const { practiceOf, record, savedWords } = await device();
    const found = (await Promise.all(lessons.map(({ key }) => record(key)))).filter(Boolean);
    drop.hidden = !found.length;
    if (found.length < lessons.length) return;
    said.textContent = savedWords(words.saved, total(found));
    button.textContent = words.again;
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
    const { save, troubleOf } = await device();
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
    const { forget } = await device();
    for (const { key } of lessons) await forget(key);
    await show();
  });
  show().then(() => (box.hidden = false));
}
