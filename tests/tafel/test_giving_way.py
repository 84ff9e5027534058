"""Whoever reads a page goes before what can wait, and what can wait goes on all the same."""

import sys
from threading import Event, Thread

import pytest

from tafel import giving_way


def waiting() -> tuple[Thread, Event]:
    went_on = Event()
    thread = Thread(target=lambda: (giving_way.wait(), went_on.set()), daemon=True)
    thread.start()
    return thread, went_on


def goes_on(thread: Thread, went_on: Event) -> bool:
    thread.join(10)
    return went_on.is_set()


def test_what_can_wait_goes_on_at_once_when_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "_LONGEST", 60.0)
    assert goes_on(*waiting())


def test_it_goes_on_when_the_last_page_was_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "_LONGEST", 60.0)
    with giving_way.first():
        with giving_way.first():
            thread, went_on = waiting()
        assert not went_on.is_set()
    assert goes_on(thread, went_on)


def test_where_pages_never_stop_it_goes_on_after_a_while() -> None:
    with giving_way.first():
        assert goes_on(*waiting())


def test_a_page_that_breaks_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "_LONGEST", 60.0)
    with pytest.raises(RuntimeError), giving_way.first():
        raise RuntimeError
    assert goes_on(*waiting())


def test_whoever_reads_takes_over_soon_while_something_is_made() -> None:
    usual = sys.getswitchinterval()
    with giving_way.soon():
        assert sys.getswitchinterval() < usual / 10
    assert sys.getswitchinterval() == usual
