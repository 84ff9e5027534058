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


def stack_reference(prefix: str) -> str:
    """A reference such as DW-7K3Q-M2XR: who knows it was told, for nobody guesses it."""
    return reference(reference(prefix))


def code_words() -> list[str]:
    """The words a case can be called by; none is an address or a person."""
    return files("tafel").joinpath("code_words.txt").read_text("utf-8").split()


def code_word() -> str:
    """One of them at random."""
    return secrets.choice(code_words())


def trace() -> UUID:
    """What ties the log line of a request to its entries in the ledger; a fresh id outside any request."""
    return _trace.get() or new()


def begin_trace() -> UUID:
    """A new trace for the request that begins here."""
    made = new()
    _trace.set(made)
    return made
