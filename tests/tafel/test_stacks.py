"""Stacks: signals lie together, each partner sees its own alone, they are weighed as one and go on as a case."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select
from sqlmodel import col

from models.acts import Act
from models.forms.identifiers import AnswerHit
from models.forms.secrecy import SignSecrecy
from models.forms.signals import MakeCase, WeighSignal
from models.forms.stacks import PutInStack, StackToCase, TakeOut
from models.signal_terms import Cluster, Missing, SignalState, Weight
from models.tables.ledger import OutgoingMail
from models.views.stacks import StackPage
from tafel import clock, db, hits, repeats, secrecy, stacks, statements, weighing
from tafel.refusals import Invalid, NotFound, Refused
from tafel.seat import of_chores
from tafel.sight import casework as cases
from tafel.sight import identifiers as identified
from tafel.sight import repeats as repeated
from tafel.sight import stacks as seen
from tests import days
from tests.cast import Cast
from tests.tafel.acting import act, at_once, closes, ledger, passage
from tests.tafel.identifying import agreed, round_passes, says, signal
from tests.tafel.test_signals import page as signal_page

OUTSIDE = ("rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis", "samir.el.khatib")
MONDAY = days.coming(0, 10)
WEIGHED = {"outcome": "consulted", "reason": "Zij stemmen af.", "feedback": "Er wordt gekeken."}


def puts(cast: Cast, login: str, *lying: UUID, **more: Any) -> UUID:
    form = PutInStack.model_validate({"once": uuid4(), "cases": list(lying), "code_word": "Zwaluw", **more})
    return act(cast, login, lambda work: stacks.put(work, form))


def page(cast: Cast, login: str, stack: UUID) -> StackPage:
    with db.reading(cast.seats[login]) as reading:
        return seen.stack_page(reading, stack)


def lying(cast: Cast, login: str, stack: UUID) -> list[UUID]:
    return [one.case_id for one in page(cast, login, stack).parts]


def lacks(view: StackPage) -> dict[Missing, tuple[str, ...]]:
    """What is missing, and in which signals."""
    return {one.what: one.words for one in view.missing}


def mails(cast: Cast) -> list[str]:
    with db.reading(cast.by_the_clock) as reading:
        here = col(OutgoingMail.region_id) == reading.seat.region
        return list(reading.session.scalars(select(col(OutgoingMail.body)).where(here)))


def takes_out(cast: Cast, login: str, stack: UUID, case: UUID) -> bool:
    return act(cast, login, lambda work: stacks.take_out(work, stack, TakeOut(once=uuid4(), case_id=case)))


def weighs(cast: Cast, stack: UUID, login: str = "soraya.pinas", **more: Any) -> int:
    form = WeighSignal.model_validate({"once": uuid4(), **WEIGHED, **more})
    return act(cast, login, lambda work: stacks.weigh(work, stack, form))


def three(cast: Cast) -> tuple[UUID, dict[str, UUID]]:
    """Three partners each lay a signal of their own in one stack: the first tells the others its reference."""
    signals = {login: signal(cast, login) for login in ("sven.mulder", "inge.bakels", "petra.dekker")}
    stack = puts(cast, "sven.mulder", signals["sven.mulder"])
    mark = page(cast, "sven.mulder", stack).reference
    for login in ("inge.bakels", "petra.dekker"):
        assert puts(cast, login, signals[login], reference=mark.lower()) == stack
    return stack, signals


def test_three_partners_stack_from_their_own_signals_and_each_sees_its_own_alone(cast: Cast) -> None:
    stack, signals = three(cast)
    for login, case in signals.items():
        view = page(cast, login, stack)
        assert [one.case_id for one in view.parts] == [case]
        assert {one.word for one in view.moments} == {view.parts[0].word}
        assert Missing.ONE_PARTNER in lacks(view)
        assert "Wat mist er om goed te wegen?" in cast.client(login).get(f"/signalen/bundels/{stack}").text
        with db.reading(cast.seats[login]) as reading:
            assert [one.words for one in seen.stacks(reading).stacks] == [(view.parts[0].word,)]
    view = page(cast, "soraya.pinas", stack)
    assert {one.case_id for one in view.parts} == set(signals.values()), "who takes them up takes part in each"
    for what in (Missing.NOT_READ, Missing.NOT_ACKNOWLEDGED):
        assert lacks(view)[what] == tuple(one.word for one in view.parts)
    for login in OUTSIDE:
        with pytest.raises(NotFound):
            page(cast, login, stack)
        with pytest.raises(NotFound):
            takes_out(cast, login, stack, signals["inge.bakels"])
    assert [len(ledger(cast, one)) for one in (Act.STACK_MADE, Act.STACK_PUT)] == [1, 3]


def test_what_lies_beside_it_changes_nothing_for_a_bringer(cast: Cast) -> None:
    """Laid there and taken out by others, in any order: page and list stay the same to the letter."""
    case = signal(cast, "petra.dekker")
    with clock.at(MONDAY):
        stack = puts(cast, "petra.dekker", case)

    def all_of_it() -> str:
        with db.reading(cast.seats["petra.dekker"]) as reading:
            return seen.stack_page(reading, stack).model_dump_json() + seen.stacks(reading).model_dump_json()

    alone = all_of_it()
    other, third = signal(cast, "inge.bakels"), signal(cast, "sven.mulder")
    mark = page(cast, "petra.dekker", stack).reference
    puts(cast, "inge.bakels", other, reference=mark)
    puts(cast, "soraya.pinas", third, stack_id=stack)
    assert all_of_it() == alone
    takes_out(cast, "sven.mulder", stack, third)
    takes_out(cast, "soraya.pinas", stack, case)
    with pytest.raises(NotFound):
        all_of_it()
    with clock.at(MONDAY):
        puts(cast, "petra.dekker", case, reference=mark)
    assert all_of_it() == alone


def test_it_is_weighed_as_one_and_each_bringer_hears_it_of_its_own(cast: Cast) -> None:
    stack, signals = three(cast)
    with pytest.raises(Refused):
        weighs(cast, stack, "inge.bakels")
    with pytest.raises(Invalid):
        weighs(cast, stack, feedback="Bel Jan Jansen.")
    best = {"routes": ["labour-law"], "lead_partner_id": cast.partners["OPV"], "lead_reason": "Zij zijn er al."}
    assert weighs(cast, stack, outcome="administrative", **best) == len(signals)
    mailed = [one for one in mails(cast) if "de regie gekregen" in one]
    assert len(mailed) == 1, "who leads all of them hears it once"
    for login in signals:
        (part,) = page(cast, login, stack).parts
        assert (part.state, part.outcome) == (SignalState.WEIGHED, "administrative")
    assert lacks(page(cast, "soraya.pinas", stack)) == {}, "nothing waits any more"
    assert "Wat mist er" not in cast.client("soraya.pinas").get(f"/signalen/bundels/{stack}").text
    with pytest.raises(Refused):
        weighs(cast, stack)


def test_it_becomes_a_case_with_who_is_chosen_and_nobody_else_sees_anything_of_that(cast: Cast) -> None:
    stack, signals = three(cast)
    form = StackToCase(once=uuid4(), purposes=["P4"], partners=[cast.partners["POL"]])
    with pytest.raises(Refused, match="Weeg eerst"):
        act(cast, "soraya.pinas", lambda work: stacks.make_case(work, stack, form))
    weighs(
        cast,
        stack,
        outcome="criminal",
        routes=["avim"],
        lead_partner_id=cast.partners["ZC"],
        lead_reason="Zij kent de weg.",
    )
    before = {login: page(cast, login, stack) for login in signals}
    with pytest.raises(Refused):
        act(cast, "petra.dekker", lambda work: stacks.make_case(work, stack, form))
    case = act(cast, "soraya.pinas", lambda work: stacks.make_case(work, stack, form))
    assert {login for login in signals if page(cast, login, stack) != before[login]} == {"inge.bakels"}
    for login in ("petra.dekker", "sven.mulder", *OUTSIDE):
        with pytest.raises(NotFound), db.reading(cast.seats[login]) as reading:
            cases.case_page(reading, case)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        view = cases.case_page(reading, case)
    assert {one.kind for one in view.head.partners} == {"ZC", "POL"}
    assert (view.contributions, view.own) == ((), None)
    assert page(cast, "inge.bakels", stack).may_take_along == (case,)
    act(cast, "inge.bakels", lambda work: stacks.take_along(work, stack, case))
    with db.reading(cast.seats["inge.bakels"]) as reading:
        own = cases.case_page(reading, case).own
    assert own
    assert [one.shared_with for one in own.passages] == [0, 0]
    assert page(cast, "inge.bakels", stack).may_take_along == ()
    with pytest.raises(NotFound):
        act(cast, "petra.dekker", lambda work: stacks.take_along(work, stack, case))


def test_the_secretariat_lays_together_what_waits_and_reads_none_of_it(cast: Cast) -> None:
    mine, other = signal(cast, "petra.dekker"), signal(cast, "inge.bakels")
    stack = puts(cast, "samir.el.khatib", mine)
    view = page(cast, "samir.el.khatib", stack)
    assert [(one.inside, one.read, one.form) for one in view.parts] == [(False, False, None)]
    assert (view.moments, view.places, view.may_weigh, view.may_make_case) == ((), (), (), False)
    puts(cast, "inge.bakels", other, reference=view.reference)
    assert page(cast, "samir.el.khatib", stack) == view, "what another lays there it does not know"
    assert page(cast, "petra.dekker", stack).parts[0].put_by == "Secretariaat tafel De Waarden"
    puts(cast, "petra.dekker", mine, stack_id=stack)
    assert takes_out(cast, "samir.el.khatib", stack, mine) is False
    assert lying(cast, "petra.dekker", stack) == [mine], "what the bringer laid there itself stays"
    with pytest.raises(NotFound):
        page(cast, "samir.el.khatib", stack)
    draft_or_none = uuid4()
    for login in ("samir.el.khatib", "petra.dekker"):
        with pytest.raises(NotFound):
            puts(cast, login, draft_or_none)
    weighs(cast, stack)
    with pytest.raises(NotFound):
        puts(cast, "samir.el.khatib", mine)


def test_of_much_that_was_laid_in_one_half_year_every_page_tells_a_part(cast: Cast) -> None:
    case, laid = signal(cast, "inge.bakels"), []
    for minute in range(63):
        with clock.at(clock.now() + timedelta(minutes=minute)):
            laid.append(puts(cast, "inge.bakels", case))
    with clock.at(clock.now() + timedelta(minutes=70)), db.reading(cast.seats["inge.bakels"]) as reading:
        first = seen.stacks(reading)
        second = seen.stacks(reading, first.earlier)
    told = [one.id for one in first.stacks]
    assert told == laid[:1:-1]
    assert [one.id for one in second.stacks] == laid[2::-1]
    with db.reading(cast.seats["ruud.eggink"]) as reading:
        assert seen.stacks(reading).stacks == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reference": "DW-2222-2222"}, "reference"), ({"code_word": "Tuindersweg"}, "code_word")],
)
def test_what_cannot_be_is_told(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as told:
        puts(cast, "petra.dekker", signal(cast, "petra.dekker"), **wrong)
    assert set(told.value.errors) == {field}


def test_places_and_indicators_are_those_this_reader_may_read(cast: Cast) -> None:
    stack, signals = three(cast)
    says(cast, "petra.dekker", signals["petra.dekker"])
    view = page(cast, "petra.dekker", stack)
    assert [(one.place, one.exact) for one in view.places] == [("1234 AB 12 A", True)]
    assert [one.cluster for one in view.covers] == list(Cluster)[:5]
    assert page(cast, "soraya.pinas", stack).places == ()


def test_how_fresh_it_is_follows_from_all_that_this_reader_may_read(cast: Cast) -> None:
    """A day that words tell of counts as the months of a checklist do; for who does not read them it is unknown."""
    case = signal(cast, "petra.dekker")
    stack = puts(cast, "petra.dekker", case)
    unknown = page(cast, "petra.dekker", stack)
    assert (unknown.newest, Missing.NO_PERIOD in lacks(unknown)) == (None, True)
    act(cast, "petra.dekker", lambda work: statements.write(work, case, passage("Er brandde licht.", category="D2")))
    view = page(cast, "petra.dekker", stack)
    assert (view.newest, view.parts[0].last_seen, Missing.NO_PERIOD in lacks(view)) == (
        clock.today(), clock.today(), False,
    )  # fmt: skip
    assert Weight.FRESH in {one.what for one in signal_page(cast, "petra.dekker", case).weighs if one.met}
    unread = page(cast, "soraya.pinas", stack)
    assert (unread.newest, Missing.NO_PERIOD in lacks(unread)) == (None, True)


def test_a_signal_that_is_a_case_stays_in_time_and_is_repeated_within_a_year_of_closing(cast: Cast) -> None:
    best = {"routes": ["shelter"], "lead_partner_id": cast.partners["WOCO"], "lead_reason": "Zij kent het huis."}
    with clock.at(MONDAY):
        old = signal(cast, "petra.dekker")
        stack = puts(cast, "petra.dekker", old)
        weighs(cast, stack, outcome="care", **best)
    before = page(cast, "petra.dekker", stack)
    with clock.at(MONDAY + timedelta(days=1)):
        goes_on = MakeCase(once=uuid4(), purposes=["P3"])
        act(cast, "petra.dekker", lambda work: weighing.make_case(work, old, goes_on))
        act(cast, "petra.dekker", lambda work: statements.write(work, old, passage("Later gezien.", category="D2")))
    after = page(cast, "petra.dekker", stack)
    assert [(one.is_case, one.repeats) for one in after.parts] == [(True, None)]
    assert (after.moments, after.covers) == (before.moments, before.covers), "what is said of the case is not laid here"
    with clock.at(clock.months_after(MONDAY, 14)):
        closes(cast, "petra.dekker", old)
    with clock.at(clock.months_after(MONDAY, 15)):
        for login in ("petra.dekker", "soraya.pinas"):
            act(cast, login, lambda work: secrecy.sign(work, SignSecrecy(once=uuid4(), number=0)))
        fresh = signal(cast, "petra.dekker")
        puts(cast, "petra.dekker", fresh, stack_id=stack)
        marks = {one.case_id: one.repeats for one in page(cast, "soraya.pinas", stack).parts}
    assert marks == {old: None, fresh: before.parts[0].word}


def test_a_stack_of_many_asks_as_often_as_one_of_one(cast: Cast) -> None:
    def asked() -> int:
        counted: list[str] = []
        engine = db.engine()
        listen = lambda *args: counted.append(args[2])  # noqa: E731 named, to take it off again
        with db.reading(cast.seats["petra.dekker"]) as reading:
            event.listen(engine, "before_cursor_execute", listen)
            seen.stack_page(reading, stack)
            event.remove(engine, "before_cursor_execute", listen)
        return len(counted)

    stack = puts(cast, "petra.dekker", signal(cast, "petra.dekker"))
    first = asked()
    puts(cast, "petra.dekker", *(signal(cast, "petra.dekker") for _ in range(3)), stack_id=stack)
    assert len(lying(cast, "petra.dekker", stack)) == 4
    assert asked() == first


def _round(cast: Cast) -> None:
    with db.writing(of_chores(cast.administrator.region)) as work:
        repeats.seek(work)


def test_a_new_signal_on_what_was_done_with_is_a_repeat_for_a_year(cast: Cast) -> None:
    with clock.at(MONDAY):
        old = signal(cast, "petra.dekker")
        stack = puts(cast, "petra.dekker", old)
        weighs(cast, stack)
    with clock.at(clock.months_after(MONDAY, 11)):
        fresh = signal(cast, "petra.dekker")
        puts(cast, "petra.dekker", fresh, stack_id=stack)
        marks = {one.case_id: (one.word, one.repeats) for one in page(cast, "soraya.pinas", stack).parts}
    assert (marks[old][1], marks[fresh][1]) == (None, marks[old][0])
    year_on = clock.months_after(MONDAY, 12)
    late = year_on + timedelta(days=1)
    assert repeated.is_repeat(year_on, MONDAY, None)
    assert not repeated.is_repeat(late, MONDAY, None)
    assert repeated.is_repeat(late, MONDAY, clock.months_after(MONDAY, 3)), "its case was closed later"
    assert not repeated.is_repeat(MONDAY, MONDAY, late), "it was brought before"


@pytest.mark.parametrize(("tells", "may"), [(True, True), (True, False), (False, True)])
def test_who_led_it_hears_of_a_repeat_where_the_bringer_and_the_rules_let_it(
    cast: Cast, *, tells: bool, may: bool
) -> None:
    """The supervisor led the earlier one, the mayor brings the new one. A round leaves one entry, whatever it found."""
    if may:
        agreed(cast, "sven.mulder", "BGM-L", "aleid.vermaas")
    old = signal(cast, "sven.mulder")
    stack = puts(cast, "sven.mulder", old)
    weighs(cast, stack)
    before = page(cast, "sven.mulder", stack)
    fresh = signal(cast, "aleid.vermaas")
    puts(cast, "aleid.vermaas", fresh, reference=before.reference, tells=tells)
    _round(cast)
    after = page(cast, "sven.mulder", stack)
    assert after.model_copy(update={"told": ()}) == before
    assert [one.partner for one in after.told] == (["Burgemeester van Lindehaven"] if tells and may else [])
    with db.reading(cast.seats["sven.mulder"]) as reading:
        assert len(repeated.waiting(reading)) == len(after.told)
    assert [("told" in one) for one in ledger(cast, Act.REPEAT_SOUGHT)] == ([may] if tells else [])
    assert ("Een nieuw signaal bij" in cast.client("sven.mulder").get("/").text) is bool(after.told)
    for login in ("inge.bakels", "ruud.eggink", "rik.zandstra"):
        with db.reading(cast.seats[login]) as reading:
            assert repeated.waiting(reading) == ()
    takes_out(cast, "aleid.vermaas", stack, fresh)
    assert page(cast, "sven.mulder", stack) == before


def test_what_identifies_and_is_brought_again_is_a_repeat_for_who_was_done_with_it(cast: Cast) -> None:
    agreed(cast, "sven.mulder", "POL", "inge.bakels")
    held = signal(cast, "sven.mulder")
    says(cast, "sven.mulder", held)
    round_passes(cast)
    weighs(cast, puts(cast, "sven.mulder", held))
    says(cast, "inge.bakels", signal(cast, "inge.bakels"))
    round_passes(cast)
    with db.reading(cast.seats["sven.mulder"]) as reading:
        (hit,) = identified.waiting(reading)
        assert hit.repeats
        assert identified.hit(reading, hit.id).repeats
    act(cast, "sven.mulder", lambda work: hits.answer(work, hit.id, AnswerHit(once=uuid4(), answer="known")))
    round_passes(cast)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert [one.repeats for one in identified.waiting(reading)] == [False], "that it was done with is the holder's"


def test_two_windows_make_one_case_and_take_out_once(cast: Cast) -> None:
    stack, signals = three(cast)
    case = signals["sven.mulder"]
    taken = TakeOut(once=uuid4(), case_id=case)
    out: Any = lambda work: stacks.take_out(work, stack, taken)  # noqa: E731 twice the same
    weighs(cast, stack)
    make: Any = lambda work: stacks.make_case(work, stack, StackToCase(once=uuid4(), purposes=["P3"]))  # noqa: E731
    assert [type(one) for one in at_once(cast, "soraya.pinas", make, make)] == [Refused]
    assert [type(one) for one in at_once(cast, "soraya.pinas", out, out)] == [NotFound]
    assert [len(ledger(cast, one)) for one in (Act.STACK_MADE_CASE, Act.STACK_TAKEN_OUT)] == [1, 1]
