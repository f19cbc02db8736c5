// A row whose date is needed as soon as the row has words: the browser then asks for it before anything is sent.

export function start(row) {
  const day = row.querySelector("input[type='date']");
  const words = [...row.querySelectorAll("input:not([type='date'])")];
  const refresh = () => {
    day.required = words.some((one) => one.value.trim());
  };
  row.addEventListener("input", refresh);
  refresh();
}
