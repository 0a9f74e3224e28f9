"""What costs much and comes out the same for every app of a process: done once, kept for all others."""

from threading import Lock

from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map
from werkzeug.routing.matcher import StateMachineMatcher

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


class Routes(Map):
    """The routes of an app. Apps that have the same ones share what Werkzeug makes of them at their first use."""

    kept, lock = {}, Lock()

    def __init__(self, *args, **kwargs):
        self._added, self._is_bound = [], False
        super().__init__(*args, **kwargs)

    def add(self, rulefactory):
        """Add the rules of a factory, to be bound when the first of them is asked for."""
        if self._is_bound:
            # Others may use what is there: whoever gets more routes has them for itself.
            self._added, self._is_bound = [_unbound(rule) for rule in self._rules], False
        self._added += rulefactory.get_rules(self)

    def update(self):
        """Bind the rules, or take over those of an app that has the same."""
        with self.lock:
            if self._is_bound:
                return
            key = tuple(_what_makes(rule) for rule in self._added)
            if key not in self.kept:
                self._matcher, self._rules_by_endpoint = StateMachineMatcher(self.merge_slashes), {}
                for rule in self._added:
                    super().add(rule)
                super().update()
                self.kept[key] = self._matcher, self._rules_by_endpoint
            self._matcher, self._rules_by_endpoint = self.kept[key]
            self._is_bound = True


def _what_makes(rule):
    defaults = tuple(sorted((rule.defaults or {}).items()))
    return rule.rule, rule.endpoint, defaults, frozenset(rule.methods or ()), rule.provide_automatic_options


def _unbound(rule):
    copy = rule.empty()
    copy.provide_automatic_options = rule.provide_automatic_options
    return copy


def share_routes():
    """Let apps of the same routes share them."""
    Flask.url_map_class = Routes


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
