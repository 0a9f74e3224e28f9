// Keeps the sign at a door true: asks for it again and again, and says how old it is when nobody answers.
"use strict";

const SECONDS_BETWEEN = 20, SECONDS_TO_ANSWER = 10;

async function fresh() {
  const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(SECONDS_TO_ANSWER * 1000) });
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function renew() {
  const shown = document.querySelector("main");
  try {
    const page = await fresh();
    const main = page.querySelector("main[data-state]");
    if (!main) throw new Error("no sign");
    shown.replaceWith(document.importNode(main, true));
    document.title = page.title;
  } catch {
    const text = shown.dataset.lost.replace("{time}", shown.dataset.time);
    const line = shown.querySelector(".door-lost");
    // Said once: what is said again and again is read out again and again.
    if (line.textContent !== text) line.textContent = text;
    shown.classList.add("is-lost");
  }
}

setInterval(renew, SECONDS_BETWEEN * 1000);
