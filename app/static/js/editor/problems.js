// The list of what is to be put right, written anew after each check: made of the row that the page brings as a template.

const WORDS = /`([^`]+)`|\*\*([^*]+)\*\*/g;

function written(into, message) {
  let from = 0;
  for (const found of message.matchAll(WORDS)) {
    into.append(message.slice(from, found.index));
    const piece = document.createElement(found[1] ? "code" : "strong");
    piece.textContent = found[1] ?? found[2];
    into.append(piece);
    from = found.index + found[0].length;
  }
  into.append(message.slice(from));
}

export function listed(section, paper) {
  const list = section.querySelector("[data-problems]");
  const empty = section.querySelector("[data-none]");
  const template = section.querySelector("template");
  let shown = [];

  function row(problem, number) {
    const item = template.content.cloneNode(true).firstElementChild;
    item.dataset.level = problem.level;
    const link = item.querySelector("a");
    link.dataset.line = problem.line;
    written(link, problem.message);
    item.querySelector(".problems__line").textContent = paper.text(problem.line);
    const button = item.querySelector("button");
    if (problem.fix) button.dataset.fix = number;
    else if (problem.code === "Q35") Object.assign(button, { textContent: section.dataset.shrink, value: `Q35:${problem.line}` });
    else button.remove(); // A heavy picture is made small by the server; the other repairs are made here.
    return item;
  }

  function show(problems) {
    shown = problems;
    list.replaceChildren(...problems.map(row));
    empty.hidden = problems.some(({ level }) => level === "error");
    section.querySelector("[data-error-count]").textContent = problems.filter(({ level }) => level === "error").length || "";
  }

  // The same problem in the list as it is now: at its line, or where that line went when another one was repaired.
  function again(problem) {
    const alike = shown.filter(({ code }) => code === problem?.code);
    return alike.find(({ line }) => line === problem.line) ?? alike.find(({ line }) => paper.text(line) === problem.text);
  }

  return { show, again, at: (number) => shown[number] && { ...shown[number], text: paper.text(shown[number].line) } };
}

// Which lines stand out on the paper: an error before a note, a note before a colleague's comment.
export function marksOf(problems, comments) {
  const marks = new Map(comments.map((line) => [line, "comment"]));
  for (const level of ["note", "error"]) {
    for (const problem of problems) if (problem.level === level) marks.set(problem.line, level);
  }
  return marks;
}
