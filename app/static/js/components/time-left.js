// Counts the time of an attempt in words. Only the server's seconds count, never the device's clock; a device that slept
// is told the truth by the next page. Read out at five minutes and at one, and when it is over.

const TICK = 5000;
const GRACE = 62000; // The server takes what is on its way for a minute; after that the page asks what became of it.
const SPOKEN = [300, 60];

export function start(box) {
  const [shown, said] = [box.querySelector("[data-words]"), box.querySelector("[data-said]")];
  const end = performance.now() + Number(box.dataset.seconds) * 1000;
  let before = Number(box.dataset.seconds) + 1;

  function wordsFor(seconds) {
    if (seconds <= 0) return box.dataset.over;
    return seconds < 60 ? box.dataset.last : box.dataset.many.replace("{minutes}", Math.ceil(seconds / 60));
  }

  const timer = setInterval(tick, TICK);
  function tick() {
    const seconds = Math.max(0, Math.round((end - performance.now()) / 1000));
    const words = wordsFor(seconds);
    if (shown.textContent !== words) shown.textContent = words;
    if (SPOKEN.some((mark) => before > mark && seconds <= mark) || !seconds) said.textContent = words;
    before = seconds;
    if (seconds) return;
    clearInterval(timer);
    setTimeout(() => location.reload(), GRACE);
  }
}
