"""A link to an item with a code by mail: it signs in one person, once for each code, and tells nobody anything else."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.lines import NewAction
from models.forms.meetings import AddGuest, SendLink
from models.forms.people import ChangePassword, ChooseSeat, MakeToken
from models.forms.room import AdmitGuest, StandAside
from models.tables.meetings import AgendaItem, Meeting
from models.tables.people import Membership
from tafel import (
    actions,
    admitting,
    attendance,
    clock,
    db,
    feeds,
    item_links,
    leading,
    meetings,
    people,
    rule_desk,
    sign_in,
    tokens,
)
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import expected, hearing
from tests import post_office, posting, tables
from tests.cast import Cast
from tests.client import Client
from tests.tables import Table
from tests.tafel import copying
from tests.tafel.acting import act, ledger, second_seat
from tests.tafel.minuted import close, sent
from tests.tafel.minuting import in_session
from web.app import create

pytestmark = pytest.mark.laid

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
    posting.by_the_clock()
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
    posting.by_the_clock()
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


def test_who_stands_aside_gets_none_and_the_one_that_was_sent_stops(cast: Cast) -> None:
    table = tables.set_up(cast)
    token = _link(cast, table)
    form = StandAside(once=uuid4(), item_id=table.items["Samenwerking"], aside=True)
    act(cast, "bram.kuijper", lambda work: leading.stand_aside(work, table.meeting, form))
    assert not item_links.stands(token)
    with pytest.raises(Invalid):
        _send(cast, table)
    act(
        cast, "bram.kuijper",
        lambda work: leading.stand_aside(work, table.meeting, form.model_copy(update={"aside": False})),
    )  # fmt: skip
    assert item_links.stands(token)


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


def _to_do(cast: Cast, table: Table) -> UUID:
    """Bram takes something on about Samenwerking."""
    with db.reading(cast.seats["bram.kuijper"]) as reading:
        item = reading.session.get_one(AgendaItem, (reading.seat.region, table.items["Samenwerking"]))
        case = item.case_id
    form = NewAction(once=uuid4(), case_id=case, due_on=clock.today(), text="Belt de huisarts.")
    return act(cast, "bram.kuijper", lambda work: actions.add(work, form))


def test_one_page_holds_the_question_the_answers_and_the_own_action(cast: Cast) -> None:
    table = tables.set_up(cast)
    action, token, browser = _to_do(cast, table), _link(cast, table), _browser()
    come_in = browser.post(f"/punt/{token}", data={"code": _code(token)})
    here = come_in.headers["location"]
    page = browser.get(here).text
    for each in ("Werkt de afspraak?", "Wat wilt u zeggen?", "Geen inbreng", "Belt de huisarts.", "Gedaan"):
        assert each in page
    base = re.search(rf'formaction="{here}/gedaan/{action}".*?name="base" value="([^"]+)"', page)
    assert base
    reported = browser.post(f"{here}/gedaan/{action}", data={"once": str(uuid4()), "base": base[1]})
    assert "De actie is gedaan." in reported.text
    assert "Belt de huisarts." not in reported.text
    for login in ("inge.bakels", "wouter.lansink"):
        assert "Belt de huisarts." not in cast.client(login).get(here).text


def _guest(cast: Cast, table: Table) -> None:
    form = AddGuest(once=uuid4(), name="Anna de Gast", secrecy_signed=True)
    act(cast, SECRETARY, lambda work: attendance.add_guest(work, table.meeting, form))


def test_a_guest_without_a_seat_gets_no_link(cast: Cast) -> None:
    table = tables.set_up(cast)
    _guest(cast, table)
    with db.reading(cast.seats[SECRETARY]) as reading:
        for item in table.items.values():
            assert "Anna de Gast" not in {one.name for one in expected.may_get_a_link(reading, item)}
    page = cast.client(SECRETARY).get(f"/overleggen/{table.meeting}").text
    assert "met wie geen plaats aan tafel heeft, wordt niets gedeeld" in page


def test_a_guest_without_a_seat_gets_no_copy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    copying.print_here(monkeypatch)
    table = in_session(cast)
    form = AdmitGuest(once=uuid4(), item_id=table.items["Zwaluw"], name="Anna de Gast", signed=True)
    act(cast, "marijke.terpstra", lambda work: admitting.guest(work, table.meeting, form))
    sent(cast, close(cast, table))
    copying.make(cast, table)
    assert "Anna de Gast" not in {one.name for one in copying.page(cast, SECRETARY, table).recipients}


def _moved(cast: Cast, table: Table, hours: int) -> None:
    with db.writing(cast.seats[SECRETARY]) as work:
        meeting = work.session.get_one(Meeting, (work.seat.region, table.meeting))
        meeting.starts_at += timedelta(hours=hours)
        meeting.ends_at += timedelta(hours=hours)


def _ends(cast: Cast, table: Table) -> datetime:
    with db.reading(cast.seats[SECRETARY]) as reading:
        return reading.session.get_one(Meeting, (reading.seat.region, table.meeting)).ends_at


def test_it_is_over_when_the_meeting_is_wherever_that_moved(cast: Cast) -> None:
    table = tables.set_up(cast)
    token, planned = _link(cast, table), _ends(cast, table)
    _moved(cast, table, -5)
    with clock.at(planned - timedelta(hours=4)):
        assert not item_links.stands(token)
    _moved(cast, table, 30)
    with clock.at(planned + timedelta(hours=20)):
        assert item_links.stands(token)


def test_it_stands_while_the_meeting_runs_over(cast: Cast) -> None:
    table = tables.set_up(cast)
    token, planned = _link(cast, table), _ends(cast, table)
    act(cast, "marijke.terpstra", lambda work: meetings.begin(work, table.meeting, early=True))
    with clock.at(planned + timedelta(minutes=30)):
        assert item_links.stands(token)
    close(cast, table)
    with clock.at(planned + timedelta(minutes=30)):
        assert not item_links.stands(token)


def test_a_sitting_by_link_is_over_with_the_meeting_and_with_a_newer_link(cast: Cast) -> None:
    table = tables.set_up(cast)
    token = _link(cast, table)
    sitting, _ = item_links.enter(token, _code(token))
    assert sign_in.present(sitting)
    _moved(cast, table, -24 * 3)
    assert sign_in.present(sitting) is None
    _moved(cast, table, 24 * 3)
    assert sign_in.present(sitting)
    _link(cast, table)
    assert sign_in.present(sitting) is None


def test_a_sitting_by_link_is_over_when_the_meeting_is_closed_or_the_seat_ends(cast: Cast) -> None:
    table = tables.set_up(cast)
    token = _link(cast, table)
    sitting, _ = item_links.enter(token, _code(token))
    act(cast, "ben.vink", lambda work: people.end_membership(work, cast.seats["bram.kuijper"].membership))
    assert sign_in.present(sitting) is None
    with pytest.raises(NotFound):
        sign_in.take_seat(sitting, ChooseSeat(membership_id=cast.seats["bram.kuijper"].membership))


def test_a_sitting_by_link_is_for_one_seat(cast: Cast) -> None:
    other = second_seat(cast, "bram.kuijper", "ZC", "soraya.pinas")
    token = _link(cast, tables.set_up(cast))
    sitting, _ = item_links.enter(token, _code(token))
    here = sign_in.present(sitting)
    assert here
    assert here.seat
    assert (here.seat.origin, here.seat.several_seats) == ("link", False)
    with pytest.raises(NotFound):
        sign_in.take_seat(sitting, ChooseSeat(membership_id=other.membership))
    again = sign_in.present(sitting)
    assert again
    assert again.seat == here.seat


def test_a_sitting_by_link_leaves_account_and_rules_alone(cast: Cast) -> None:
    sign_in.set_password(cast.seats["bram.kuijper"].person, "een lange zin om te onthouden")
    token = _link(cast, tables.set_up(cast))
    sitting, _ = item_links.enter(token, _code(token))
    here = sign_in.present(sitting)
    assert here
    assert here.seat
    lasting = MakeToken(once=uuid4(), name="voor later", days=365)
    other = ChangePassword(once=uuid4(), current="een lange zin om te onthouden", new="x" * 12, again="x" * 12)
    for do in (
        lambda work: tokens.make(work, lasting),
        lambda work: sign_in.change_password(work, other),
        lambda work: feeds.make_once(work, uuid4(), ""),
        lambda work: rule_desk.propose(work, ""),
        lambda work: rule_desk.advise(work, uuid4()),
        lambda work: rule_desk.adopt(work, uuid4()),
    ):
        with pytest.raises(Refused, match="met een link"), db.writing(here.seat) as work:
            do(work)  # type: ignore[no-untyped-call]


def test_to_a_sitting_by_link_there_is_no_account(cast: Cast) -> None:
    token, browser = _link(cast, tables.set_up(cast)), _browser()
    home = browser.post(f"/punt/{token}", data={"code": _code(token)}).headers["location"]
    page, absent = browser.get(home), browser.get("/bestaat-niet").content
    assert page.status_code == HTTPStatus.OK
    assert 'href="/ik"' not in page.text
    key = {"once": str(uuid4())}
    seat = {"membership_id": str(cast.seats["bram.kuijper"].membership)}
    answers = [
        *(browser.get(path) for path in ("/ik", "/taak", "/beheer", "/instellingen", "/instellingen/huisstijl")),
        *(browser.post(path, data=key) for path in ("/ik/agenda", "/ik/zittingen/beeindigen", "/ik/geheimhouding")),
        browser.post("/ik/sleutels", data=key | {"name": "x", "days": "9"}),
        browser.post("/taak", data=seat),
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, absent)}


def test_the_mail_with_the_code_does_not_hold_the_link(cast: Cast) -> None:
    token = _link(cast, tables.set_up(cast))
    code = _code(token)
    bodies = [text for text in map(post_office.text_of, post_office.in_folder()) if code in text]
    assert bodies
    assert not [body for body in bodies if token in body or "/punt/" in body]


# ---------- secrecy: signed for the item, before anything is shown


def _lapses(cast: Cast, login: str) -> None:
    seat = cast.seats[login]
    with db.writing(seat) as work:
        work.session.get_one(Membership, (seat.region, seat.membership)).secrecy_until = work.now


def _comes_in(cast: Cast, table: Table) -> Client:
    token, browser = _link(cast, table), _browser()
    home = browser.post(f"/punt/{token}", data={"code": _code(token)}).headers["location"]
    assert home == f"/overleggen/{table.meeting}/inbreng"
    return browser


def test_who_did_not_sign_signs_for_the_item_before_anything_is_shown(cast: Cast) -> None:
    table = tables.set_up(cast)
    _lapses(cast, "bram.kuijper")
    browser = _comes_in(cast, table)
    here = f"/overleggen/{table.meeting}"
    for path in ("/", here, f"{here}/inbreng", f"{here}/nu", f"{here}/nu/deel/nu", f"{here}/nu/stroom", "/casussen"):
        sent = browser.get(path)
        assert (sent.status_code, sent.headers["location"]) == (303, "/geheimhouding"), path
    page = browser.get("/geheimhouding").text
    assert "U tekent voor het punt" in page
    assert not [word for word in SAID_OF_IT[:4] if word in page]
    form = {"once": str(uuid4()), "number": "0"}
    signed = browser.post("/geheimhouding", data=form)
    assert signed.headers["location"] == f"{here}/inbreng"
    assert "Werkt de afspraak?" in browser.get(f"{here}/inbreng").text
    line = ledger(cast, Act.SECRECY_SIGNED)[-1]
    assert (line["item"], line["member"]) == (
        str(table.items["Samenwerking"]), str(cast.seats["bram.kuijper"].membership),
    )  # fmt: skip
    again = browser.post("/geheimhouding", data=form | {"once": str(uuid4())})
    assert again.status_code == HTTPStatus.FORBIDDEN
    assert "U hebt voor dit punt al getekend." in again.text


def test_what_one_signed_for_an_item_counts_there_and_for_no_other(cast: Cast) -> None:
    table = tables.set_up(cast)
    _lapses(cast, "bram.kuijper")
    browser = _comes_in(cast, table)
    browser.post("/geheimhouding", data={"once": str(uuid4()), "number": "0"})
    with db.reading(cast.seats["marijke.terpstra"]) as reading:
        room = hearing.room(reading, table.meeting, whole=True)
        (bram,) = [one for one in room.people if one.membership == cast.seats["bram.kuijper"].membership]
        heard = {point.word: point.has_signed(bram) for point in room.points}
    assert heard == {"Zwaluw": False, "Samenwerking": True}


def test_who_signed_for_the_year_is_asked_nothing(cast: Cast) -> None:
    table = tables.set_up(cast)
    browser = _comes_in(cast, table)
    assert browser.get(f"/overleggen/{table.meeting}/inbreng").status_code == HTTPStatus.OK
    refused = browser.post(
        "/geheimhouding/tekst", data={"once": str(uuid4()), "text": "x", "spoken": "y", "before": "0"}
    )
    assert refused.status_code == HTTPStatus.NOT_FOUND
