// What every page has: letters of the chosen size, forms that go out once, and a component for each marked element.
// A page without marks loads nothing else, and no page needs any of this.

const SIZE = "co-chu";
const WAITING = "cho-gui"; // How many answers wait on this device: `queue.js`.
const BUSY_FOR = 8000; // A download never leaves the page, so a form may be sent again after a while.

function remembered(name = SIZE) {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return ""; // Storage may be switched off.
  }
}

function remember(size) {
  try {
    localStorage.setItem(SIZE, size);
  } catch {
    // The size then holds for this page only.
  }
}

function offerTextSizes(control) {
  const show = (size) => {
    document.documentElement.dataset.text = size;
    for (const button of control.children) button.ariaPressed = String(button.value === size);
  };
  control.addEventListener("click", ({ target }) => {
    if (!target.matches("button")) return;
    remember(target.value);
    show(target.value);
  });
  show(remembered());
  control.hidden = false;
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(release, BUSY_FOR, form);
}

// The line may drop between a page and its scripts: they are asked for again.
function begin(name, element, wait = 1000) {
  const again = () => setTimeout(begin, wait, name, element, wait * 2);
  import(`./components/${name}.js`).then(({ start }) => start(element), again);
}

document.documentElement.dataset.text = remembered();
for (const control of document.querySelectorAll("[data-textsize]")) offerTextSizes(control);
document.addEventListener("submit", sendOnce);
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

if (remembered(WAITING) && !document.querySelector("form.answers, [data-queue]")) import("./queue-notice.js");
for (const element of document.querySelectorAll("[data-component]")) {
  for (const name of element.dataset.component.split(" ")) {
    begin(name, element);
  }
}
