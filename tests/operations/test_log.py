"""What the house logs: one line for people, one line of JSON for programs."""

import json
import logging

from app.operations import log


def a_record(words="Bot für %s", *facts, exc_info=None):
    return logging.LogRecord("app.jobs", logging.WARNING, "jobs.py", 1, words, facts, exc_info)


def test_a_line_for_programs_is_json_with_its_trace_inside():
    try:
        raise ValueError("zwei\nZeilen")
    except ValueError as failure:
        line = log.AsJson().format(a_record("Fehler bei %s", "Łódź", exc_info=(ValueError, failure, None)))

    said = json.loads(line)

    assert "\n" not in line
    assert (said["level"], said["logger"], said["event"]) == ("warning", "app.jobs", "Fehler bei Łódź")
    assert said["exception"] == "ValueError: zwei\nZeilen"
    assert said["timestamp"].endswith("Z")


def test_a_line_for_people_says_when_how_bad_and_where():
    line = log.AsText().format(a_record("Alles %s", "gut"))

    assert line.endswith("Z [WARNING ] Alles gut [app.jobs]")
