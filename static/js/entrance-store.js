// What a device keeps of the door of an event: the list, what it counted without a net, what was not counted.
// Shared by the pages of the door and by their service worker.
"use strict";

const entranceStore = (() => {
  const HOURS_KEPT_UNSENT = 48, MOST_AT_ONCE = 100, SECONDS_TO_ANSWER = 15;
  let opened = null;

  function open() {
    opened = opened || new Promise((resolve, reject) => {
      const asked = indexedDB.open("einlass", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("lists", { keyPath: "event" });
        asked.result.createObjectStore("queue", { keyPath: "key" });
        asked.result.createObjectStore("refused", { keyPath: "key" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => { opened = null; reject(asked.error); };
    });
    return opened;
  }

  async function within(name, mode, act) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode);
      const asked = act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked && asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  const all = (name) => within(name, "readonly", (store) => store.getAll());
  const put = (name, row) => within(name, "readwrite", (store) => store.put(row));
  const remove = (name, key) => within(name, "readwrite", (store) => store.delete(key));

  // Lists live until two hours after the end; what could not be sent names nobody, and is kept longer.
  async function wipeOld(now = Date.now()) {
    for (const list of await all("lists")) if (list.until <= now) await remove("lists", list.event);
    for (const name of ["queue", "refused"]) {
      for (const row of await all(name)) if (row.at < now - HOURS_KEPT_UNSENT * 3600e3) await remove(name, row.key);
    }
  }

  async function wipeLists() {
    await within("lists", "readwrite", (store) => store.clear());
    await within("refused", "readwrite", (store) => store.clear());
  }

  async function lists() {
    await wipeOld();
    return (await all("lists")).sort((one, other) => other.loaded - one.loaded);
  }

  const find = async (event) => (await lists()).find((list) => list.event === event) || null;
  const keep = (list) => put("lists", { ...list, loaded: Date.now() });
  const queue = async (event) => (await all("queue")).filter((row) => event === undefined || row.event === event);

  function note(scan) {
    return put("queue", { key: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`, at: Date.now(), ...scan });
  }

  // Sends what was counted without a net, event by event. Returns {sent, left, isSignedOut}.
  async function send() {
    const result = { sent: 0, left: 0, isSignedOut: false, isGone: false };
    const rows = (await queue()).sort((one, other) => one.at - other.at), kept = await lists();
    for (const event of new Set(rows.map((row) => row.event))) {
      const list = kept.find((each) => each.event === event);
      const token = (list && list.token) || (kept[0] && kept[0].token) || "";
      const ofEvent = rows.filter((row) => row.event === event);
      for (const date of new Set(ofEvent.map((row) => row.date))) {
        const scans = ofEvent.filter((row) => row.date === date).slice(0, MOST_AT_ONCE);
        await sendSome(event, date, scans, token, result);
      }
    }
    result.left = (await queue()).length;
    return result;
  }

  async function sendSome(event, date, scans, token, result) {
    let answer;
    try {
      answer = await fetch(`/team/veranstaltungen/${event}/einlass/abgleich`, {
        method: "POST", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(SECONDS_TO_ANSWER * 1000),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token },
        body: JSON.stringify({ date, scans: scans.map(({ key, at, heads, code, id, group }) => ({ key, at, heads, code, id, group })) }),
      });
    } catch {
      return;
    }
    if (!answer.ok) {
      result.isSignedOut = result.isSignedOut || answer.status < 500;
      return;
    }
    const { told, list } = await answer.json();
    for (const { key, sentence } of told) {
      const scan = scans.find((each) => each.key === key);
      if (sentence && scan) await put("refused", { ...scan, sentence });
      await remove("queue", key);
      result.sent += 1;
    }
    result.list = list;
    if (await find(event)) await keep(list);
  }

  // The list as it is by now, or null where nobody answers or the session is another one.
  async function renew(list) {
    const result = {};
    await sendSome(list.event, list.date, [], list.token, result);
    return result.list || null;
  }

  async function load(event, date) {
    const answer = await fetch(`/team/veranstaltungen/${event}/einlass/liste?termin=${date}`, {
      credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(SECONDS_TO_ANSWER * 1000),
    });
    // Whoever may not see the list any more has none on the device either.
    if ([403, 404].includes(answer.status) || answer.type === "opaqueredirect") await remove("lists", event);
    if (!answer.ok) throw new Error(answer.status);
    const { list } = await answer.json();
    await keep(list);
    return list;
  }

  // The list with what waits to be sent: who is there as this device knows it.
  async function seen(list) {
    const guests = new Map(list.guests.map((guest) => [guest.id, { ...guest }])), walkIns = { ...list.walkIns };
    for (const scan of (await queue(list.event)).sort((one, other) => one.at - other.at)) {
      if (scan.date !== list.date) continue;
      if (scan.group) walkIns[scan.group] = Math.max(0, (walkIns[scan.group] || 0) + scan.heads);
      const guest = [...guests.values()].find((each) => each.id === scan.id || (scan.code && each.code === scan.code));
      if (!guest) continue;
      const came = guest.came;
      guest.came = { heads: Math.max(scan.heads, came ? came.heads : 0), at: came ? Math.min(came.at, scan.at) : scan.at, waits: true };
    }
    return { ...list, guests: [...guests.values()], walkIns };
  }

  // As app/registrations/tickets.py reads what somebody typed.
  function readCode(typed) {
    return typed.toUpperCase().replace(/[ -]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  }

  return { find, keep, lists, load, note, queue, readCode, renew, refused: () => all("refused"), remove, seen, send, wipeLists, wipeOld };
})();
