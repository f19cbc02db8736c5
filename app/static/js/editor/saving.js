// Saving while somebody types: one request at a time, the newest text last; what cannot go out now is tried again, and
// what only a person can settle (a second writer, an ended session) goes the plain way, where the server keeps both texts.

const FIRST_WAIT = 4000;
const LONGEST_WAIT = 60000;

export function saver(form, area, say) {
  let saved = area.defaultValue; // As the server sent it: what was typed before the script ran is not saved yet.
  let running = null;
  let wait = FIRST_WAIT;
  let timer = 0;
  let stopped = false;

  const isDirty = () => area.value !== saved;

  async function post(text, byHand) {
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("revision", form.elements.revision.value);
    body.set("text", text);
    if (!byHand) body.set("tu_luu", "1");
    const options = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" };
    try {
      const answer = await fetch(form.getAttribute("action"), options);
      const told = answer.ok ? await answer.json() : {};
      return { status: answer.status, told };
    } catch {
      return { status: -1, told: {} };
    }
  }

  function settle({ status, told }, text) {
    if (status === 200) {
      saved = text;
      wait = FIRST_WAIT;
      // Every form of the page that says which text was seen: to discard or send what one just saved is no surprise.
      for (const field of document.querySelectorAll("input[name=revision]")) field.value = told.revision;
      say(isDirty() ? "unsaved" : "saved", told.at);
      return "saved";
    }
    if (status === -1 || status >= 500 || status === 429) {
      say("failed");
      timer = setTimeout(save, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      return "later";
    }
    stopped = true; // 409 somebody else saved, 401 or a redirect: signed out, 400 too old a page, 422 too long a text.
    say({ 409: "conflict", 0: "signedout", 401: "signedout", 400: "stale" }[status] ?? "refused");
    return "stopped";
  }

  // Tells what came of it: "saved", "later" (no line, it goes on by itself), "stopped" (a person has to settle it).
  async function save(byHand = false) {
    clearTimeout(timer);
    if (running) await running;
    if (stopped) return "stopped";
    if (!isDirty() && !byHand) return "saved";
    const text = area.value;
    say("saving");
    running = post(text, byHand).then((answer) => settle(answer, text));
    const outcome = await running;
    running = null;
    return outcome;
  }

  function leave() {
    clearTimeout(timer);
    saved = area.value;
  }

  return { save, isDirty, leave };
}
