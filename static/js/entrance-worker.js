// Keeps the door open without a net: answers tickets and the page of the door from what the device knows, and notes
// what is done there until it can be sent. All other pages pass by untouched.
"use strict";

importScripts("/static/js/entrance-store.js");

const KEPT = "einlass-1", SHELL = "/einlass/ohne-netz", SECONDS_TO_ANSWER = 6;
const TICKET = /^\/c\/([^/]+)$/i, DOOR = /^\/team\/veranstaltungen\/(\d+)\/einlass$/;

let keptAt = 0;

async function keepShell() {
  const kept = await caches.open(KEPT), answer = await fetch(SHELL, { cache: "no-cache", credentials: "omit" });
  if (!answer.ok) throw new Error(answer.status);
  const text = await answer.clone().text();
  await kept.put(SHELL, answer);
  const paths = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+|\/haus\.css[^"]*)"/g)].map((found) => found[1]);
  await Promise.all([...new Set(paths)].map((path) => kept.add(path).catch(() => null)));
  keptAt = Date.now();
}

// So that what is shown without a net is no older than the house by more than an hour.
async function renewShell() {
  if (Date.now() - keptAt > 3600e3) await keepShell().catch(() => null);
}

self.addEventListener("install", (event) => event.waitUntil(keepShell().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim().then(() => entranceStore.wipeOld())));

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode !== "navigate") {
    if (request.method === "GET" && (url.pathname.startsWith("/static/") || url.pathname === "/haus.css")) {
      event.respondWith(fetch(request).catch(async () => (await caches.match(request)) || Response.error()));
    }
    return;
  }
  if (TICKET.test(url.pathname) || DOOR.test(url.pathname)) {
    const answered = atTheDoor(request, url);
    event.respondWith(answered);
    event.waitUntil(answered.then(renewShell));
  }
  else if (request.method === "POST" && url.pathname === "/team/abmelden") event.respondWith(signOut(request));
  else event.waitUntil(entranceStore.wipeOld());
});

async function atTheDoor(request, url) {
  const form = request.method === "POST" ? await request.clone().formData() : null;
  try {
    const answer = await Promise.race([
      fetch(request),
      new Promise((_resolve, reject) => setTimeout(() => reject(new Error("slow")), SECONDS_TO_ANSWER * 1000)),
    ]);
    if (answer.status < 500) return answer;
  } catch {
    // No net, or none worth waiting for: what is told twice counts once.
  }
  if (form) {
    const done = await note(form, url);
    return Response.redirect(`${url.pathname}?${done}=1`, 303);
  }
  return (await caches.match(SHELL)) || Response.error();
}

async function note(form, url) {
  const ticket = TICKET.exec(url.pathname), lists = await entranceStore.lists();
  const code = ticket && entranceStore.readCode(ticket[1]);
  const list = lists.find((each) => (ticket ? each.guests.some((guest) => guest.code === code) : each.event === Number(DOOR.exec(url.pathname)[1])));
  if (!list) return "ohne-liste";
  const scan = { event: list.event, date: Number(form.get("termin")) || list.date, heads: Number(form.get("heads")) || undefined };
  if (form.get("act") === "walk_in") {
    await entranceStore.note({ ...scan, key: form.get("key"), group: form.get("group"), heads: Number(form.get("number")) });
    return "gemerkt";
  }
  const guest = list.guests.find((each) => (ticket ? each.code === code : each.id === Number(form.get("registration"))));
  if (!guest) return "ohne-liste";
  if (form.get("act") === "undo") {
    const mine = (await entranceStore.queue(list.event)).filter((row) => row.id === guest.id);
    await Promise.all(mine.map((row) => entranceStore.remove("queue", row.key)));
    return mine.length ? "gemerkt" : "nicht-ohne-netz";
  }
  await entranceStore.note({ ...scan, id: guest.id, heads: scan.heads || guest.heads });
  return "gemerkt";
}

async function signOut(request) {
  await entranceStore.send().catch(() => null);
  const answer = await fetch(request);
  await entranceStore.wipeLists();
  return answer;
}
