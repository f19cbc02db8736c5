// Opens saved pages where the line is down. Above this line the server writes VERSION, PAGES, FILES and READER.
// Pages come from the network first; files that carry their content's mark in their address come from here first. Nothing
// is kept in passing: lessons are saved by the page where somebody asks for it (`js/offline.js`), as strangers get them.
// An update may take over at once: every saved page stands beside the very files it was saved with.

const SAVED = "hoc-1"; // The place and its form: `js/offline.js` says the same.
const SHELL = `vo-${VERSION}`;
const WHO = "/nguoi-doc";
const PATIENCE = 4000;
const PRACTICE = new RegExp("^/bai-lam/[0-9a-f-]{36}/tron-bai$");
const EXACT = { ignoreVary: true };

async function keepShell() {
  const shell = await caches.open(SHELL);
  const pages = PAGES.map((page) => new Request(page, { credentials: "omit", cache: "no-cache" }));
  for (const request of [...FILES, ...pages]) {
    const answer = await fetch(request);
    const lasts = answer.headers.get("Cache-Control")?.includes("immutable");
    if (!answer.ok || (FILES.includes(request) && !lasts)) throw new Error("updated in between"); // Tried again later.
    await shell.put(request, answer);
  }
  await skipWaiting();
}

async function clearUp() {
  const names = await caches.keys();
  const shells = names.filter((name) => name.startsWith("vo-") && name !== SHELL);
  const others = names.filter((name) => name.startsWith("hoc-") && name !== SAVED);
  // The shell before this one stays: a page of it may be opening just now.
  await Promise.all([...shells.slice(0, -1), ...others].map((name) => caches.delete(name)));
  await clients.claim();
}

async function forgetPersonal() {
  const saved = await caches.open(SAVED);
  for (const request of await saved.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname === WHO || PRACTICE.test(pathname)) await saved.delete(request);
  }
}

// Whose page this is: what the reader before them kept of their own goes.
async function noteReader(answer) {
  const reader = answer.headers.get(READER);
  if (!reader || !(await caches.has(SAVED))) return;
  const saved = await caches.open(SAVED);
  const before = await (await saved.match(WHO))?.text();
  if (before === reader) return;
  if (before) await forgetPersonal();
  await saved.put(WHO, new Response(reader));
}

// The owner's own practice, where it was saved before, is kept as it is now; once it is handed in it goes.
async function keepPractice(pathname, answer) {
  if (!PRACTICE.test(pathname) || !(await caches.has(SAVED))) return;
  const saved = await caches.open(SAVED);
  if (!(await saved.match(pathname, EXACT))) return;
  if (answer.type === "opaqueredirect" || answer.status === 404) await saved.delete(pathname);
  else if (answer.ok && !answer.redirected) await saved.put(pathname, answer);
}

function within(time, promise) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(reject, time))]);
}

async function page(event) {
  const { pathname } = new URL(event.request.url);
  const copy = await caches.match(pathname, { ...EXACT, cacheName: SAVED });
  const asked = fetch(event.request);
  try {
    const answer = await (copy ? within(PATIENCE, asked) : asked);
    if (answer.status >= 500 && copy) return copy;
    const twin = answer.clone();
    event.waitUntil(noteReader(answer).then(() => keepPractice(pathname, twin)));
    return answer;
  } catch {
    asked.catch(() => {});
    const shell = await caches.open(SHELL);
    return copy ?? (await shell.match(pathname === "/cho-gui" ? PAGES[1] : PAGES[0], EXACT)) ?? Response.error();
  }
}

async function file(request) {
  return (await caches.match(request, EXACT)) ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(keepShell()));
addEventListener("activate", (event) => event.waitUntil(clearUp()));
addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin) return;
  if (event.request.method !== "GET") {
    if (pathname === "/dang-xuat") event.waitUntil(forgetPersonal()); // Only noticed: what is sent is never touched.
    return;
  }
  if (event.request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith("/static/") || pathname.startsWith("/media/")) event.respondWith(file(event.request));
});
