// The lessons saved on this device: how large, since when, whether there is a newer version; forgotten one by one or all.

import { forget, forgetAll, isOutdated, practiceOf, records, save, savedWords, troubleOf } from "../offline.js";

export function start(box) {
  const words = box.dataset;
  const part = (name) => box.querySelector(`[data-${name}]`);
  const [list, row, empty, all, trouble] = ["list", "row", "empty", "drop-all", "trouble"].map(part);

  async function act(work) {
    trouble.textContent = "";
    try {
      await work();
    } catch (error) {
      trouble.textContent = words[troubleOf(error)];
    }
    await show();
  }

  async function line(one) {
    const item = row.content.firstElementChild.cloneNode(true);
    const at = (name) => item.querySelector(`[data-${name}]`);
    at("title").textContent = one.title;
    at("title").href = one.key;
    at("said").textContent = savedWords(words.saved, one);
    at("drop").addEventListener("click", () => act(() => forget(one.key)));
    const url = await practiceOf(one);
    at("practice").hidden = !url;
    if (url) at("practice").href = url;
    at("update").addEventListener("click", () => act(() => save(one)));
    isOutdated(one).then((isOld) => (at("update").hidden = !isOld));
    return item;
  }

  async function show() {
    const found = await records();
    list.replaceChildren(...(await Promise.all(found.map(line))));
    empty.hidden = found.length > 0;
    all.hidden = !found.length;
  }

  all.addEventListener("click", () => act(forgetAll));
  part("lost").hidden = location.pathname === "/mang-theo";
  box.hidden = false;
  show();
}
