"""Whoever reads a page goes first: what is made beside it waits until no page is being drawn."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

_LONGEST = 0.05  # seconds: where pages never stop, what waits goes on slowly
_SOON = 0.0001  # seconds
_pages = Condition()
_under_way = 0


@contextmanager
def first() -> Iterator[None]:
    """For somebody who waits for a page: in this process it goes before what can wait."""
    global _under_way  # noqa: PLW0603 one count for the process
    with _pages:
        _under_way += 1
    try:
        yield
    finally:
        with _pages:
            _under_way -= 1
            if not _under_way:
                _pages.notify_all()


def wait() -> None:
    """Go on as soon as nobody waits for a page, or after a while."""
    with _pages:
        _pages.wait_for(lambda: not _under_way, _LONGEST)


@contextmanager
def soon() -> Iterator[None]:
    """Whoever reads a page meanwhile takes the interpreter over soon, each time it waited for its database."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SOON)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
