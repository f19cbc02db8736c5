// The answers that wait on this device: one entry a question, the newest; kept through reload, crash and power cut.
// An entry: { attempt, question, id, seq, pairs, at, owner, lesson, submit, outcome, words }. With an `outcome` it is
// done with, and stays only until its learner has read what became of it. Nothing personal but the chosen values.

const NAME = "hoc-vu-so";
const COUNT = "cho-gui"; // How many wait, for pages that only need the number.
const LASTING = { durability: "strict" };

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("answers", { keyPath: ["attempt", "question"] });
    request.result.createObjectStore("facts", { keyPath: "name" });
    request.result.createObjectStore("saved", { keyPath: "key" });
  };
  return asked(request).then((database) => {
    database.onversionchange = () => database.close();
    return database;
  });
}

// Where the browser refuses a database, the entries live as long as the page.
function inMemory() {
  const stores = { answers: new Map(), facts: new Map(), saved: new Map() };
  const keyOf = (name, value) => JSON.stringify(name === "answers" ? [value.attempt, value.question] : value.key ?? value.name);
  return {
    isLasting: false,
    get: async (name, key) => stores[name].get(JSON.stringify(key)),
    all: async (name) => [...stores[name].values()],
    change: async (name, key, change) => {
      const value = change(stores[name].get(JSON.stringify(key)));
      if (value === null) stores[name].delete(JSON.stringify(key));
      else if (value) stores[name].set(keyOf(name, value), value);
      return value;
    },
    number: async (entry, least) => {
      const name = `seq:${entry.attempt}`;
      const seq = Math.max(stores.facts.get(JSON.stringify(name))?.seq ?? 0, least - 1) + 1;
      stores.facts.set(JSON.stringify(name), { name, seq });
      stores.answers.set(keyOf("answers", entry), { ...entry, seq });
      return seq;
    },
  };
}

function inDatabase(database) {
  const store = (name, mode) => database.transaction(name, mode, LASTING).objectStore(name);
  return {
    isLasting: true,
    get: (name, key) => asked(store(name, "readonly").get(key)),
    all: (name) => asked(store(name, "readonly").getAll()),
    // Read and write in one transaction: two pages never overwrite each other. Done when it is on the disk.
    change: (name, key, change) =>
      new Promise((resolve, reject) => {
        const all = database.transaction(name, "readwrite", LASTING);
        const answers = all.objectStore(name);
        let value;
        all.oncomplete = () => resolve(value);
        all.onabort = all.onerror = () => reject(all.error);
        answers.get(key).onsuccess = ({ target }) => {
          value = change(target.result);
          if (value === null) answers.delete(key);
          else if (value) answers.put(value);
        };
      }),
    // Number and entry in one transaction: whoever reads the queue after it finds both.
    number: (entry, least) =>
      new Promise((resolve, reject) => {
        const all = database.transaction(["facts", "answers"], "readwrite", LASTING);
        const facts = all.objectStore("facts");
        const name = `seq:${entry.attempt}`;
        let seq = 0;
        all.oncomplete = () => resolve(seq);
        all.onabort = all.onerror = () => reject(all.error);
        facts.get(name).onsuccess = ({ target }) => {
          seq = Math.max(target.result?.seq ?? 0, least - 1) + 1;
          facts.put({ name, seq });
          all.objectStore("answers").put({ ...entry, seq });
        };
      }),
  };
}

let opened;
export function box() {
  opened ??= (async () => inDatabase(await open()))().catch(inMemory);
  return opened;
}

export async function isLasting() {
  return (await box()).isLasting;
}

async function count() {
  const waiting = (await all()).length;
  try {
    if (waiting) localStorage.setItem(COUNT, waiting);
    else localStorage.removeItem(COUNT);
  } catch {
    // The pages that count will not know.
  }
}

// What waits to be sent, in the order of its numbers.
export async function all() {
  return (await everything()).filter(({ outcome }) => !outcome);
}

export async function everything() {
  const entries = await (await box()).all("answers");
  return entries.sort((a, b) => a.seq - b.seq);
}

// Put an entry in the place of an older one, with the next number of its attempt, at least `least`; returns it.
export async function put(given, least = 1) {
  const entry = { ...given, id: randomId(), at: Date.now() };
  const seq = await (await box()).number(entry, least);
  await count();
  return { ...entry, seq };
}

// The server holds a higher number: what comes next must be higher still.
export async function noteSeq(attempt, seq) {
  const name = `seq:${attempt}`;
  await (await box()).change("facts", name, (fact) => ({ name, seq: Math.max(fact?.seq ?? 0, seq) }));
}

// Take an entry away, or write down what became of it; a newer one in its place stays as it is.
export async function settle({ attempt, question, id }, outcome = "", words = "") {
  await (await box()).change("answers", [attempt, question], (entry) => {
    if (entry?.id !== id) return undefined;
    return outcome ? { ...entry, outcome, words } : null;
  });
  await count();
}

// A random UUID, also on pages without a lock in the address bar, which have no `randomUUID`.
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
