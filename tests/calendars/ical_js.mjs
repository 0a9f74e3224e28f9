// What ical.js sees of a calendar. In: a calendar per line, as a JSON string. Out: a line of JSON for each, a list of
// what happens when, or a fault as a string.
import { createInterface } from "node:readline";

import ICAL from "ical.js";

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}

function answer(text) {
  try {
    return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map(seen);
  } catch (fault) {
    return String(fault);
  }
}

function seen(component) {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    begin: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    title: event.summary,
    status: component.getFirstPropertyValue("status"),
    description: event.description,
  };
}
