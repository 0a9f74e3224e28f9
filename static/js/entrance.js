// The door on a phone: loads the list, sends what was counted without a net, says how it stands; and fills the page
// that the service worker shows while there is no net. Without this script the pages of the door work all the same.
"use strict";

const SECONDS_BETWEEN = 20, SECONDS_WITHOUT_NET = 5, MOST_BUTTONS = 6;
const TICKET = /^\/c\/([^/]+)$/i, DOOR = /^\/team\/veranstaltungen\/(\d+)\/einlass$/;
// The page without a net stands in for one of these; under its own address it only says what it is for.
const isAtTheDoor = TICKET.test(location.pathname) || DOOR.test(location.pathname);
const box = document.querySelector("[data-offline]"), shell = document.querySelector("[data-shell]");
const words = box ? JSON.parse(box.dataset.words) : {};
const say = (name, facts = {}) => Object.entries(facts).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name]);
const clock = (at) => new Date(at).toLocaleTimeString("de-DE", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Berlin" });

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const hidden = (text) => make("span", { class: "visually-hidden" }, text);

// --- How it stands ---------------------------------------------------------------------------------------------

let lastSaid = "";

async function tell(state = {}) {
  if (!box) return;
  const waiting = (await entranceStore.queue()).length, refused = await entranceStore.refused();
  const isOff = state.isOff ?? !navigator.onLine;
  const number = waiting === 1 ? words.oneWaits : say("someWait", { n: waiting });
  const lines = [];
  if (isOff) lines.push(["warn", words.noNet, waiting ? number : "", words.goesOn]);
  else if (state.isSignedOut && waiting) lines.push(["bad", words.signIn, number]);
  else if (waiting) lines.push(["warn", number, words.sending]);
  else if (state.sent) lines.push(["good", words.allSent]);
  const key = JSON.stringify([lines, refused.map((row) => row.key)]);
  // Said once: what is said again and again is read out again and again.
  if (key === lastSaid) return;
  lastSaid = key;
  box.replaceChildren();
  for (const [kind, title, ...texts] of lines) {
    const notice = make("div", { class: "notice entrance-net", "data-kind": kind }, make("div", {}, make("p", {}, make("strong", {}, title)), ...texts.filter(Boolean).map((text) => make("p", {}, text))));
    if (kind === "bad") notice.firstChild.append(make("a", { class: "button", href: `/team/anmelden?weiter=${encodeURIComponent(location.pathname)}` }, words.signInHere));
    box.append(notice);
  }
  if (refused.length) box.append(await notCounted(refused));
}

async function notCounted(refused) {
  const names = new Map((await entranceStore.lists()).flatMap((list) => list.guests.map((guest) => [guest.id, guest.name])));
  const items = refused.map((row) => make("li", {}, `${row.group ? words.walkIn : names.get(row.id) || row.code || ""}, ${clock(row.at)}: ${row.sentence}`));
  const done = async () => {
    for (const row of refused) await entranceStore.remove("refused", row.key);
    tell();
  };
  return make("div", { class: "notice", "data-kind": "bad" }, make("div", {}, make("p", {}, make("strong", {}, words.notCounted)), make("ul", {}, ...items), make("button", { class: "quiet", type: "button", onclick: done }, words.understood)));
}

// --- In touch with the house -----------------------------------------------------------------------------------

async function look() {
  let result = await entranceStore.send();
  if (shell) {
    const isBack = !result.isSignedOut && !result.left && (await answers());
    // The net is back, and all is counted: the real page, without what the worker had added to its address.
    if (isBack && isAtTheDoor) return location.replace(location.pathname);
    return tell({ ...result, isOff: isAtTheDoor && !isBack && !result.isSignedOut });
  }
  const door = document.querySelector(".entrance[data-event]");
  if (door && result.isSignedOut) {
    // Signed in anew since: with the list comes the token of this session.
    await entranceStore.load(Number(door.dataset.event), Number(door.dataset.date)).catch(() => null);
    result = await entranceStore.send();
  }
  const isOff = result.left > 0 && !result.isSignedOut;
  let isSilent = false;
  if (door) {
    try {
      const list = await newest(Number(door.dataset.event), Number(door.dataset.date), "door" in door.dataset);
      if (list) renewFigures(list);
      const kept = document.querySelector("[data-kept]");
      if (kept && list) kept.hidden = false;
    } catch (fault) {
      isSilent = fault.name !== "Error";
    }
  }
  return tell({ ...result, isOff: isOff || isSilent || !navigator.onLine });
}

// A list that is there is renewed; a new one comes only to the page of the door, where somebody means to stay.
async function newest(event, date, isDoor) {
  const kept = await entranceStore.find(event);
  const renewed = kept && kept.date === date ? await entranceStore.renew(kept) : null;
  return renewed || (isDoor ? entranceStore.load(event, date) : null);
}

async function answers() {
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

function renewFigures(list) {
  const counts = { expected: list.figures.expected, there: list.figures.there, walk_ins: list.figures.walk_ins };
  for (const [name, number] of Object.entries(counts)) {
    const shown = document.querySelector(`[data-count="${name}"]`);
    if (shown && shown.textContent !== String(number)) shown.textContent = number;
  }
  for (const [group, number] of Object.entries(list.walkIns)) {
    const shown = document.querySelector(`[data-walk-ins="${group}"]`);
    if (shown && shown.textContent !== String(number)) shown.textContent = number;
  }
}

// --- The page without a net ------------------------------------------------------------------------------------

function show(title, ...children) {
  document.title = title;
  shell.querySelector("[data-shown]").replaceChildren(...children.filter(Boolean));
}

function answer(kind, title, ...children) {
  const section = make("section", { class: "entrance-answer", "data-kind": kind }, make("h1", {}, picture(kind), make("span", {}, title)), ...children);
  return section;
}

function needs(guest, withPhotos = false) {
  const items = guest.needs.map(({ icon, words: text }) => make("li", {}, picture(icon), make("span", {}, text)));
  if (withPhotos && guest.noPhotos) items.push(make("li", { class: "is-no" }, picture("camera"), make("span", {}, guest.noPhotos)));
  return items.length ? make("ul", { class: "entrance-needs" }, ...items) : null;
}

function picture(name) {
  const template = shell.querySelector(`template[data-icon="${name}"]`);
  return template ? template.content.cloneNode(true) : "";
}

const persons = (number) => (number === 1 ? words.onePerson : say("persons", { n: number }));

async function letIn(list, guest, heads) {
  await entranceStore.note({ event: list.event, date: list.date, id: guest.id, heads });
  await render(true);
}

function comeButtons(list, guest, big, name = "") {
  const there = guest.came ? guest.came.heads : 0, form = make("div", { class: "entrance-come" });
  const numbers = Array.from({ length: guest.heads - there }, (_each, index) => guest.heads - index);
  for (const number of numbers.slice(0, MOST_BUTTONS)) {
    const text = guest.heads === 1 ? words.comeIn : number === guest.heads ? say("allThere", { n: number }) : number === 1 ? words.oneThere : say("someThere", { n: number });
    form.append(make("button", { type: "button", class: `${big ? "big" : ""}${number < guest.heads ? " quiet" : ""}`, onclick: () => letIn(list, guest, number) }, text, name && hidden(`: ${name}`)));
  }
  return form;
}

async function undo(list, guest) {
  const mine = (await entranceStore.queue(list.event)).filter((row) => row.id === guest.id);
  for (const row of mine) await entranceStore.remove("queue", row.key);
  await render();
}

function undoButton(list, guest, big, name = "") {
  if (!guest.came) return null;
  if (!guest.came.waits) return make("p", { class: "muted" }, words.noUndo);
  return make("button", { type: "button", class: `quiet${big ? " big" : ""}`, onclick: () => undo(list, guest) }, words.undo, name && hidden(`: ${name}`));
}

function cameText(guest) {
  const of = guest.heads > 1 ? `${say("of", { there: guest.came.heads, all: guest.heads })}, ` : "";
  return of + say("since", { time: clock(guest.came.at) }) + (guest.came.waits ? `, ${words.toSend}` : "");
}

async function renderTicket(code, isJustDone) {
  const lists = await entranceStore.lists(), current = lists[0];
  const found = lists.find((list) => list.guests.some((guest) => guest.code === code));
  if (!current) return show(words.noNet, answer("bad", words.noNet, make("p", {}, words.noList)), again());
  if (!found) return renderUnknown(current, code);
  const list = await entranceStore.seen(found), guest = list.guests.find((each) => each.code === code);
  const isOther = list.event !== current.event;
  const [kind, title] = guest.came ? (isJustDone ? ["good", words.letIn] : ["info", words.there]) : guest.waits ? ["warn", words.waits] : isOther ? ["warn", words.other] : ["good", words.welcome];
  show(
    title,
    answer(
      kind, title,
      isOther ? make("p", { class: "entrance-name" }, list.title) : null,
      make("p", { class: "entrance-name" }, guest.name),
      make("p", { class: "entrance-heads" }, guest.came ? cameText(guest) : persons(guest.heads)),
      guest.waits && !guest.came ? make("p", {}, words.waitsText) : null,
      needs(guest, true), comeButtons(list, guest, true), undoButton(list, guest, true),
    ),
    toDoor(list),
  );
}

async function renderUnknown(list, code) {
  const isKept = (await entranceStore.queue(list.event)).some((row) => row.code === code);
  const keep = async () => {
    await entranceStore.note({ event: list.event, date: list.date, code });
    await render();
  };
  show(
    words.unknown,
    answer("bad", words.unknown, make("p", {}, words.unknownText), isKept ? make("p", {}, make("strong", {}, words.kept)) : make("button", { class: "big", type: "button", onclick: keep }, words.keep)),
    toDoor(list),
  );
}

const toDoor = (list) => make("p", {}, make("a", { class: "button quiet big", href: `/team/veranstaltungen/${list.event}/einlass` }, say("toDoor", { title: list.title })));
const again = () => make("p", {}, make("a", { class: "button quiet big", href: location.pathname }, words.again));

let searched = "";

async function renderDoor(event) {
  const stored = await entranceStore.find(event);
  if (!stored) return show(words.noNet, answer("bad", words.noNet, make("p", {}, words.noList)), again());
  const list = await entranceStore.seen(stored), heading = say("door", { title: list.title });
  const input = make("input", { type: "search", id: "suche", autocomplete: "off", value: searched });
  const lists = make("div");
  input.addEventListener("input", () => {
    searched = input.value;
    fill(lists, list);
  });
  show(
    heading,
    make("h1", {}, heading), make("p", { class: "event-when" }, list.when), figures(list),
    make("div", { class: "field" }, make("label", { for: "suche" }, words.search), input),
    lists, tally(list),
  );
  fill(lists, list);
}

function figures(list) {
  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
  const entries = [
    [list.figures.expected, words.countExpected, null],
    [sum(list.guests.map((guest) => (guest.came ? guest.came.heads : 0))), words.countThere, "good"],
    [sum(Object.values(list.walkIns)), words.countWalkIns, null],
  ];
  return make("dl", { class: "entrance-figures" }, ...entries.map(([number, text, kind]) => make("div", { "data-kind": kind }, make("dt", {}, text), make("dd", {}, String(number)))));
}

function fill(place, list) {
  const typed = searched.trim().toLocaleLowerCase("de"), parts = typed.split(/\s+/);
  const fits = (guest) => guest.door.toLowerCase() === typed || parts.every((part) => guest.name.toLocaleLowerCase("de").includes(part));
  const guests = list.guests.filter(fits);
  const groups = [
    [words.expected, guests.filter((guest) => !guest.came && !guest.waits)],
    [words.waiting, guests.filter((guest) => !guest.came && guest.waits)],
    [words.isThere, guests.filter((guest) => guest.came)],
  ].filter(([, some]) => some.length);
  place.replaceChildren(...groups.map(([title, some]) => make("section", {}, make("h2", {}, title), make("ul", { class: "entrance-list" }, ...some.slice(0, 150).map((guest) => row(list, guest))))));
  if (!groups.length) place.append(make("p", { role: "status" }, words.nobody));
}

function row(list, guest) {
  return make(
    "li", { class: `entrance-guest${guest.came ? " is-there" : ""}` },
    make("div", {}, make("p", { class: "entrance-name" }, guest.name, " ", make("span", { class: "door-letters" }, guest.door)), make("p", {}, guest.came ? cameText(guest) : persons(guest.heads)), needs(guest)),
    make("div", { class: "entrance-do" }, comeButtons(list, guest, false, guest.name), undoButton(list, guest, false, guest.name)),
  );
}

function tally(list) {
  const items = [...shell.querySelectorAll("[data-groups] li")].map((each) => {
    const group = each.dataset.group, name = each.textContent, number = list.walkIns[group] || 0;
    const count = async (heads) => {
      await entranceStore.note({ event: list.event, date: list.date, group, heads });
      await render();
    };
    const button = (sign, text, heads, more) => make("button", { type: "button", onclick: () => count(heads), ...more }, make("span", { "aria-hidden": "true" }, sign), hidden(text));
    return make("li", {}, make("div", {}, make("span", { class: "entrance-group" }, name), button("−", say("less", { group: name }), -1, { class: "quiet", disabled: !number }), make("strong", { class: "num" }, String(number)), button("+", say("more", { group: name }), 1, {})));
  });
  return make("section", { id: "ohne-anmeldung" }, make("h2", {}, words.cameWithout), make("ul", { class: "entrance-tally" }, ...items));
}

async function render(isJustDone = false) {
  const ticket = TICKET.exec(location.pathname), door = DOOR.exec(location.pathname);
  await tell({ isOff: isAtTheDoor || !navigator.onLine });
  if (ticket) await renderTicket(entranceStore.readCode(decodeURIComponent(ticket[1])), isJustDone);
  else if (door) await renderDoor(Number(door[1]));
  await tell({ isOff: isAtTheDoor || !navigator.onLine });
}

// --- Begin -----------------------------------------------------------------------------------------------------

async function begin() {
  if (shell) await render(new URLSearchParams(location.search).has("gemerkt"));
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/einlass-dienst.js", { scope: "/" }).catch(() => null);
  await look();
  addEventListener("online", look);
  addEventListener("offline", () => tell({ isOff: true }));
  setInterval(look, (shell ? SECONDS_WITHOUT_NET : SECONDS_BETWEEN) * 1000);
}

if ("indexedDB" in window) begin();
