// What can be measured of a page that is open, by the eyes and hands of those who read it. Each function returns what is wrong,
// in words that name the element; an empty list is a good page.
(() => {
  const TEXT_GOAL = 7, SHAPE_GOAL = 3, TARGET = 48, SMALLEST_TARGET = 24;

  const named = (one) => {
    const words = (one.innerText || one.value || one.getAttribute("aria-label") || "").trim().replace(/\s+/g, " ").slice(0, 40);
    const kind = one.className && typeof one.className === "string" ? `.${one.className.split(" ").join(".")}` : "";
    return `<${one.localName}${one.id ? `#${one.id}` : ""}${kind}> “${words}”`;
  };

  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  function rgba(colour) {
    if (!known.has(colour)) {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = paint.getImageData(0, 0, 1, 1).data;
      known.set(colour, [red, green, blue, alpha / 255]);
    }
    return known.get(colour);
  }
  const over = (top, under) => [0, 1, 2].map((at) => top[at] * top[3] + under[at] * (1 - top[3])).concat(1);
  const light = ([...parts]) => {
    const [red, green, blue] = parts.slice(0, 3).map((part) => part / 255).map((s) => (s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  // The colour a text really stands on: every ground above it up to the first that hides the rest.
  function ground(one) {
    const layers = [];
    for (let at = one; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    const canvas = matchMedia("(prefers-color-scheme: dark)").matches && !document.documentElement.hasAttribute("data-sheet") ? [18, 18, 18, 1] : [255, 255, 255, 1];
    return layers.reduceRight((under, top) => over(top, under), canvas);
  }

  const isShown = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  const isOnlyHeard = (one) => Boolean(one.closest(".visually-hidden:not(:focus), .skip-link:not(:focus)"));

  // Every text of the page with the element whose colour it has: nodes, words before and after, what stands in fields.
  function* texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
    for (let one = walker.nextNode(); one; one = walker.nextNode()) {
      if (["script", "style", "option", "svg", "img", "audio", "video"].includes(one.localName) || !isShown(one) || isOnlyHeard(one)) continue;
      const own = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      if (own || one.matches("input:not([type=hidden], [type=radio], [type=checkbox]), textarea, select")) yield [one, getComputedStyle(one)];
      for (const place of ["::before", "::after"]) {
        const style = getComputedStyle(one, place);
        if (!["none", "normal", '""', "counter(none)"].includes(style.content)) yield [one, style];
      }
    }
  }

  function contrast() {
    let lowest = 21;
    const faults = new Set();
    for (const [one, style] of texts()) {
      const under = rgba(style.backgroundColor)[3] && style.content !== "normal" ? over(rgba(style.backgroundColor), ground(one)) : ground(one);
      const found = ratio(over(rgba(style.color), under), under);
      lowest = Math.min(lowest, found);
      if (found < TEXT_GOAL) faults.add(`contrast ${found.toFixed(2)}: ${named(one)}`);
    }
    return { lowest, faults: [...faults] };
  }

  // Nothing is pushed out sideways, neither the page nor a part of it that cannot be scrolled; no word is cut off.
  function overflow() {
    const root = document.documentElement, faults = [];
    if (root.scrollWidth > root.clientWidth) faults.push(`${root.scrollWidth - root.clientWidth} px too wide`);
    for (const one of document.body.querySelectorAll("*")) {
      if (!isShown(one) || isOnlyHeard(one) || one.closest("svg, option, .data-table thead")) continue;
      const { right, left, width } = one.getBoundingClientRect();
      if (width && (right > root.clientWidth + 1 || left < -1) && !one.closest(".skip-link, .visually-hidden, .data-table thead")) faults.push(`sticks out to ${Math.round(right)}: ${named(one)}`);
      if (["hidden", "clip"].includes(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1 && one.localName !== "input") faults.push(`cut off: ${named(one)}`);
    }
    return faults.slice(0, 6);
  }

  // What a finger aims at: the thing itself, or the label that belongs to it, or the whole card a link covers.
  function reach(one) {
    const boxes = [one, ...(one.labels ?? [])].map((each) => each.getBoundingClientRect());
    if (getComputedStyle(one, "::after").position === "absolute") boxes.push((one.closest("li, .figures__item") ?? one).getBoundingClientRect());
    return [Math.max(...boxes.map((box) => box.width)), Math.max(...boxes.map((box) => box.height))];
  }
  const PRESSED = "button, input:not([type=hidden]), select, textarea, summary, .link-button, .choice label, nav a, header a, footer a, .actions a, .back a, .unanswered a, .task-list a, .choices a";

  // Controls and the ways of a page are 48 px high; links inside a sentence are as high as its line, which WCAG allows.
  function targets() {
    const faults = [];
    for (const one of document.querySelectorAll(PRESSED)) {
      if (!isShown(one) || isOnlyHeard(one) || one.closest(".skip-link, main nav p")) continue;
      const [width, height] = reach(one);
      if (height < TARGET - 0.5 || width < SMALLEST_TARGET) faults.push(`only ${Math.round(width)} x ${Math.round(height)} px: ${named(one)}`);
    }
    return faults.slice(0, 6);
  }

  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], video[controls], iframe, [tabindex='0'], [contenteditable]";
  // One of a group of radios is enough: the arrows lead to the others.
  function stops() {
    const groups = new Set();
    return [...document.querySelectorAll(FOCUSABLE)].filter((one) => {
      if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({ visibilityProperty: true })) return false;
      if (one.type !== "radio") return true;
      const others = [...document.getElementsByName(one.name)].filter((other) => other.form === one.form);
      if (groups.has(others[0])) return false;
      groups.add(others[0]);
      return true;
    });
  }
  const groupOf = (one) => (one.type === "radio" ? document.getElementsByName(one.name)[0] : one);

  // The label that stands for a tick; another one may lie on a picture.
  const labelBeside = (one) => one.matches(".choice input") && one.parentElement.querySelector(":scope > label");

  function ring(one) {
    const shown = labelBeside(one) || one;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shown);
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) return `no ring at ${named(one)}`;
    if (outlineStyle !== "auto" && ratio(rgba(outlineColor), ground(shown.parentElement)) < SHAPE_GOAL) return `a weak ring at ${named(one)}`;
    return "";
  }

  function isCovered(one) {
    const { left, top, width, height } = (labelBeside(one) || one).getBoundingClientRect();
    if (top + height < 1 || top > innerHeight - 1) return true;
    const [x, y] = [left + Math.min(width / 2, 30), Math.min(Math.max(top + Math.min(height / 2, 12), 1), innerHeight - 2)];
    const there = document.elementFromPoint(x, y);
    return Boolean(there) && !one.contains(there) && !there.contains(one) && !(labelBeside(one) || one).contains(there);
  }

  // The focus goes to the top of the page; from here on every stop of the focus is noted, with what is wrong at it.
  let visited = [];
  function watchFocus() {
    document.documentElement.style.scrollBehavior = "auto";
    getSelection().removeAllRanges();
    document.activeElement?.blur();
    scrollTo(0, 0);
    visited = [];
    addEventListener("focusin", ({ target }) => {
      const wrong = [ring(target), isCovered(target) ? `hidden while focused: ${named(target)}` : ""].filter(Boolean);
      visited.push([target, wrong]);
    });
    return stops().length + 3; // A recording has stops within itself.
  }

  function walked() {
    const expected = stops().map(groupOf), reached = visited.map(([one]) => groupOf(one));
    const faults = visited.flatMap(([, wrong]) => wrong);
    for (const one of expected) if (!reached.includes(one)) faults.push(`never reached by Tab: ${named(one)}`);
    const order = reached.filter((one, at) => reached.indexOf(one) === at && expected.includes(one));
    // A page that put the focus on its errors is walked from there, so once the walk may begin anew at the top.
    const back = order.filter((one, at) => at && order[at - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
    if (back.length > 1 || (back.length && back[0] !== expected[0])) faults.push(...back.map((one) => `out of order: ${named(one)}`));
    return [...new Set(faults)].slice(0, 6);
  }

  // With every style sheet away: the h1 can be seen, the page is read from top to bottom, no drawing fills the screen.
  function bare() {
    for (const sheet of document.styleSheets) sheet.disabled = true;
    const faults = [];
    if (!isShown(document.querySelector("h1"))) faults.push("without styles the heading is gone");
    for (const one of document.querySelectorAll("svg")) if (isShown(one) && one.getBoundingClientRect().width > 330) faults.push("a drawing as large as the screen");
    if (!document.body.innerText.includes(document.querySelector("h1").innerText.trim())) faults.push("words are missing");
    return faults;
  }

  // Buttons that only a script answers must not stand there without one; pictures say what they show.
  function dead() {
    const faults = [];
    for (const one of document.querySelectorAll("button")) if (isShown(one) && (one.type !== "submit" || !one.form)) faults.push(`nothing happens without script: ${named(one)}`);
    for (const one of document.querySelectorAll("main img")) {
      if (!one.hasAttribute("alt")) faults.push(`a picture without words: ${one.src}`);
      else if (one.alt && !(one.getBoundingClientRect().height > 10)) faults.push(`its words do not show: ${one.src}`);
    }
    return faults;
  }

  window.eyes = { contrast, overflow, targets, watchFocus, walked, bare, dead };
})();
