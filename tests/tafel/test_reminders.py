"""Reminders: a day before, once a day, without a word of what it is about; their link changes nothing until pressed."""

import re
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from models.forms.meetings import AnswerItem
from models.forms.secrecy import SignSecrecy
from models.meeting_terms import MinutesState
from models.tables.minutes import Minutes
from models.tables.people import Membership
from models.tables.post import Reminder
from tafel import answers, asking, clock, db, notices, people, reminders, secrecy
from tafel.refusals import NotFound
from tests import post_office, posting, tables
from tests.cast import Cast
from tests.client import Client
from tests.tafel import amends, minuting, questioning
from tests.tafel.acting import act, joins
from tests.tafel.test_actions import SOON, takes_on
from web.app import create

pytestmark = pytest.mark.laid

SAID_OF_IT = ("Zwaluw", "Samenwerking", "Rijdt langs", "Wie bezoekt", "Bakels", "Lansink", "Politie")


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), clock.AMSTERDAM)


def _reminded(moment: datetime) -> dict[str, str]:
    """Who was reminded then, with the link."""
    before = {str(one["Message-ID"]) for one in post_office.in_folder()}
    with clock.at(moment):
        posting.by_the_clock()
    found = {}
    for message in post_office.in_folder():
        link = re.search(r"/herinnering/(\S+)", post_office.text_of(message))
        if link and str(message["Message-ID"]) not in before:
            assert message["Subject"] == notices.SUBJECT
            assert not [word for word in SAID_OF_IT if word in post_office.text_of(message)]
            login = str(message["To"].addresses[0].username)
            assert login not in found
            found[login] = link[1]
    return found


def secrecy_until(reading: db.Reading) -> datetime:
    """Until when what somebody signed counts."""
    found = reading.session.get_one(Membership, (reading.seat.region, reading.seat.membership)).secrecy_until
    assert found
    return found


def test_who_did_not_act_on_a_recall_is_reminded_once_a_week(cast: Cast) -> None:
    amends.opens(cast, "wouter.lansink")
    made = amends.recalls(cast, "OM")
    day = clock.today()
    assert _reminded(_at(day + timedelta(days=2))) == {}
    assert _reminded(_at(day + timedelta(days=4))).keys() == {"wouter.lansink"}
    assert _reminded(_at(day + timedelta(days=6))) == {}
    assert _reminded(_at(day + timedelta(days=11))).keys() == {"wouter.lansink"}
    with clock.at(_at(day + timedelta(days=12))):
        amends.confirms(cast, "wouter.lansink", made)
    assert _reminded(_at(day + timedelta(days=20))) == {}


def _meeting_in(cast: Cast, days: int) -> tuple[tables.Table, date]:
    day = clock.today() + timedelta(days=days)
    return tables.set_up(cast, day=day), day


def test_a_day_before_who_did_not_answer_is_reminded_once(cast: Cast) -> None:
    _, day = _meeting_in(cast, 5)
    asked = {
        "inge.bakels", "wouter.lansink", "soraya.pinas", "bram.kuijper", "samir.el.khatib", "marijke.terpstra",
    }  # fmt: skip
    assert _reminded(_at(day - timedelta(days=3))) == {}
    assert _reminded(_at(day - timedelta(days=1), 15)).keys() == asked
    assert _reminded(_at(day - timedelta(days=1), 17)) == {}
    assert _reminded(_at(day, 9)).keys() == asked
    assert _reminded(_at(day, 14)) == {}


def test_not_at_night(cast: Cast) -> None:
    _, day = _meeting_in(cast, 5)
    assert _reminded(_at(day, 7)) == {}


def test_who_answered_is_left_alone(cast: Cast) -> None:
    table, day = _meeting_in(cast, 5)
    form = AnswerItem.model_validate({"item_id": table.items["Samenwerking"], "answer": "none"})
    act(cast, "bram.kuijper", lambda work: answers.answer(work, table.meeting, form))
    assert "bram.kuijper" not in _reminded(_at(day, 9))


def test_an_action_the_day_before_and_late_once_a_week(cast: Cast) -> None:
    table = minuting.in_session(cast)
    due = clock.today() + timedelta(days=10)
    minuting.action(cast, table, "POL", due_on=due)
    assert _reminded(_at(due - timedelta(days=2))) == {}
    assert _reminded(_at(due - timedelta(days=1))).keys() == {"inge.bakels"}
    assert _reminded(_at(due)).keys() == {"inge.bakels"}
    late = [bool(_reminded(_at(due + timedelta(days=days)))) for days in range(1, 15)]
    assert late == [days in (7, 14) for days in range(1, 15)]


def test_a_question_the_day_before_ones_own_day(cast: Cast) -> None:
    question, due = questioning.anonymous(cast, "OM", "ZC", "WOCO"), clock.today() + timedelta(days=7)
    questioning.answer(cast, "wouter.lansink", question, "none")
    questioning.answer(cast, "soraya.pinas", question, "later", later_on=due + timedelta(days=5))
    assert _reminded(_at(due - timedelta(days=2))) == {}
    assert _reminded(_at(due - timedelta(days=1))).keys() == {"petra.dekker"}
    assert _reminded(_at(due + timedelta(days=4))).keys() == {"soraya.pinas"}
    assert _reminded(_at(due + timedelta(days=6))).keys() == {"petra.dekker"}  # late, and a week since the last
    act(cast, "inge.bakels", lambda work: asking.withdraw(work, question))
    assert _reminded(_at(due + timedelta(days=13))) == {}


def test_only_the_person_it_was_given_to(cast: Cast) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    table = minuting.in_session(cast)
    due = clock.today() + timedelta(days=10)
    minuting.action(cast, table, "POL", due_on=due, person_id=cast.seats["ruud.eggink"].membership)
    assert _reminded(_at(due)).keys() == {"ruud.eggink"}


def test_remarks_until_tomorrow(cast: Cast) -> None:
    table = minuting.in_session(cast)
    by = clock.today() + timedelta(days=8)
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        work.session.add(
            Minutes(
                region_id=work.seat.region, id=uuid4(), meeting_id=table.meeting, item_id=table.items["Zwaluw"],
                state=MinutesState.FOR_REMARKS, remarks_by=by, sent_at=work.now,
            )
        )  # fmt: skip
    assert _reminded(_at(by - timedelta(days=2))) == {}
    assert _reminded(_at(by)).keys() == {"inge.bakels", "wouter.lansink", "soraya.pinas"}
    assert _reminded(_at(by + timedelta(days=1))) == {}


def test_several_things_are_one_mail(cast: Cast) -> None:
    table = minuting.in_session(cast)
    due = clock.today() + timedelta(days=10)
    for _ in range(3):
        minuting.action(cast, table, "POL", due_on=due)
    assert len(_reminded(_at(due))) == 1


def test_reading_the_link_changes_nothing_and_signs_nobody_in(cast: Cast) -> None:
    _, day = _meeting_in(cast, 5)
    token = _reminded(_at(day, 9))["inge.bakels"]
    client = Client(create(), headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    with clock.at(_at(day, 10)):
        for _ in range(3):
            page = client.get(f"/herinnering/{token}")
            assert page.status_code == 200
            assert "Herinner mij een week niet" in page.text
        assert not page.cookies
        assert client.get("/").headers["location"] == "/aanmelden"
        assert not [word for word in SAID_OF_IT if word in page.text]
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert not [one for one in reading.session.scalars(select(Reminder)) if one.used_at]


def test_the_button_works_once_and_gives_a_week_of_rest(cast: Cast) -> None:
    table = minuting.in_session(cast)
    due = clock.today() + timedelta(days=10)
    minuting.action(cast, table, "POL", due_on=due)
    token = _reminded(_at(due - timedelta(days=1)))["inge.bakels"]
    client = Client(create(), headers={"Sec-Fetch-Site": "same-origin"})
    with clock.at(_at(due - timedelta(days=1), 11)):
        assert "Een week geen herinneringen" in client.post(f"/herinnering/{token}").text
        again = client.post(f"/herinnering/{token}")
        assert "Deze link is al gebruikt, of te oud" in again.text
        assert "Herinner mij een week niet" not in client.get(f"/herinnering/{token}").text
    assert _reminded(_at(due)) == {}
    assert _reminded(_at(due + timedelta(days=7))).keys() == {"inge.bakels"}


def test_an_old_link_says_so(cast: Cast) -> None:
    _, day = _meeting_in(cast, 5)
    token = _reminded(_at(day, 9))["inge.bakels"]
    with clock.at(_at(day + timedelta(days=15))):
        assert not reminders.stands(token)
        assert not reminders.rest(token)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("token", ["x", "0" * 32 + "-" + "a" * 43])
def test_an_unknown_link_is_the_same_as_none(token: str) -> None:
    client = Client(create(), headers={"Sec-Fetch-Site": "same-origin"})
    for answer in (client.get(f"/herinnering/{token}"), client.post(f"/herinnering/{token}")):
        assert answer.status_code == 404
        assert answer.content == client.get("/bestaat-niet").content
    with pytest.raises(NotFound):
        reminders.rest(token)


def test_another_site_cannot_press_it(cast: Cast) -> None:
    _, day = _meeting_in(cast, 5)
    token = _reminded(_at(day, 9))["inge.bakels"]
    client = Client(create(), headers={"Sec-Fetch-Site": "cross-site"})
    assert client.post(f"/herinnering/{token}").status_code == 403
    with clock.at(_at(day, 10)):
        assert reminders.stands(token)


def test_an_action_of_somebody_who_left_is_a_colleagues_to_hear_of(cast: Cast) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    takes_on(cast, "inge.bakels", person_id=cast.seats["ruud.eggink"].membership)
    due = clock.today() + SOON
    assert _reminded(_at(due - timedelta(days=1))).keys() == {"ruud.eggink"}
    act(cast, "ben.vink", lambda work: people.end_membership(work, cast.seats["ruud.eggink"].membership))
    assert _reminded(_at(due)).keys() == {"inge.bakels"}


def test_secrecy_to_be_signed_again_is_asked_from_a_month_ahead_once_a_week(cast: Cast) -> None:
    with db.reading(cast.seats["ruud.eggink"]) as reading:
        ends = secrecy_until(reading)
    day = clock.day_of(ends)
    assert _reminded(_at(day - timedelta(days=31))) == {}
    everybody = _reminded(_at(day - timedelta(days=29)))
    assert "ruud.eggink" in everybody
    with clock.at(_at(day - timedelta(days=29), 11)):
        act(cast, "inge.bakels", lambda work: secrecy.sign(work, SignSecrecy(once=uuid4(), number=0)))
    assert _reminded(_at(day - timedelta(days=28))) == {}
    assert _reminded(_at(day - timedelta(days=22))).keys() == everybody.keys() - {"inge.bakels"}
