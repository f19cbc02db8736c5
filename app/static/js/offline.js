// Lessons on this device: saved where somebody asks for it, with the very files they need, and forgotten again.
// A record: { key (the address), title, at, bytes, version, urls, practice: { url, attempt } or null }.

import { box, randomId } from "./queue.js";

const PLACE = "hoc-1"; // The worker (`sw/worker.js`) says the same.
const WHO = "/nguoi-doc";
const IMPORTS = /(?:from|import)\s*\(?"(\.[^"]+\.js)"/g;
const VERSION = "[data-component~=carry][data-version]";
const ATTEMPT = new RegExp("/bai-lam/([0-9a-f-]{36})");

export class Changed extends Error {} // The site was updated between a page and its files.

async function register() {
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
}

export async function records() {
  const store = await box();
  return (await store.all("saved")).sort((a, b) => a.title.localeCompare(b.title, "vi"));
}

export async function record(key) {
  return (await box()).get("saved", key);
}

export async function reader() {
  const who = (await caches.has(PLACE)) && (await (await caches.open(PLACE)).match(WHO));
  return who ? who.text() : "";
}

// The practice of a record, where its page is still here: it goes when its owner leaves.
export async function practiceOf({ practice }) {
  if (!practice || !(await caches.has(PLACE))) return "";
  const found = await (await caches.open(PLACE)).match(practice.url, { ignoreVary: true });
  return found ? practice.url : "";
}

async function fetched(url, options) {
  const answer = await fetch(url, options);
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  const lasts = answer.headers.get("Cache-Control")?.includes("immutable");
  if (url.startsWith("/static/") && !lasts) throw new Changed();
  return answer;
}

function local(address, base = location.href) {
  const url = new URL(address, base);
  return url.origin === location.origin ? url.pathname : "";
}

// Every file a page needs: styles, scripts with all that they import, pictures.
function filesOf(page) {
  const found = [...page.querySelectorAll("link[rel=stylesheet], script[src], img[src]")];
  const urls = found.map((one) => local(one.getAttribute("src") ?? one.getAttribute("href"))).filter(Boolean);
  const app = urls.find((url) => url.endsWith("/js/app.js"));
  const names = [...page.querySelectorAll("[data-component]")].flatMap((one) => one.dataset.component.split(" "));
  return [...new Set([...urls, ...names.map((name) => app.replace("app.js", `components/${name}.js`))])];
}

async function keepFiles(place, urls) {
  const kept = new Map();
  const queue = [...urls];
  while (queue.length) {
    const url = queue.pop();
    if (kept.has(url)) continue;
    const answer = (await place.match(url, { ignoreVary: true })) ?? (await fetched(url, { credentials: "omit" }));
    await place.put(url, answer.clone());
    const body = await answer.blob();
    kept.set(url, body.size);
    if (!url.endsWith(".js")) continue;
    for (const [, other] of (await body.text()).matchAll(IMPORTS)) queue.push(local(other, new URL(url, location.href)));
  }
  return kept;
}

async function keepPage(place, url, options, more = []) {
  const answer = await fetched(url, options);
  const text = await answer.clone().text();
  const page = new DOMParser().parseFromString(text, "text/html");
  const files = await keepFiles(place, [...filesOf(page), ...more]);
  await place.put(url, answer);
  return { page, files, bytes: new Blob([text]).size };
}

async function startPractice(form) {
  const body = new URLSearchParams(new FormData(form));
  body.set("op", randomId());
  const answer = await fetch(form.action, { method: "POST", body });
  return answer.ok ? (ATTEMPT.exec(answer.url)?.[1] ?? "") : "";
}

async function keepPractice(place, attempt) {
  const url = `/bai-lam/${attempt}/tron-bai`;
  const { page, files, bytes } = await keepPage(place, url, { cache: "no-store" });
  await place.put(WHO, new Response(page.querySelector("[data-owner]").dataset.owner));
  return { practice: { url, attempt }, files, bytes };
}

// Without a form that starts one, the practice that was saved before stays: as it is now, or else as it was.
async function practiceFor(place, form, before) {
  if (form) {
    const attempt = await startPractice(form);
    if (attempt) return keepPractice(place, attempt);
  } else if (before && (await practiceOf(before))) {
    const asItWas = { practice: before.practice, files: new Map(before.urls.map((url) => [url, 0])), bytes: 0 };
    return keepPractice(place, before.practice.attempt).catch(() => asItWas);
  }
  return { practice: null, files: new Map(), bytes: 0 };
}

// Keep a lesson and, with the form that starts it, its practice. An error leaves what was saved before.
export async function save({ key, title, form = null, sound = "" }) {
  await register();
  const place = await caches.open(PLACE);
  try {
    const lesson = await keepPage(place, key, { credentials: "omit", cache: "no-cache" }, sound ? [sound] : []);
    const { practice, files, bytes } = await practiceFor(place, form, await record(key));
    const sizes = new Map([...files, ...lesson.files]);
    const made = {
      key, title, practice, sound,
      at: Date.now(),
      bytes: [...sizes.values()].reduce((sum, size) => sum + size, lesson.bytes + bytes),
      version: lesson.page.querySelector(VERSION)?.dataset.version ?? "",
      urls: [...sizes.keys()],
    };
    await (await box()).change("saved", key, () => made);
    return made;
  } finally {
    await clearUp(place);
  }
}

export async function forget(key) {
  await (await box()).change("saved", key, () => null);
  await clearUp(await caches.open(PLACE));
}

export async function forgetAll() {
  const store = await box();
  for (const { key } of await store.all("saved")) await store.change("saved", key, () => null);
  await caches.delete(PLACE);
}

// Nothing stays that no saved lesson needs.
async function clearUp(place) {
  const needed = new Set([WHO]);
  for (const { key, urls, practice } of await records()) {
    for (const url of [key, practice?.url, ...urls]) needed.add(url);
  }
  for (const request of await place.keys()) {
    if (!needed.has(local(request.url))) await place.delete(request);
  }
}

// Tell whether the server has another version of the lesson; false where nobody answers.
export async function isOutdated({ key, version }) {
  try {
    const text = await (await fetched(key, { credentials: "omit" })).text();
    const page = new DOMParser().parseFromString(text, "text/html");
    return (page.querySelector(VERSION)?.dataset.version ?? version) !== version;
  } catch {
    return false;
  }
}

export function filled(words, values) {
  return words.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}

export function dayOf(moment) {
  const day = new Date(moment);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(day.getDate())}/${two(day.getMonth() + 1)}/${day.getFullYear()}`;
}

export function savedWords(words, { at, bytes }) {
  return filled(words, { day: dayOf(at), size: Math.ceil(bytes / 1000).toLocaleString("vi-VN") });
}

// In which words an error is told: by the name of the words.
export function troubleOf(error) {
  if (error?.name === "QuotaExceededError") return "full";
  return error instanceof Changed ? "changed" : "failed";
}
