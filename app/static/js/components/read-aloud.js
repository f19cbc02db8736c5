// A button that fetches the reader once it is pressed: most people read with their eyes, and a page must stay small.

export function start(box) {
  const bar = box.querySelector(".read-aloud__bar");
  const audio = box.querySelector("audio");
  let reader;

  function fetched() {
    reader ??= import("../reading/aloud.js").then(({ prepare }) => prepare(box));
    return reader.catch(() => {
      reader = undefined;
      box.querySelector("[role=status]").textContent = box.dataset.offline;
    });
  }

  box.querySelector("[data-play]").addEventListener("click", () => {
    // iPhones let a page speak only from within the press itself, and the reader may still be on its way.
    if (!reader) globalThis.speechSynthesis?.speak(new SpeechSynthesisUtterance(""));
    fetched().then((ready) => ready?.press());
  });
  audio?.addEventListener("play", fetched, { once: true });
  audio?.addEventListener("error", () => {
    audio.hidden = true; // The recording cannot be had: the device reads.
    bar.hidden = false;
  });
  bar.hidden = Boolean(audio);
}
