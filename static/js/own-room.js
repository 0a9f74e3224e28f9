// A room of our own: up to six people see, hear and write to each other by way of a Janus server (HTTP API, videoroom).
// Everybody sends four things from the beginning: sound, camera, screen and words. What is off sends nothing, so
// switching it on later needs no new agreement with the server; the others are told by words which of them are on.
"use strict";

const POLL_WITHIN = 60000, ANSWER_WITHIN = 15000, GATHER_WITHIN = 1500, TRIES = 5;
const TELL_EVERY = 3000, MOST_LINES = 200, LONGEST = 500, NAMES = ["mic", "camera", "screen"];
const CLOSED = 426, FULL = 432, GONE = 410;

const room = document.querySelector("[data-keys]"), words = room.dataset;
const part = (name) => room.querySelector(`[data-${name}]`);
const button = (name) => room.querySelector(`[data-device="${name}"], [data-do="${name}"]`);
const pause = (time) => new Promise((done) => setTimeout(done, time));

// What I send: a track for each device that is on. And, while I am inside, the Visit.
const tracks = { mic: null, camera: null, screen: null };
let visit = null;

class Trouble extends Error {}

// --- The server: a session, asked by POST, that tells what happens by one long GET after the other.

class Session {
  constructor(keys, onLost) {
    this.keys = keys;
    this.onLost = onLost;
    this.handles = new Map();
    this.waiting = new Map();
    this.isOpen = true;
  }

  async open() {
    this.path = `/${(await this.post("", { janus: "create" })).data.id}`;
    this.listen();
  }

  async post(path, body, transaction = crypto.randomUUID()) {
    const answer = await fetch(this.keys.server + path, {
      method: "POST", signal: AbortSignal.timeout(ANSWER_WITHIN),
      body: JSON.stringify({ transaction, token: this.keys.token, ...body }),
    });
    const said = await answer.json();
    if (said.janus === "error") throw new Trouble(said.error.code);
    return said;
  }

  async listen() {
    for (let failures = 0; this.isOpen; ) {
      try {
        const query = new URLSearchParams({ maxev: 10, rid: Date.now(), token: this.keys.token });
        const address = `${this.keys.server}${this.path}?${query}`;
        const answer = await fetch(address, { signal: AbortSignal.timeout(POLL_WITHIN) });
        const events = [await answer.json()].flat();
        if (events[0].janus === "error") throw new Trouble(events[0].error.code);
        events.forEach((event) => this.hear(event));
        failures = 0;
      } catch (failure) {
        failures += 1;
        if (this.isOpen && (failure instanceof Trouble || failures >= TRIES)) this.onLost(words.lost);
        await pause(1000 * failures);
      }
    }
  }

  hear(event) {
    if (event.janus === "timeout") this.onLost(words.lost);
    const answered = this.waiting.get(event.transaction);
    if (answered && event.janus !== "ack") answered(event);
    else this.handles.get(event.sender)?.(event);
  }

  async attach(onEvent) {
    const said = await this.post(this.path, { janus: "attach", plugin: "janus.plugin.videoroom" });
    this.handles.set(said.data.id, onEvent);
    return said.data.id;
  }

  // Ask the room something; its answer comes as an event.
  async ask(handle, body, jsep) {
    const transaction = crypto.randomUUID();
    const answer = new Promise((done, fail) => {
      this.waiting.set(transaction, done);
      setTimeout(() => fail(new Trouble("slow")), ANSWER_WITHIN);
    });
    answer.catch(() => {});
    try {
      await this.post(`${this.path}/${handle}`, { janus: "message", body, ...(jsep && { jsep }) }, transaction);
      const event = await answer, data = event.plugindata?.data || {};
      if (data.error_code) throw new Trouble(data.error_code);
      return { data, jsep: event.jsep };
    } finally {
      this.waiting.delete(transaction);
    }
  }

  detach(handle) {
    this.handles.delete(handle);
    this.post(`${this.path}/${handle}`, { janus: "detach" }).catch(() => {});
  }

  close() {
    this.isOpen = false;
    // Also while the page is being left.
    if (this.path) navigator.sendBeacon(this.keys.server + this.path, JSON.stringify({
      janus: "destroy", transaction: crypto.randomUUID(), token: this.keys.token,
    }));
  }
}

// --- A stay in the room.

class Visit {
  constructor() {
    this.people = new Map();
    this.isOver = false;
  }

  async enter() {
    this.keys = await fetchKeys();
    this.session = new Session(this.keys, (text) => visit === this && leave(text));
    await this.session.open();
    this.handle = await this.session.attach((event) => this.hear(event));
    const { data } = await this.session.ask(this.handle, this.asPerson("publisher", { display: this.keys.name }));
    this.privateId = data.private_id;
    await this.publish();
    if (this.isOver) return;
    this.telling = setInterval(() => this.tell(), TELL_EVERY);
    this.renewing = setTimeout(() => this.renew(), this.keys.renewAfter * 1000);
    [...data.publishers, ...(data.attendees || [])].forEach((person) => this.welcome(person));
  }

  asPerson(ptype, more) {
    const { room, pin, roomToken } = this.keys;
    return { request: "join", ptype, room, pin, token: roomToken, ...more };
  }

  async renew() {
    try {
      Object.assign(this.keys, await fetchKeys());
    } catch (failure) {
      if (failure.message === String(GONE)) return leave(words.closed);
    }
    // A house that does not answer now is asked again; until then the old tokens hold.
    this.renewing = setTimeout(() => this.renew(), this.keys.renewAfter * 500);
  }

  async publish() {
    const sending = (kind, name) => {
      const transceiver = this.connection.addTransceiver(kind, { direction: "sendonly" });
      transceiver.sender.replaceTrack(tracks[name]);
      return transceiver;
    };
    this.connection = connect(() => visit === this && leave(words.lost));
    this.senders = {
      mic: sending("audio", "mic"), camera: sending("video", "camera"), screen: sending("video", "screen"),
    };
    this.channel = this.connection.createDataChannel("JanusDataChannel");
    await this.connection.setLocalDescription();
    await gathered(this.connection);
    const descriptions = NAMES.map((name) => ({ mid: this.senders[name].mid, description: name }));
    const { jsep } = await this.session.ask(
      this.handle, { request: "publish", descriptions }, this.connection.localDescription,
    );
    await this.connection.setRemoteDescription(jsep);
  }

  hear(event) {
    const data = event.plugindata?.data || {};
    if (data.videoroom === "destroyed" || data.kicked !== undefined || data.leaving === "ok") leave(words.closed);
    if (data.joining) this.welcome(data.joining);
    (data.publishers || []).forEach((person) => this.welcome(person));
    if (data.unpublished) this.people.get(data.unpublished)?.hush();
    if (data.leaving) this.farewell(data.leaving);
  }

  welcome({ id, display, streams }) {
    let person = this.people.get(id);
    if (!person) {
      person = new Person(this, id, String(display || ""));
      this.people.set(id, person);
    }
    // Before that, they may find the room full and turn round.
    if (streams && !person.isIn) {
      person.isIn = true;
      log(words.came.replace("{name}", person.name));
      say(words.inside);
    }
    if (streams) person.watch();
  }

  farewell(id) {
    const person = this.people.get(id);
    if (!person) return;
    person.remove();
    this.people.delete(id);
    if (person.isIn) log(words.went.replace("{name}", person.name));
    if (!this.people.size) say(words.alone);
  }

  send(message) {
    if (this.channel?.readyState !== "open") return false;
    this.channel.send(JSON.stringify(message));
    return true;
  }

  tell() {
    this.send({ on: NAMES.filter((name) => tracks[name]) });
  }

  end() {
    this.isOver = true;
    clearInterval(this.telling);
    clearTimeout(this.renewing);
    this.people.forEach((person) => person.remove());
    this.session?.close();
    this.connection?.close();
  }
}

// --- Somebody else.

class Person {
  constructor(visit, id, name) {
    this.visit = visit;
    this.id = id;
    this.name = name;
    this.tile = new Tile(name);
    this.streams = { mic: new MediaStream(), camera: new MediaStream(), screen: new MediaStream() };
  }

  async watch() {
    if (this.connection) return;
    const { session } = this.visit, connection = (this.connection = connect(() => this.watchAgain()));
    try {
      this.handle = await session.attach(() => {});
      const { data, jsep } = await session.ask(this.handle, this.visit.asPerson("subscriber", {
        private_id: this.visit.privateId, streams: [{ feed: this.id }],
      }));
      const kinds = new Map(data.streams.map((stream) => [stream.mid, stream.feed_description]));
      connection.ontrack = ({ track, transceiver }) => this.streams[kinds.get(transceiver.mid)]?.addTrack(track);
      connection.ondatachannel = ({ channel }) => (channel.onmessage = (message) => this.hear(message.data));
      // Only once a channel is open does the server open the one with the words of this person.
      connection.createDataChannel("JanusDataChannel");
      await connection.setRemoteDescription(jsep);
      await connection.setLocalDescription();
      await gathered(connection);
      await session.ask(this.handle, { request: "start" }, connection.localDescription);
      this.tile.listen(this.streams.mic);
    } catch {
      if (this.connection === connection) this.watchAgain();
    }
  }

  // Whoever is still there after a moment.
  watchAgain() {
    this.hush();
    setTimeout(() => this.visit.people.get(this.id) === this && !this.visit.isOver && this.watch(), TELL_EVERY);
  }

  // What comes from others is only ever shown as text.
  async hear(data) {
    let message;
    try {
      message = JSON.parse(typeof data === "string" ? data : await new Response(data).text());
    } catch {
      return;
    }
    if (typeof message?.say === "string") log(message.say.slice(0, LONGEST), this.name);
    if (Array.isArray(message?.on)) {
      this.tile.mute(!message.on.includes("mic"));
      this.tile.show(message.on.includes("camera") && this.streams.camera);
      this.share(message.on.includes("screen"));
    }
  }

  share(isOn) {
    if (isOn && !this.screen) {
      this.screen = new Tile(words.screenOf.replace("{name}", this.name), "is-screen");
      this.screen.show(this.streams.screen);
    } else if (!isOn && this.screen) {
      this.screen.remove();
      this.screen = null;
    }
  }

  hush() {
    this.connection?.close();
    this.connection = null;
    if (this.handle && this.visit.session.isOpen) this.visit.session.detach(this.handle);
    this.handle = null;
    this.tile.show(null);
    this.share(false);
  }

  remove() {
    this.hush();
    this.tile.remove();
  }
}

// --- What one sees.

class Tile {
  constructor(name, kind) {
    this.item = part("person").content.cloneNode(true).firstElementChild;
    this.item.querySelector("strong").textContent = name;
    if (kind) this.item.classList.add(kind);
    this.video = this.item.querySelector("video");
    this.video.setAttribute("aria-label", name);
    if (kind !== "is-screen") this.mute(true);
    // Screens first, then the others, then I.
    const list = part("people");
    list.insertBefore(this.item, kind === "is-screen" ? list.firstChild : list.querySelector(".is-mine"));
  }

  mute(isMuted) {
    const text = isMuted ? words.muted : "", line = this.item.querySelector("span");
    if (line.textContent !== text) line.textContent = text;
  }

  listen(stream) {
    this.item.querySelector("audio").srcObject = stream;
  }

  show(stream) {
    this.video.hidden = !stream;
    if (this.video.srcObject === (stream || null)) return;
    this.video.srcObject = stream || null;
    if (stream) this.video.play().catch(() => {});
  }

  remove() {
    this.item.remove();
  }
}

function say(text) {
  part("said").textContent = text;
}

function log(text, name) {
  const line = document.createElement("p"), list = part("log");
  if (name) line.append(Object.assign(document.createElement("strong"), { textContent: `${name}: ` }));
  else line.className = "muted";
  line.append(text);
  list.append(line);
  while (list.children.length > MOST_LINES) list.firstChild.remove();
  list.scrollTop = list.scrollHeight;
}

// --- My own devices.

async function turn(name) {
  const isOn = !tracks[name];
  button(name).disabled = true;
  try {
    if (isOn) {
      const track = await obtain(name);
      track.onended = () => tracks[name] === track && set(name, null);
      await set(name, track);
    } else {
      await set(name, null);
    }
  } catch (failure) {
    say(failure.name === "NotFoundError" ? words.missing : words.refused);
  }
  button(name).disabled = false;
  button(name).focus();
}

async function obtain(name) {
  const devices = navigator.mediaDevices;
  const video = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { max: 24 } };
  if (name === "screen") return (await devices.getDisplayMedia({ video: true })).getVideoTracks()[0];
  const stream = await devices.getUserMedia(name === "mic" ? { audio: true } : { video });
  return stream.getTracks()[0];
}

async function set(name, track) {
  tracks[name]?.stop();
  tracks[name] = track;
  button(name).setAttribute("aria-pressed", String(Boolean(track)));
  button(name).querySelector("span").textContent = track ? words.on : words.off;
  if (name === "mic") mine.mute(!track);
  if (name === "camera") mine.show(track && new MediaStream([track]));
  await visit?.senders?.[name].sender.replaceTrack(track);
  visit?.tell();
}

// --- Going in and out.

async function enter() {
  const here = (visit = new Visit());
  say(words.entering);
  button("enter").disabled = true;
  try {
    await here.enter();
    if (here.isOver) return;
    say(here.people.size ? words.inside : words.alone);
    show(true);
    button("leave").focus();
  } catch (failure) {
    const why = { [CLOSED]: words.closed, [GONE]: words.closed, [FULL]: words.full };
    if (visit === here) leave(why[failure.message] || words.lost);
  }
}

function leave(text) {
  if (!visit) return;
  visit.end();
  visit = null;
  NAMES.forEach((name) => set(name, null));
  say(text);
  show(false);
  button("enter").firstChild.data = words.again;
  button("enter").focus();
}

function show(isInside) {
  button("enter").disabled = false;
  button("enter").hidden = isInside;
  button("leave").hidden = part("chat").hidden = !isInside;
}

async function fetchKeys() {
  const answer = await fetch(words.keys, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN) });
  if (!answer.ok) throw new Trouble(answer.status);
  return answer.json();
}

function connect(onFailed) {
  const connection = new RTCPeerConnection();
  connection.onconnectionstatechange = () => connection.connectionState === "failed" && onFailed();
  return connection;
}

// The server takes all candidates together with the description; slow networks need not hold everybody up.
async function gathered(connection) {
  const done = new Promise((resolve) => {
    const look = () => connection.iceGatheringState === "complete" && resolve();
    connection.addEventListener("icegatheringstatechange", look);
    look();
  });
  await Promise.race([done, pause(GATHER_WITHIN)]);
}

const mine = new Tile(words.you.replace("{name}", words.name), "is-mine");
room.hidden = false;
if (window.RTCPeerConnection && navigator.mediaDevices && AbortSignal.timeout) {
  button("screen").hidden = !navigator.mediaDevices.getDisplayMedia;
  NAMES.forEach((name) => button(name).addEventListener("click", () => turn(name)));
  button("enter").addEventListener("click", enter);
  button("leave").addEventListener("click", () => leave(words.left));
  window.addEventListener("pagehide", () => leave(words.left));
  part("chat").querySelector("form").addEventListener("submit", (event) => {
    const field = event.target.querySelector("input"), text = field.value.trim();
    event.preventDefault();
    if (text && visit?.send({ say: text })) {
      log(text, words.name);
      field.value = "";
    }
  });
} else {
  say(words.old);
  room.querySelectorAll("button").forEach((each) => (each.disabled = true));
}
