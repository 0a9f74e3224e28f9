"""The map of DESIGN.md, read from the imports: nobody knows what stands to their right."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"
FOUNDATION = {
    "clock", "database", "errors", "forms", "display", "jobs", "limits", "markdown", "pages", "pictures",
    "networks", "public_forms", "qr_codes", "reading", "fetching", "heap", "security", "shrinking", "slugs", "stale",
    "typed",
}  # fmt: skip
FEATURES = ["accounts", "alliance", "notifications", "rooms", "programme", "registrations", "lobby", "calendars"]
ASSEMBLY = {"__init__", "parts", "commands", "house", "operations", "seasons"}
# Inside a feature: what a file may know of its own folder.
STORED = {
    "models", "bookings", "persons", "closures", "houses", "partners", "targets", "bodies", "ideas", "networks",
    "groupings", "translations", "afterwards", "interpreters", "questions", "searches", "settled", "subscribers",
    "entrances", "invitations", "where", "event_notices",
}
LAYERS = {
    **dict.fromkeys(STORED, STORED),
    "rules": STORED,
    "queries": STORED | {"rules", "filters"},
    "forms": STORED | {"rules", "queries"},
}  # fmt: skip
FORBIDDEN_NAMES = {"utils", "common", "helpers", "core", "services", "misc"}
# Small on purpose; where one grows, it becomes two.
LONGEST_FILE = 350


def files():
    return sorted(APP.rglob("*.py"))


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def part_of(path):
    """The feature, foundation or assembly part a file belongs to."""
    first = path.relative_to(APP).parts[0]
    return first.removesuffix(".py")


def imported_parts(path):
    """Every (part, submodule) of the app that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            parts = node.module.split(".")
            if parts[0] != "app":
                continue
            if len(parts) > 2:
                yield parts[1], parts[2]
            else:
                for alias in node.names:
                    yield (parts[1], alias.name) if len(parts) == 2 else (alias.name, None)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "app" and len(parts) > 1:
                    yield parts[1], parts[2] if len(parts) > 2 else None


def faults_of(path):
    """What a file imports that it may not."""
    part = part_of(path)
    for other, sub in imported_parts(path):
        if other == part:
            allowed = LAYERS.get(path.stem)
            is_layer = sub in LAYERS or sub in ("actions", "views", "jobs")
            if part in FEATURES and allowed is not None and is_layer and sub not in allowed:
                yield f"{name_of(path)} imports {sub} of its own feature"
        elif part in FOUNDATION and other not in FOUNDATION:
            yield f"{name_of(path)} is foundation and imports {other}"
        elif part in FEATURES and other in ASSEMBLY:
            yield f"{name_of(path)} imports {other}, which is assembly"
        elif part in FEATURES and other in FEATURES and FEATURES.index(other) > FEATURES.index(part):
            yield f"{name_of(path)} imports {other}, which stands to its right"


def test_everyone_imports_only_what_stands_to_their_left():
    assert [fault for path in files() for fault in faults_of(path)] == []


def test_every_part_has_its_place_on_the_map():
    parts = {part_of(path) for path in files()}

    assert parts - FOUNDATION - set(FEATURES) - ASSEMBLY == set()


def test_no_file_is_a_drawer():
    names = {path.stem for path in files()} | {path.parent.name for path in files()}

    assert names & FORBIDDEN_NAMES == set()


def test_no_file_is_too_long():
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files()}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


@pytest.mark.parametrize("forbidden", ["datetime.now", "date.today", "utcnow"])
def test_only_the_clock_knows_what_time_it_is(forbidden):
    # Forms measure how long a person typed, and the scheduler ticks: both in real time, whatever a test's clock says.
    real_time = {"app/clock.py", "app/public_forms.py", "app/jobs.py", "app/accounts/sessions.py"}
    asking = {name_of(path) for path in files() if f"{forbidden}(" in path.read_text(encoding="utf-8")}

    assert asking - real_time == set()


def test_only_transactions_commit():
    committing = {name_of(path) for path in files() if "session.commit(" in path.read_text(encoding="utf-8")}

    assert committing - {"app/database/transactions.py"} == set()


def test_only_the_database_names_dialects():
    """Naming PostgreSQL's, in an index too (there `sqlite_where` says it for both), loads two megabytes everywhere."""
    naming = {
        name_of(path) for path in files()
        if re.search(r"postgresql_where|sqlalchemy\.dialects", path.read_text(encoding="utf-8"))
    }  # fmt: skip

    assert naming - {"app/database/dialects.py"} == set()


def families_of_locks():
    """Every (value, name, file) that stands at the head of a file and is given to lock_numbers as a family."""
    trees = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in files()}
    calls = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    given = [ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func).endswith("lock_numbers")]
    wanted = {name.rpartition(".")[2] for name in given}
    for name, tree in trees.items():
        for node in tree.body:
            if not isinstance(node, ast.Assign):
                continue
            targets, values = (
                each.elts if isinstance(each, ast.Tuple) else [each] for each in (node.targets[0], node.value)
            )
            for target, value in zip(targets, values, strict=False):
                if getattr(target, "id", "") in wanted:
                    yield ast.literal_eval(value), target.id, name


def test_no_two_kinds_of_locks_share_their_numbers():
    families = list(families_of_locks())

    assert len(families) >= 7
    assert len({value for value, _name, _file in families}) == len(families)


def test_the_guard_finds_an_import_to_the_right(tmp_path, monkeypatch):
    """A guard that finds nothing proves nothing."""
    monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
    monkeypatch.setattr("tests.test_architecture.APP", tmp_path / "app")
    wrong = tmp_path / "app" / "programme" / "actions.py"
    wrong.parent.mkdir(parents=True)
    wrong.write_text("def f():\n    from app.registrations import actions\n")

    assert list(faults_of(wrong)) == ["app/programme/actions.py imports registrations, which stands to its right"]
