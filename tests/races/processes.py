"""Child processes for races and kills: started quickly, and gone with the test run, however it ends."""

import ctypes
import multiprocessing
import os
import signal
import threading
import traceback
from contextlib import ExitStack
from dataclasses import dataclass

from app import create_app
from app.database import db
from app.errors import Refused
from tests import once
from tests.races import statements

DONE, REFUSED, FAILED = "done", "refused", "failed"
SECONDS_FOR_A_ROUND = 120
_PR_SET_PDEATHSIG = 1

# Children are forked from a small server that has imported the app once; it has no threads and no connection.
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.races.preloaded"])


@dataclass(frozen=True)
class Outcome:
    """How a call ended: done, refused (by the name of the reason), or failed (by the name of the exception)."""

    end: str
    what: str = ""


@dataclass(frozen=True)
class Conditions:
    """What differs from real life: no locks (the twin), a pause between looking and writing, rules that see nothing."""

    locks: bool = True
    pause: float = 0
    blind: bool = False


def die_with_parent():
    """End this process when the test run is gone. Call it first in every child.

    The fork server lives as long as any child of it does, so its end, which the kernel would tell us of, is too late:
    a thread waits for the end of the test run itself.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent():
    multiprocessing.parent_process().join()
    os.kill(os.getpid(), signal.SIGKILL)


def start(target, *args):
    """Start a child that does one thing."""
    process = context.Process(target=_run, args=(target, args), daemon=True)
    process.start()
    return process


def _run(target, args):
    die_with_parent()
    target(*args)


def stop(*processes):
    """End children that we started, whatever they are doing."""
    for process in processes:
        if process.is_alive():
            process.kill()
    for process in processes:
        process.join()


class Runners:
    """Processes that each do one thing, all at the same moment, as often as one likes."""

    def __init__(self, count=16):
        self.count = count
        self._start()

    def _start(self):
        # Kept, because the children find it by a name that goes when the last reference of ours does.
        self._barrier = context.Barrier(self.count)
        self._pipes, self._processes = [], []
        for _number in range(self.count):
            ours, theirs = context.Pipe()
            self._processes.append(start(_work, theirs, self._barrier))
            theirs.close()
            self._pipes.append(ours)

    def race(self, settings, conditions, calls):
        """Do all calls at the same moment, each in its own process; return their outcomes in order.

        `calls` are partials of functions of modules; no more than there are processes.
        """
        assert len(calls) <= self.count
        idle = [None] * (self.count - len(calls))
        for pipe, call in zip(self._pipes, [*calls, *idle], strict=True):
            pipe.send((settings, conditions, call))
        outcomes = []
        for pipe in self._pipes:
            if not pipe.poll(SECONDS_FOR_A_ROUND):
                self.stop()
                self._start()
                raise RuntimeError(f"A racing process gave no answer for {SECONDS_FOR_A_ROUND} s.")
            outcomes.append(pipe.recv())
        return outcomes[: len(calls)]

    def stop(self):
        """End all of them."""
        stop(*self._processes)


def _work(pipe, barrier):
    """Answer calls until the other end of the pipe is closed."""
    app = None
    while True:
        try:
            settings, conditions, call = pipe.recv()
        except EOFError:
            return
        if call is None:
            # Nothing to do but to make the number full.
            barrier.wait(SECONDS_FOR_A_ROUND)
            pipe.send(Outcome(DONE))
            continue
        if app is None or app.config["SQLALCHEMY_DATABASE_URI"] != settings["SQLALCHEMY_DATABASE_URI"]:
            if app is not None:
                with app.app_context():
                    db.engine.dispose()
            app = create_app(settings)
            with app.app_context():
                once.compile_each_statement_once(db.engine)
        with app.app_context(), under(app, conditions):
            # Connect before the start: the race is about the act.
            statements.look(db)
            pipe.send(outcome_of(call, barrier))


def outcome_of(call, barrier):
    """Wait for the others, then call; tell how it ended."""
    barrier.wait(SECONDS_FOR_A_ROUND)
    try:
        call()
    except Refused as refused:
        return Outcome(REFUSED, refused.reason.name)
    except Exception as failure:
        text = "".join(traceback.format_exception_only(failure)).strip()
        return Outcome(FAILED, f"{type(failure).__name__}: {text[:500]}")
    return Outcome(DONE)


def under(app, conditions):
    """Return a context in which the conditions hold, in this process."""
    stack = ExitStack()
    if not conditions.locks:
        stack.enter_context(statements.without_locks(app, db.engine))
    if conditions.pause:
        stack.enter_context(statements.pausing_before_writes(db.engine, conditions.pause))
    if conditions.blind:
        stack.enter_context(statements.blind_rules())
    return stack
