"""Ids, references and code words: random, so that they tell neither time nor order nor count."""

import secrets
from contextvars import ContextVar
from importlib.resources import files
from uuid import UUID, uuid4

_CHARACTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
_trace: ContextVar[UUID | None] = ContextVar("trace", default=None)


def new() -> UUID:
    """A fresh random id."""
    return uuid4()


def reference(prefix: str) -> str:
    """A case reference such as DW-7K3Q: four random characters without vowels or look-alikes."""
    return f"{prefix}-{''.join(secrets.choice(_CHARACTERS) for _ in range(4))}"


def code_word() -> str:
    """A word at random to call a case by; never an address or a person."""
    return secrets.choice(files("tafel").joinpath("code_words.txt").read_text("utf-8").split())


def trace() -> UUID:
    """What ties the log line of a request to its entries in the ledger; a fresh id outside any request."""
    return _trace.get() or new()


def begin_trace() -> UUID:
    """A new trace for the request that begins here."""
    made = new()
    _trace.set(made)
    return made
