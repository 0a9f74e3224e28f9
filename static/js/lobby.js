// At the door: asks every few seconds whether the page would be another by now, and then shows that one.
"use strict";

const SECONDS = { EARLY: 15, ENTER: 60, WAITING: 30 }, USUAL = 30, ANSWER_WITHIN = 10000;
const lobby = document.querySelector("[data-stand]");

async function look() {
  // Not while somebody types: what they typed would be gone.
  const typing = document.activeElement && document.activeElement.matches("input, select");
  if (!document.hidden && !typing) {
    try {
      const answer = await fetch(lobby.dataset.stand, { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN) });
      if (answer.ok && (await answer.json()).mark !== lobby.dataset.mark) {
        location.replace(location.pathname);
        return;
      }
    } catch {
      // The next look will tell.
    }
  }
  wait();
}

function wait() {
  // Not all at the same moment: a hundred and more may wait here.
  const seconds = (SECONDS[lobby.dataset.answer] || USUAL) * (0.8 + 0.4 * Math.random());
  setTimeout(look, seconds * 1000);
}

wait();

// The room was not there yet: the button is pressed once more for whoever waits, as they would.
const again = document.querySelector("[data-again]");
const button = lobby.querySelector("form button.big");
if (again && button) setTimeout(() => button.click(), Math.max(Number(again.dataset.again), 1) * 1000);
