"""A notice says that something waits, to the person it waits for, and nothing else."""

import pytest

from models.mail_terms import Notice
from tafel import mail, notices, people
from tests import post_office, posting
from tests.cast import Cast
from tests.tafel.acting import act

SECRETARY = "samir.el.khatib"


def _told(cast: Cast, login: str, notice: Notice) -> list[str]:
    act(cast, SECRETARY, lambda work: notices.tell(work, cast.seats[login].membership, notice, "/ergens"))
    posting.by_the_clock()
    found = [one for one in post_office.in_folder() if one["Subject"] == notices.SUBJECT]
    assert all(one["Auto-Submitted"] == "auto-generated" for one in found)
    return [post_office.text_of(one) for one in found]


@pytest.mark.parametrize("notice", Notice)
def test_it_holds_a_sentence_a_link_and_no_name(cast: Cast, notice: Notice) -> None:
    (text,) = _told(cast, "inge.bakels", notice)
    assert "http://127.0.0.1:8000/ergens" in text
    names = {seat.person_name for seat in cast.seats.values()} | set(cast.cases)
    assert not [name for name in names if name in text]


def test_everybody_gets_the_same_words(cast: Cast) -> None:
    for login in ("inge.bakels", "petra.dekker"):
        texts = _told(cast, login, Notice.COPY_READY)
    assert len(texts) == 2
    assert len(set(texts)) == 1


def test_who_no_longer_sits_there_gets_none(cast: Cast) -> None:
    membership = cast.seats["ruud.eggink"].membership
    act(cast, "inge.bakels", lambda work: people.end_membership(work, membership))
    assert _told(cast, "ruud.eggink", Notice.COPY_READY) == []


def test_no_mail_goes_to_a_seat_of_another_region(cast: Cast) -> None:
    assert _told(cast, "rik.zandstra", Notice.COPY_READY) == []


@pytest.mark.parametrize(
    ("login", "address"),
    [
        ("inge@politie.example", "inge@politie.example"),
        ("inge.bakels", "inge.bakels@dw.tafel.invalid"),
        ("inge@", "inge@dw.tafel.invalid"),
        ("a@b@c", "a.b.c@dw.tafel.invalid"),
    ],
)
def test_a_login_that_is_no_address_leads_nowhere(login: str, address: str) -> None:
    assert mail.named("mr. Inge Bakels", login, "DW") == f"mr. Inge Bakels <{address}>"
