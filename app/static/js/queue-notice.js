// Answers wait on this device: they go out from whatever page is open, and the page says how many could not.

import { all } from "./queue.js";
import { listen, send } from "./queue-sending.js";

const QUIET = ["other", "sent"]; // What waits for somebody else is not shown to the one who is here.
const link = document.querySelector("[data-waiting-words]");
const place = document.querySelector(".flashes");
let line = null;

async function show(state) {
  const { length } = await all();
  line?.remove();
  line = null;
  if (!length || QUIET.includes(state) || !link || !place) return;
  line = document.createElement("p");
  line.className = "notice notice--wait";
  const to = document.createElement("a");
  to.href = link.href;
  to.textContent = link.dataset.waitingWords.replace("%(count)s", length);
  line.append(to);
  place.append(line);
}

listen((entry, state) => entry || show(state));
send();
