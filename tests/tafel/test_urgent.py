"""A spoedoverleg: one step, one case, within the hour, under the same rules."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from models.forms.meetings import CallUrgently
from models.meeting_terms import ItemState, MeetingState
from models.tables.meetings import AgendaItem
from models.terms import DataCategory
from tafel import clock, db, naming, urgent
from tafel.refusals import Invalid, NotFound
from tafel.sight import at_table, passages
from tafel.sight import meetings as seen
from tests.cast import Cast
from tests.tafel.acting import act


def _form(cast: Cast, *partners: str, **more: Any) -> CallUrgently:
    known = {"once": uuid4(), "question": "Wie gaat er nu heen?", "partners": [cast.partners[key] for key in partners]}
    return CallUrgently.model_validate(known | more)


def _call(cast: Cast, login: str, *partners: str, **more: Any) -> Any:
    case = cast.cases["Zwaluw"]
    return act(cast, login, lambda work: urgent.call(work, case, _form(cast, *partners, **more)))


def test_one_step_invites_with_one_accepted_item(cast: Cast) -> None:
    made = _call(cast, "inge.bakels", "OM", "OPV")
    with db.reading(cast.seats["bram.kuijper"]) as reading:
        page = seen.meeting(reading, made)
        row = at_table.require_meeting(reading, made)
        item = reading.session.scalars(select(AgendaItem)).one()
        assert at_table.require_item(reading, item.id)[0].state is ItemState.ACCEPTED
    assert (row.state, row.urgent, row.announce_by) == (MeetingState.INVITED, True, None)
    assert clock.now() < row.starts_at <= clock.now() + timedelta(hours=1)
    assert page.head.chair == page.head.note_taker == "Inge Bakels"
    assert "Zwaluw" not in page.head.name


def test_who_is_called_and_expected(cast: Cast) -> None:
    made = _call(cast, "inge.bakels", "OM")
    with db.reading(cast.seats["inge.bakels"]) as reading:
        names = {one.name for one in seen.meeting(reading, made).attendance}
    assert names == {"Inge Bakels", "mr. Wouter Lansink"}


def test_nothing_more_is_shared_by_being_called(cast: Cast) -> None:
    _call(cast, "inge.bakels", "OPV")
    with db.reading(cast.seats["bram.kuijper"]) as reading:
        known = {row.category for row in passages.of_case(reading, cast.cases["Zwaluw"])}
    assert known <= {DataCategory.D0}  # the question itself


def test_others_do_not_know_of_it(cast: Cast) -> None:
    made = _call(cast, "inge.bakels", "OM")
    for login in ("bram.kuijper", "petra.dekker", "rik.zandstra", "ben.vink", "nadia.oosterhuis"):
        with db.reading(cast.seats[login]) as reading, pytest.raises(NotFound):
            seen.meeting(reading, made)


def test_only_a_member_of_the_case_calls_one(cast: Cast) -> None:
    for login in ("ruud.eggink", "bram.kuijper", "marijke.terpstra", "rik.zandstra", "ben.vink", "nadia.oosterhuis"):
        with pytest.raises(NotFound):
            _call(cast, login, "OM")


@pytest.mark.parametrize(("field", "wrong"), [("partners", "POL"), ("chair_id", "nobody"), ("partners", "unknown")])
def test_what_cannot_be_is_told_at_its_field(cast: Cast, field: str, wrong: str) -> None:
    more: dict[str, Any] = {"chair_id": uuid4()} if wrong == "nobody" else {}
    if wrong == "unknown":
        more = {"partners": [uuid4()]}
    with pytest.raises(Invalid) as invalid:
        _call(cast, "inge.bakels", "POL" if wrong == "POL" else "OM", **more)
    assert set(invalid.value.errors) == {field}


def test_a_question_that_points_at_somebody_is_asked_about_once(cast: Cast) -> None:
    named = "Wie rijdt nu naar de Tuindersweg 12?"
    with pytest.raises(Invalid) as wrong:
        _call(cast, "inge.bakels", "OM", question=named)
    assert wrong.value.errors == {"question": naming.NAMES_SOMEBODY}
    assert _call(cast, "inge.bakels", "OM", question=named, nameless=True)
