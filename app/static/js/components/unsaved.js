// Warns before a page with typed words is left; sending the form is no leaving.

export function start(form) {
  let typed = false;
  form.addEventListener("input", () => {
    typed = true;
  });
  form.addEventListener("submit", () => {
    typed = false;
  });
  addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}
