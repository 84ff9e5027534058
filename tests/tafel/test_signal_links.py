"""A link for a colleague without an account: one signal, for who made it, and nothing comes back."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.forms.signals import MakeSignalLink
from models.tables.ledger import OutgoingMail
from tafel import clock, db, people, signal_links
from tafel.refusals import NotFound, Refused
from tafel.sight import signals as seen
from tests.cast import Cast
from tests.client import Client
from tests.tafel.test_signals import SAW, form, page
from web.app import create


def link(cast: Cast, login: str = "petra.dekker") -> str:
    with db.writing(cast.seats[login]) as work:
        made = signal_links.make_once(work, MakeSignalLink(once=uuid4(), name="Anna de Boer"), "")
    assert made
    return made.rpartition("/")[2]


def only(cast: Cast, login: str) -> UUID:
    with db.reading(cast.seats[login]) as reading:
        (one,) = seen.signals(reading).signals
        return one.id


def test_a_signal_by_a_link_is_an_act_of_who_made_it(cast: Cast) -> None:
    token = link(cast)
    signal_links.bring(token, form())
    case = only(cast, "petra.dekker")
    ours, theirs = page(cast, "petra.dekker", case), page(cast, "soraya.pinas", case)
    assert ([one.text for one in ours.said], ours.written_by) == ([SAW], "Anna de Boer")
    assert (theirs.said, theirs.written_by) == ((), None)
    with pytest.raises(Refused):
        signal_links.bring(token, form())
    assert signal_links.opened(token).used
    with db.reading(cast.by_the_clock) as reading:
        told = reading.session.scalars(select(col(OutgoingMail.membership_id))).all()
    assert set(told) == {cast.seats[login].membership for login in ("petra.dekker", "soraya.pinas")}


def test_an_old_link_brings_nothing_and_an_unknown_one_is_not_there(cast: Cast) -> None:
    token = link(cast)
    with clock.at(clock.now() + timedelta(days=8)):
        assert not signal_links.opened(token).works
        with pytest.raises(Refused):
            signal_links.bring(token, form())
    with pytest.raises(NotFound):
        signal_links.opened(token[:-4] + "abcd")
    with db.writing(cast.administrator) as work:
        people.end_membership(work, cast.seats["petra.dekker"].membership)
    with pytest.raises(NotFound):
        signal_links.opened(token)


def test_who_has_no_partner_makes_none_and_nobody_ends_anothers(cast: Cast) -> None:
    for login in ("ben.vink", "nadia.oosterhuis"):
        with pytest.raises(Refused):
            link(cast, login)
    link(cast)
    with db.reading(cast.seats["petra.dekker"]) as reading:
        (made,) = signal_links.page(reading).links
    for login in ("inge.bakels", "rik.zandstra"):
        with pytest.raises(NotFound), db.writing(cast.seats[login]) as work:
            signal_links.revoke(work, made.id)


def test_the_page_behind_it_shows_nothing_of_what_was_brought(cast: Cast) -> None:
    signal_links.bring(link(cast), form())
    there = f"/signaal/{link(cast)}"
    client = Client(create(), headers={"Sec-Fetch-Site": "same-origin"})
    assert "Anna de Boer" in client.get(there).text
    typed = {"once": str(uuid4()), "draft": str(uuid4()), "kind": "labour", "reliability": "heard"}
    wrong = client.post(f"{there}?vorm=labour", data={**typed, "text": "Jan de Vries"})
    assert (wrong.status_code, "Jan de Vries" in wrong.text) == (422, True)
    brought = client.post(f"{there}?vorm=labour", data={**typed, "text": SAW})
    assert brought.status_code == 200
    assert SAW not in brought.text
    used = client.get(there).text
    assert ("Deze link is al gebruikt" in used, "Uw tekst" in used) == (True, False)
    typed["address"] = "1234 AB 12"
    again = client.post(f"{there}?vorm=labour", data={**typed, "text": SAW})
    assert "1234 AB 12" in again.text
    assert (again.status_code, "Deze link is al gebruikt" in again.text, SAW in again.text) == (403, True, True)
