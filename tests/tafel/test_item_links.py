"""A link to an item with a code by mail: it signs in one person, once for each code, and tells nobody anything else."""

import re
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest

from models.acts import Act
from models.forms.meetings import SendLink
from tafel import chores, clock, item_links, meetings, people, sign_in
from tafel.refusals import Invalid, NotFound, Refused
from tests import post_office, tables
from tests.cast import Cast
from tests.client import Client
from tests.tables import Table
from tests.tafel.acting import act, ledger
from web.app import create

SECRETARY = "samir.el.khatib"
SAID_OF_IT = ("Zwaluw", "Samenwerking", "Casusoverleg", "Wie bezoekt", "Kuijper", "Anker")
WRONG = "000000"


def _send(
    cast: Cast, table: Table, login: str = "bram.kuijper", by: str = SECRETARY, word: str = "Samenwerking"
) -> None:
    form = SendLink(once=uuid4(), membership_id=cast.seats[login].membership)
    act(cast, by, lambda work: item_links.send(work, table.items[word], form))


def _mailed(pattern: str) -> str:
    """What the mail of this round holds of this."""
    before = {str(one["Message-ID"]) for one in post_office.in_folder()}
    chores.once()
    fresh = [post_office.text_of(one) for one in post_office.in_folder() if str(one["Message-ID"]) not in before]
    (found,) = [match[1] for text in fresh if (match := re.search(pattern, text))]
    return found


def _link(cast: Cast, table: Table) -> str:
    _send(cast, table)
    return _mailed(r"/punt/(\S+)")


def _code(token: str) -> str:
    assert item_links.send_code(token)
    return _mailed(r"Uw code is (\d{6})\.")


def _other(code: str) -> str:
    return WRONG if code != WRONG else "111111"


def _browser() -> Client:
    return Client(create(), headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)


def test_the_link_tells_nothing_and_the_code_signs_in(cast: Cast) -> None:
    table = tables.set_up(cast)
    token, browser = _link(cast, table), _browser()
    page = browser.get(f"/punt/{token}")
    assert page.status_code == HTTPStatus.OK
    asked = browser.post(f"/punt/{token}/code")
    assert "De code is onderweg" in asked.text
    assert not [word for word in SAID_OF_IT if word in page.text + asked.text]
    assert not browser.cookies
    come_in = browser.post(f"/punt/{token}", data={"code": _mailed(r"Uw code is (\d{6})\.")})
    assert (come_in.status_code, come_in.headers["location"]) == (303, f"/overleggen/{table.meeting}/inbreng")
    mine = browser.get(come_in.headers["location"])
    assert "Werkt de afspraak?" in mine.text
    assert "Zwaluw" not in mine.text


def test_a_code_works_once(cast: Cast) -> None:
    token = _link(cast, tables.set_up(cast))
    code = _code(token)
    item_links.enter(token, code)
    with pytest.raises(Invalid, match="klopt niet"):
        item_links.enter(token, code)


def test_a_code_is_old_after_a_quarter(cast: Cast) -> None:
    token = _link(cast, tables.set_up(cast))
    code = _code(token)
    with clock.at(clock.now() + timedelta(minutes=16)), pytest.raises(Invalid):
        item_links.enter(token, code)


def test_ten_wrong_codes_stop_the_link(cast: Cast) -> None:
    token = _link(cast, tables.set_up(cast))
    code = _code(token)
    for _ in range(10):
        with pytest.raises(Invalid):
            item_links.enter(token, _other(code))
    with pytest.raises(Invalid):
        item_links.enter(token, code)
    assert not item_links.stands(token)
    assert "Deze link werkt niet meer" in _browser().get(f"/punt/{token}").text


def test_one_code_a_minute(cast: Cast) -> None:
    token = _link(cast, tables.set_up(cast))
    _code(token)
    before = len(post_office.in_folder())
    assert item_links.send_code(token)
    chores.once()
    assert len(post_office.in_folder()) == before


def test_a_wrong_code_is_told_at_its_field(cast: Cast) -> None:
    token, browser = _link(cast, tables.set_up(cast)), _browser()
    _code(token)
    for code in ("", "abc", WRONG):
        answer = browser.post(f"/punt/{token}", data={"code": code})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "code-error" in answer.text
    assert not browser.cookies


def test_it_stops_with_the_meeting_with_the_seat_and_with_a_newer_one(cast: Cast) -> None:
    table = tables.set_up(cast)
    first = _link(cast, table)
    second = _link(cast, table)
    assert (item_links.stands(first), item_links.stands(second)) == (False, True)
    assert not item_links.send_code(first)
    with clock.at(clock.now() + timedelta(days=3)):
        assert not item_links.stands(second)
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    assert item_links.stands(second)
    act(cast, "ben.vink", lambda work: people.end_membership(work, cast.seats["bram.kuijper"].membership))
    assert not item_links.stands(second)


def test_only_to_who_may_hear_it(cast: Cast) -> None:
    table = tables.set_up(cast)
    for login in ("petra.dekker", "bram.kuijper", "ruud.eggink", SECRETARY, "rik.zandstra", "nadia.oosterhuis"):
        with pytest.raises(Invalid) as invalid:
            _send(cast, table, login, word="Zwaluw")
        assert set(invalid.value.errors) == {"membership_id"}


def test_only_the_secretariat_sends_one(cast: Cast) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Refused):
        _send(cast, table, by="inge.bakels")
    for login in ("rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis"):
        with pytest.raises(NotFound):
            _send(cast, table, by=login)


def test_the_ledger_tells_of_the_link_and_of_signing_in(cast: Cast) -> None:
    token = _link(cast, tables.set_up(cast))
    before = len(ledger(cast, Act.MEMBER_SIGNED_IN))
    sitting, _ = item_links.enter(token, _code(token))
    here = sign_in.present(sitting)
    assert here
    assert here.seat
    assert here.seat.membership == cast.seats["bram.kuijper"].membership
    entries = ledger(cast, Act.MEMBER_SIGNED_IN)[before:]
    assert [entry["person"] for entry in entries] == [str(here.person)]
    assert [entry for entry in ledger(cast, Act.INVITATION_SENT) if entry.get("link")]


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("token", ["x", "0" * 32 + "-" + "a" * 43])
def test_an_unknown_link_is_no_page(token: str) -> None:
    browser = _browser()
    absent = browser.get("/bestaat-niet").content
    for answer in (browser.get(f"/punt/{token}"), browser.post(f"/punt/{token}/code"),
                   browser.post(f"/punt/{token}", data={"code": WRONG})):  # fmt: skip
        assert (answer.status_code, answer.content) == (404, absent)


def test_the_secretary_sends_it_from_the_item(cast: Cast) -> None:
    table, client = tables.set_up(cast), cast.client(SECRETARY)
    here = f"/overleggen/{table.meeting}/agenda/{table.items['Samenwerking']}"
    page = client.get(here).text
    assert "Bram Kuijper" in page[page.index("Voor wie zelden komt") :]
    bram = str(cast.seats["bram.kuijper"].membership)
    sent = client.post(f"{here}/link", data={"once": str(uuid4()), "membership_id": bram})
    assert sent.status_code == HTTPStatus.SEE_OTHER
    assert "De link is verstuurd." in client.get(sent.headers["location"]).text
    assert _mailed(r"/punt/(\S+)")
