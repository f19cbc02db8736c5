// The phone's own sharing where there is one, else the address is copied. Without script it can be read and copied by hand.

export function start(box) {
  const input = box.querySelector("input");
  const button = box.querySelector("button");
  const status = box.querySelector("[role=status]");
  if (!navigator.share && !navigator.clipboard) return;

  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title: box.dataset.title, url: input.value });
      } else {
        await navigator.clipboard.writeText(input.value);
        status.textContent = box.dataset.copied;
      }
    } catch {
      input.select(); // Sharing was put away or is not allowed: the address stands ready to be copied.
    }
  });
  button.hidden = false;
}
