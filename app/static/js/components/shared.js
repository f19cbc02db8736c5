// A device of many hands: asks before answers that wait here are lost, says a minute before the page leaves by itself,
// and shows nothing of a page that comes back from the browser's memory. The session ends safely without any of this.

const TOLD_AFTER = 8 * 60 * 1000;
const WAITING = "cho-gui";

function waiting() {
  try {
    return Number(localStorage.getItem(WAITING)) || 0;
  } catch {
    return 0; // Storage may be switched off: then nothing waits here either.
  }
}

function ask({ ask: words, stay }) {
  const notice = document.createElement("div");
  notice.className = "notice notice--wait";
  const line = document.createElement("p");
  line.textContent = `${words} `;
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = stay;
  line.append(link);
  notice.append(line);
  document.querySelector(".flashes").append(notice);
  notice.scrollIntoView({ block: "nearest" });
}

export function start(who) {
  // "Không phải tôi" on the page that asks who it is leaves just as the button in the head does.
  const { action } = who.querySelector("form");
  for (const form of [...document.forms].filter((one) => one.action === action)) {
    form.addEventListener("submit", (event) => {
      if (waiting() && !confirm(who.dataset.waiting)) event.preventDefault();
    });
  }
  setTimeout(ask, TOLD_AFTER, who.dataset);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
