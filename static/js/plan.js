// The planning board: move bookings by mouse or arrow keys, make new ones by drawing. Everything here ends in the same
// form ("Verschieben") or at the same address (a new booking) that works without this file.

const table = document.querySelector(".plan");
const dialog = document.getElementById("plan-move");
const says = document.getElementById("plan-says");
const SLOTS = 60;
const MINUTES = 15;

if (table && dialog) {
  const isTime = dialog.dataset.unit === "time";
  const firstMinute = 60 * dialog.dataset.from;
  const dayOf = [...table.querySelectorAll("thead th")].map((head) => head.dataset.d);
  const lines = [...table.querySelectorAll(".line")];
  const rows = isTime ? lines.map((line) => [line]) : [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1));
  // What is being moved: {a, home, at, to}; at and to are {row, column, slot}.
  let moving = null;

  // Where things stand

  const placeOf = (cell) => {
    const row = rows.findIndex((cells) => cells.includes(cell));
    return row < 0 ? null : { row, column: rows[row].indexOf(cell) };
  };
  const roomOf = (cell) => (isTime ? cell.dataset.r : cell.parentElement.dataset.r);
  const dateOf = (cell) => (isTime ? cell.dataset.d : dayOf[cell.cellIndex]);
  const numberIn = (element, letter) => {
    const found = [...element.classList].find((name) => RegExp(`^${letter}\\d+$`).test(name));
    return found ? Number(found.slice(1)) : 0;
  };
  const cellOf = (a) => a.closest(isTime ? ".line" : "td");

  // Times on the wall, as minutes and as "14:15"; days as "2026-05-04"

  const minutesOf = (text) => {
    const [hour, minute = 0] = text.split(":").map(Number);
    return 60 * hour + minute;
  };
  const clockText = (minutes) => {
    const inDay = ((minutes % 1440) + 1440) % 1440;
    return `${String(Math.floor(inDay / 60)).padStart(2, "0")}:${String(inDay % 60).padStart(2, "0")}`;
  };
  const daysBetween = (first, last) => Math.round((Date.parse(last) - Date.parse(first)) / 864e5);
  const dayLater = (day, number) => new Date(Date.parse(day) + 864e5 * number).toISOString().slice(0, 10);

  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);

  // What the form will say

  function wish() {
    const { a, at, to } = moving;
    const cell = rows[to.row][to.column];
    const [from, until] = a.querySelector("b").textContent.replace("… ", "").split("–").map(minutesOf);
    const later = (to.slot - at.slot) * MINUTES;
    const old = rows[at.row][at.column];
    const day = dayLater(a.dataset.d || dateOf(old), daysBetween(dateOf(old), dateOf(cell)));
    // In the row of a folded hall stand bookings of its pieces: moved within the row, they stay where they are.
    const room = roomOf(cell) === roomOf(old) ? a.dataset.r || roomOf(cell) : roomOf(cell);
    return { raum: room, tag: day, von: clockText(from + later), bis: clockText(until + later) };
  }

  function inWords() {
    const { raum, tag, von, bis } = wish();
    const day = new Date(`${tag}T12:00`).toLocaleDateString("de-DE", { weekday: "long", day: "numeric", month: "long" });
    const room = document.querySelector(`#raum option[value="${raum}"]`)?.textContent ?? "";
    return fill(dialog.dataset.says, { title: titleOf(moving.a), room, day, von, bis });
  }

  function titleOf(a) {
    const span = a.querySelector("span:not(.visually-hidden)") ?? a;
    return [...span.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent).join("").trim();
  }

  // Taking up, putting elsewhere, putting back

  function takeUp(a) {
    const at = { ...placeOf(cellOf(a)), slot: isTime ? numberIn(a, "s") : 0 };
    moving = { a, at, to: at, home: { parent: a.parentElement, next: a.nextSibling } };
    a.classList.add("is-taken-up");
    table.classList.add("is-dragging");
  }

  function putTo(to) {
    const { a } = moving;
    const length = isTime ? numberIn(a, "n") : 0;
    const inside = (number, most) => Math.min(Math.max(number, 0), most);
    const row = inside(to.row, rows.length - 1);
    moving.to = {
      row, column: inside(to.column, rows[row].length - 1), slot: inside(to.slot, SLOTS - length),
    };
    const cell = rows[row][moving.to.column];
    if (isTime) a.classList.replace(`s${numberIn(a, "s")}`, `s${moving.to.slot}`);
    const add = cell.querySelector(":scope > .neu");
    if (a.parentElement !== cell) cell.insertBefore(a, add);
    mark(cell);
  }

  function mark(cell) {
    table.querySelector(".is-target")?.classList.remove("is-target");
    cell?.classList.add("is-target");
  }

  function putBack() {
    if (!moving) return;
    const { a, at, home } = moving;
    if (isTime) a.classList.replace(`s${numberIn(a, "s")}`, `s${at.slot}`);
    home.parent.insertBefore(a, home.next);
    a.classList.remove("is-taken-up");
    table.classList.remove("is-dragging");
    mark(null);
    moving = null;
  }

  const isElsewhere = () => {
    const { at, to } = moving;
    return at.row !== to.row || at.column !== to.column || at.slot !== to.slot;
  };

  function ask() {
    const form = dialog.querySelector("form");
    form.action = dialog.dataset.action.replace(/0$/, moving.a.pathname.split("/").pop());
    for (const [name, value] of Object.entries(wish())) form.elements[name].value = value;
    dialog.querySelector("p").textContent = inWords();
    // What somebody only asked for is proposed to them.
    const send = form.querySelector("button");
    send.textContent = moving.a.classList.contains("r") ? send.dataset.ask : send.dataset.do;
    dialog.showModal();
  }

  dialog.querySelector("[type=button]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    const a = moving?.a;
    putBack();
    a?.focus();
  });

  // By keyboard: arrows move, Enter asks, Escape puts back

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  table.addEventListener("keydown", (event) => {
    const a = event.target.closest(".b");
    // What lies outside the hours of a line has no place on it.
    if (!a || a.closest(".outside") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in STEPS) {
      event.preventDefault();
      if (!moving) takeUp(a);
      const [down, right] = STEPS[event.key];
      const { row, column, slot } = moving.to;
      putTo(isTime ? { row: row + down, column, slot: slot + right } : { row: row + down, column: column + right, slot });
      a.focus();
      says.textContent = `${inWords()} ${dialog.dataset.hint}`;
    } else if (moving && event.key === "Enter" && isElsewhere()) {
      event.preventDefault();
      ask();
    } else if (moving && event.key === "Escape") {
      putBack();
      a.focus();
      says.textContent = dialog.dataset.back;
    }
  });
  table.addEventListener("focusout", (event) => {
    // Moving the element itself takes its focus for a moment, and so does the question.
    if (moving?.a === event.target) setTimeout(() => {
      if (moving && !moving.byMouse && document.activeElement !== moving.a && !dialog.open) putBack();
    });
  });

  // By mouse or pen: draw a booking elsewhere, or draw a new one; fingers scroll and use the form

  const under = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(isTime ? ".line" : ".plan td");
  const slotAt = (event, line) => {
    const box = line.getBoundingClientRect();
    return Math.floor(((event.clientX - box.left) / box.width) * SLOTS);
  };
  let pressed = null;
  let drewUntil = 0;

  table.addEventListener("dragstart", (event) => event.preventDefault());
  table.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const a = event.target.closest(".b");
    if (a ? a.closest(".outside") : event.target.closest("a:not(.frei), th, .k")) return;
    const cell = a ? cellOf(a) : event.target.closest(isTime ? ".line" : ".plan td");
    if (!cell || (!a && !isTime)) return;
    const slot = isTime ? slotAt(event, cell) : 0;
    pressed = { a, cell, x: event.clientX, y: event.clientY, slot, grip: a && isTime ? slot - numberIn(a, "s") : 0 };
  });
  document.addEventListener("pointermove", (event) => {
    if (!pressed) return;
    if (!pressed.isDrawn && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < 5) return;
    pressed.isDrawn = true;
    if (pressed.a) drawBooking(event);
    else drawNew(event);
  });
  document.addEventListener("pointerup", () => {
    if (!pressed) return;
    const { a, cell, span, isDrawn } = pressed;
    pressed = null;
    if (!isDrawn) return;
    drewUntil = performance.now() + 50;
    if (a) {
      if (isElsewhere()) ask();
      else putBack();
    } else if (span) {
      openNew(cell, numberIn(span, "s"), numberIn(span, "n"));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !pressed) return;
    pressed.span?.remove();
    pressed = null;
    putBack();
  });

  function drawBooking(event) {
    if (!moving) takeUp(pressed.a);
    moving.byMouse = true;
    const cell = under(event);
    const place = cell && placeOf(cell);
    if (place) putTo({ ...place, slot: isTime ? slotAt(event, cell) - pressed.grip : 0 });
  }

  function drawNew(event) {
    const now = Math.min(Math.max(slotAt(event, pressed.cell), 0), SLOTS - 1);
    const start = Math.min(now, pressed.slot);
    const length = Math.abs(now - pressed.slot) + 1;
    pressed.span ??= pressed.cell.appendChild(document.createElement("div"));
    pressed.span.className = `new-span s${start} n${length}`;
    pressed.span.textContent = `${clockText(firstMinute + start * MINUTES)}–${clockText(firstMinute + (start + length) * MINUTES)}`;
  }

  function openNew(cell, slot, length) {
    const wanted = new URLSearchParams({ raum: roomOf(cell), tag: dateOf(cell) });
    if (isTime) {
      wanted.set("von", clockText(firstMinute + slot * MINUTES));
      wanted.set("bis", clockText(firstMinute + (slot + length) * MINUTES));
    }
    location.assign(`${dialog.dataset.new}?${wanted}`);
  }

  table.addEventListener("click", (event) => {
    if (performance.now() < drewUntil) {
      // The end of drawing is no click.
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || !event.detail) return;
    const line = event.target.closest(".line");
    if (isTime && line && !event.target.closest("a:not(.frei), .k")) {
      event.preventDefault();
      openNew(line, slotAt(event, line), 4);
    } else if (!isTime && event.target.closest("td") && !event.target.closest("a")) {
      openNew(event.target.closest("td"), 0, 0);
    }
  });
}
