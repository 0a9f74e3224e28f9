"""How mails are written down. Headers that are the same in thousands of mails are parsed and folded once."""

import functools
import hashlib
import io
from email.generator import BytesGenerator
from email.headerregistry import HeaderRegistry
from email.policy import EmailPolicy, default

# Not those that may name somebody, as Reply-To does: they would stay in memory.
_ALIKE = frozenset(
    ("from", "mime-version", "auto-submitted", "content-language", "content-type", "content-transfer-encoding",
     "content-disposition", "date", "precedence")
)  # fmt: skip

_classes = {}


class _Registry(HeaderRegistry):
    def __getitem__(self, name):
        # Else it would make a class for each header.
        name = name.lower()
        if name not in _classes:
            _classes[name] = super().__getitem__(name)
        return _classes[name]


class _Policy(EmailPolicy):
    def header_store_parse(self, name, value):
        if name.lower() in _ALIKE and not hasattr(value, "name") and "boundary=" not in str(value):
            return _parsed(name, value)
        return super().header_store_parse(name, value)

    def fold_binary(self, name, value):
        if name.lower() in _ALIKE and "boundary=" not in value:
            return _folded(name, value, self.linesep)
        return super().fold_binary(name, value)


_usual = default.clone(header_factory=_Registry())
POLICY = _Policy(header_factory=_usual.header_factory)


@functools.lru_cache(maxsize=256)
def _parsed(name, value):
    return _usual.header_store_parse(name, value)


@functools.lru_cache(maxsize=256)
def _folded(name, value, linesep):
    return _usual.clone(linesep=linesep).fold_binary(name, value)


class _Generator(BytesGenerator):
    def _make_boundary(self, text=None):
        # Of the text itself, so that a mail which goes twice is the same to the last byte; no text holds its own hash.
        return f"=_{hashlib.blake2b(text, digest_size=18).hexdigest()}"


def written(mail):
    """Return a mail as it goes over the wire, but for the dots."""
    into = io.BytesIO()
    _Generator(into).flatten(mail, linesep="\r\n")
    return into.getvalue()
