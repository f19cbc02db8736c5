// Tells the server which section of a lesson the reader has come to, once they rest there, so that any phone knows it.

const REST = 3000;

export function start(text) {
  const token = document.querySelector("input[name=csrf_token]")?.value;
  const sections = [...text.querySelectorAll(":scope > section")];
  let told = 0;
  let timer = 0;

  function tell() {
    clearTimeout(timer);
    const here = sections.filter((one) => one.getBoundingClientRect().top < innerHeight / 2).length - 1;
    if (!token || here < 0 || here === told) return;
    told = here;
    const body = new URLSearchParams({ csrf_token: token, version: text.dataset.version, phan: here });
    const sent = fetch(text.dataset.address, { method: "POST", body, keepalive: true, redirect: "manual" });
    sent.catch(() => (told = -1)); // No line: said again at the next rest.
  }

  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, REST);
  }, { passive: true });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && scrollY && tell());
}
