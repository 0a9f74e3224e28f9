"""What costs much and comes out the same for every app of a process: done once, kept for all others."""

from jinja2 import BytecodeCache
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import rules

_STATEMENTS = {"sqlite": LRUCache(2000), "postgresql": LRUCache(2000)}


class Templates(BytecodeCache):
    """Compiled templates, by their source."""

    kept = {}

    def load_bytecode(self, bucket):
        """Fill in what was compiled before; a template that has changed has another checksum."""
        if code := self.kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket):
        """Keep what was compiled now."""
        self.kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


def compile_each_route_once():
    """Let Werkzeug write the function that builds the address of a route once; it depends on the route alone."""
    if hasattr(rules.Rule._compile_builder, "kept"):
        return
    compile_builder, kept = rules.Rule._compile_builder, {}

    def once(rule, append_unknown=True):
        key = (rule.rule, append_unknown, tuple(rule._trace), tuple(sorted((rule.defaults or {}).items())))
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    once.kept = kept
    rules.Rule._compile_builder = once


def compile_each_statement_once(engine):
    """Let an engine use the SQL that others of its kind have compiled; what a statement becomes depends on the kind."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = _is_of_the_same_kind
        dialect.__hash__ = _hash_of_the_kind
    engine._compiled_cache = _STATEMENTS[engine.name]


def _is_of_the_same_kind(one, other):
    return type(one) is type(other)


def _hash_of_the_kind(one):
    return hash(type(one))
