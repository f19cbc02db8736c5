// One tick for all rows shown; says how many are ticked. The ticks themselves work without it.

export function start(holder) {
  const all = holder.querySelector("input");
  const words = holder.querySelector("label span");
  const first = words.textContent;
  const rows = [...holder.closest("table").querySelectorAll(`input[name="${CSS.escape(holder.dataset.name)}"]`)];

  function show() {
    const ticked = rows.filter((row) => row.checked).length;
    all.checked = ticked > 0 && ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
    words.textContent = ticked ? `${first}. ${holder.dataset.words} ${ticked}/${rows.length}` : first;
    for (const line of document.querySelectorAll("[data-selected-count]")) line.textContent = ticked;
  }

  all.addEventListener("change", () => {
    for (const row of rows) row.checked = all.checked;
    show();
  });
  for (const row of rows) row.addEventListener("change", show);
  holder.hidden = rows.length === 0;
  show();
}
