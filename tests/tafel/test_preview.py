"""What is told beforehand, what the act does and what is read afterwards are one; and fewer chosen never read more."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from models.forms.casework import AboutSubject, CheckPassage, WritePassage
from models.forms.lines import SayLine
from models.forms.meetings import AnswerItem
from models.forms.sharing import GiveShares
from models.tables.casework import Subject
from models.terms import Outcome, Purpose, Reliability, StatementKind, SubjectRole
from tafel import clock, db, lines, sharing, statements
from tafel.db import Writing
from tafel.refusals import Refused
from tafel.sight import own, passages, profiles, readers
from tafel.sight import sharing as seen
from tests.cast import Cast
from tests.tafel.acting import act
from tests.tafel.minuted import close, confirmed, minutes_of, sheet
from tests.tafel.minuting import in_session, one
from tests.tafel.test_profiles import next_change
from tests.tafel.test_sharing import NECESSITY, give
from tests.tafel.test_sharing_ends import convenant, decision, told

pytestmark = pytest.mark.laid

SEATS = {"VZ": "samir.el.khatib", "POL": "inge.bakels", "OM": "wouter.lansink", "ZC": "soraya.pinas",
         "WOCO": "petra.dekker"}  # fmt: skip
TEXTS = ("Er ligt een kasboek.", "Bel 06 12345678.", "Zij woont op Kade 12, 1234 AB.")
FEW = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class _UndoneError(Exception):
    """Nothing of an example stays."""


@pytest.fixture
def full(cast: Cast) -> Cast:
    """The cast with a decision, an agreement and a consent to lean on."""
    decision(cast, ["ZC"])
    convenant(cast)
    told(cast)
    return cast


@st.composite
def typed(draw: st.DrawFn, cast: Cast, login: str) -> CheckPassage:
    """Words as somebody may type them on the page of a passage."""
    with db.reading(cast.seats[login]) as reading:
        letters = reading.session.scalars(
            select(col(Subject.id)).where(col(Subject.case_id) == cast.cases["Zwaluw"]).order_by(col(Subject.letter))
        ).all()
        can, aims = own.choosable(reading.seat), seen.purposes(reading, cast.cases["Zwaluw"])
    linked = draw(st.sets(st.sampled_from(letters), max_size=2))
    return CheckPassage(
        text=draw(st.sampled_from(TEXTS)), category=draw(st.sampled_from(can)),
        kind=draw(st.sampled_from(StatementKind)), reliability=draw(st.sampled_from(Reliability)),
        observed_on=draw(st.sampled_from([None, clock.today()])), names_person=draw(st.booleans()),
        exact_place=draw(st.booleans()), purpose=draw(st.sampled_from(aims)),
        about=[AboutSubject(subject_id=one, role=draw(st.sampled_from(SubjectRole))) for one in linked],
    )  # fmt: skip


def written(work: Writing, case: UUID, words: CheckPassage) -> UUID:
    form = WritePassage.model_validate({"once": uuid4(), **words.model_dump(exclude={"draft", "base", "once", "seat"})})
    return statements.write(work, case, form)


def shares(work: Writing, case: UUID, statement: UUID, receivers: Collection[UUID], purpose: Purpose) -> None:
    """Share it as far as the rules permit, with the sentence that goes with all sharing."""
    passage = own.one_passage(work, case, statement)
    assert passage
    form = GiveShares(
        once=uuid4(), versions=[passage.version_id], receivers=sorted(receivers, key=str), purpose=purpose,
        ends_on=profiles.last_day(profiles.of_case(work, case), clock.day_of(work.now)), declared=["c-DECL(min)"],
    )  # fmt: skip
    with suppress(Refused):
        sharing.give(work, case, form)


def who_reads(work: Writing, cast: Cast, statement: UUID) -> set[UUID]:
    """The partners whose member finds it on the page of the case, but its own."""
    found = set()
    for key, login in SEATS.items():
        there = replace(work, seat=cast.seats[login], shown=set(), consulted=[], known={})
        rows = passages.of_case(there, cast.cases["Zwaluw"], statement=statement)
        found |= {cast.partners[key]} if rows else set()
    return found - {work.seat.partner}


@FEW
@given(st.data())
def test_what_is_told_is_what_the_act_does_and_what_is_read(full: Cast, data: st.DataObject) -> None:
    login = data.draw(st.sampled_from(["inge.bakels", "soraya.pinas", "wouter.lansink", "petra.dekker"]))
    case, words = full.cases["Zwaluw"], data.draw(typed(full, login))
    with pytest.raises(_UndoneError), db.writing(full.seats[login]) as work:
        view = readers.of_passage(work, case, words)
        may = {one.partner.id for one in view.inside if one.outcome is Outcome.PERMITTED}
        statement = written(work, case, words)
        again = readers.of_passage(work, case, words, statement)
        shares(work, case, statement, view.meant, view.purpose)
        assert may == who_reads(work, full, statement)
        assert [one.outcome for one in again.receivers] == [one.outcome for one in view.receivers]
        raise _UndoneError


@FEW
@given(st.data())
def test_a_narrower_circle_never_reads_more(full: Cast, data: st.DataObject) -> None:
    case, words = full.cases["Zwaluw"], data.draw(typed(full, "inge.bakels"))
    inside = [full.partners[key] for key in SEATS if key != "POL"]
    wide = data.draw(st.sets(st.sampled_from(inside), min_size=1))
    narrow = data.draw(st.sets(st.sampled_from(sorted(wide, key=str)), min_size=1))
    found = []
    for circle in (narrow, wide):
        with pytest.raises(_UndoneError), db.writing(full.seats["inge.bakels"]) as work:
            statement = written(work, case, words)
            shares(work, case, statement, circle, words.purpose or Purpose.P4)
            found.append(who_reads(work, full, statement))
            raise _UndoneError
    assert found[0] <= found[1]
    assert found[0] <= narrow


@pytest.mark.parametrize("category", ["D0", "D2", "D5", "D7", "D8"])
@pytest.mark.parametrize("ground", [False, True], ids=["on nothing", "on a decision"])
def test_what_is_told_at_an_item_is_what_its_minutes_show(
    cast: Cast, category: str, ground: bool  # noqa: FBT001 of the test
) -> None:  # fmt: skip
    if ground:
        decision(cast, ["ZC"])
    give(cast, "inge.bakels", ["voorman"], ["OM", "ZC"], **NECESSITY)
    table = in_session(cast)
    item = table.items["Zwaluw"]
    words = {"text": "De kas is leeg.", "category": category, "reliability": "heard", "declared": ["c-DECL(min)"]}
    form = AnswerItem.model_validate({"item_id": item, **words})
    with db.reading(cast.seats["inge.bakels"]) as reading:
        view = readers.of_item(reading, table.meeting, form)
    keys = {cast.partners[key]: login for key, login in SEATS.items()}
    may = {keys[one.partner.id] for one in view.inside if one.outcome is Outcome.PERMITTED}
    line = _said(cast, item, category)
    confirmed(cast, table)
    circle = {keys[one.partner.id] for one in view.inside}
    assert {login for login in circle if _reads_live(cast, table, login, line)} == may
    close(cast, table)
    page = minutes_of(cast, table)
    shown = {login for login in circle if any(one.text == "De kas is leeg." for one in sheet(cast, login, page).said)}
    assert shown == may
    assert category != "D7" or ("soraya.pinas" in may) is ground


def _said(cast: Cast, item: UUID, category: str) -> UUID:
    known = {"once": uuid4(), "partner_id": cast.partners["POL"], "text": "De kas is leeg.", "category": category}
    form = SayLine.model_validate(known)
    return act(cast, "samir.el.khatib", lambda work: lines.say_line(work, item, form))


def _reads_live(cast: Cast, table: object, login: str, line: UUID) -> bool:
    found = one(cast, login, table, line)  # type: ignore[arg-type]
    return found is not None and found.text is not None


def test_a_share_ends_at_its_second_across_summer_time_and_with_the_clock_set_back(cast: Cast) -> None:
    day, line = next_change(), cast.passages["voorman"]
    give(cast, "inge.bakels", ["voorman"], ["OM"], ends_on=day)
    last = clock.end_of(day)
    assert last - clock.start_of(day) != timedelta(hours=23, minutes=59, seconds=59)
    with clock.at(last - timedelta(seconds=1)):
        assert _reads(cast, line)
    with clock.at(last):  # nobody wrote the end down: the server may have stood still
        assert not _reads(cast, line)
        act(cast, "inge.bakels", lambda work: statements.write(work, cast.cases["Zwaluw"], _plain()))
    with clock.at(last - timedelta(days=1)):  # set back: the register knows that it is later
        assert not _reads(cast, line)


def _plain() -> WritePassage:
    return WritePassage(once=uuid4(), text="Er is een bus.", category="D7", reliability="heard")


def _reads(cast: Cast, statement: UUID) -> bool:
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        return bool(passages.of_case(reading, cast.cases["Zwaluw"], statement=statement))
