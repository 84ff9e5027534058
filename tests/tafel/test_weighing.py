"""A signal is taken up in a day and weighed in five: its bringer always hears what came of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.forms.people import AddPartner
from models.forms.sharing import GiveShares
from models.forms.signals import MakeCase, WeighSignal
from models.mail_terms import Notice
from models.signal_terms import CaseStage, SignalOutcome, SignalState
from models.tables.casework import Case, CaseClosing
from models.tables.ledger import OutgoingMail
from models.terms import CaseState, PartnerKind
from tafel import clock, db, people, sharing, weighing
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import casework as cases
from tafel.sight import signals as seen
from tafel.sight import signals_waiting
from tests import days
from tests.cast import Cast
from tests.tafel import amends
from tests.tafel.acting import at_once
from tests.tafel.test_signals import brought, page

MONDAY = days.coming(0, 10)


def weighed(cast: Cast, case: UUID, login: str = "soraya.pinas", **more: Any) -> None:
    known = {"outcome": "no-trafficking", "reason": "Het bleek verbouwing.", "feedback": "Er is gekeken: geen dwang."}
    with db.writing(cast.seats[login]) as work:
        weighing.weigh(work, case, WeighSignal.model_validate({"once": uuid4(), **known, **more}))


def waits(cast: Cast, login: str) -> list[tuple[str, bool]]:
    with db.reading(cast.seats[login]) as reading:
        return [(one.why, one.late) for one in signals_waiting.for_me(reading)]


def test_it_is_acknowledged_by_who_takes_it_up_alone(cast: Cast) -> None:
    case = brought(cast)
    assert waits(cast, "soraya.pinas") == [("acknowledge", False)]
    with pytest.raises(Refused), db.writing(cast.seats["petra.dekker"]) as work:
        weighing.acknowledge(work, case)
    with db.writing(cast.seats["soraya.pinas"]) as work:
        weighing.acknowledge(work, case)
    assert page(cast, "petra.dekker", case).line.acknowledged_at
    assert waits(cast, "soraya.pinas") == [("weigh", False)]
    with db.reading(cast.by_the_clock) as reading:
        told = reading.session.scalars(select(col(OutgoingMail.membership_id))).all()
    assert cast.seats["petra.dekker"].membership in told


def test_who_brought_it_sees_that_nobody_can_read_it_until_it_is_shared(cast: Cast) -> None:
    case = brought(cast)
    assert (waits(cast, "petra.dekker"), waits(cast, "ruud.eggink")) == ([("share", False)], [])
    offer = page(cast, "petra.dekker", case).offered
    assert offer
    form = {
        "once": uuid4(), "versions": offer.versions, "receivers": [cast.partners["ZC"]], "purpose": "P1",
        "ends_on": offer.ends_on, "declared": ["c-DECL(min)"],
    }  # fmt: skip
    with db.writing(cast.seats["petra.dekker"]) as work:
        sharing.give(work, case, GiveShares.model_validate(form))
    assert waits(cast, "petra.dekker") == []


def test_an_acknowledgement_is_late_after_a_working_day(cast: Cast) -> None:
    with clock.at(MONDAY):
        brought(cast)
    with clock.at(MONDAY + timedelta(days=2)):
        assert waits(cast, "soraya.pinas") == [("acknowledge", True)]


def test_the_list_goes_back_half_a_year_at_a_time(cast: Cast) -> None:
    """From the last of one's own that was brought before that, however long ago."""
    for later in (0, 90):
        with clock.at(MONDAY + timedelta(days=later)):
            weighed(cast, brought(cast, text=f"Negen matrassen op zolder, {later} dagen later."), outcome="consulted")
    pages: list[int] = []
    before = None
    with clock.at(MONDAY + timedelta(days=900)), db.reading(cast.seats["petra.dekker"]) as reading:
        while not pages or before:
            seen_now = seen.signals(reading, before)
            pages.append(len(seen_now.signals))
            before = seen_now.earlier
    assert pages == [0, 2]


def test_after_five_working_days_it_stands_red_with_the_secretary(cast: Cast) -> None:
    with clock.at(MONDAY):
        brought(cast)
        assert waits(cast, "samir.el.khatib") == []
    with clock.at(MONDAY + timedelta(days=7)):
        assert waits(cast, "samir.el.khatib") == []
    with clock.at(MONDAY + timedelta(days=8)):
        assert waits(cast, "samir.el.khatib") == [("late", True)]
        assert waits(cast, "soraya.pinas") == [("weigh", True)]
        assert waits(cast, "inge.bakels") == waits(cast, "rik.zandstra") == []


def test_a_rejected_one_tells_its_bringer_and_is_kept_for_half_a_year(cast: Cast) -> None:
    with clock.at(MONDAY):
        case = brought(cast)
        weighed(cast, case)
        told = page(cast, "petra.dekker", case)
        assert waits(cast, "petra.dekker") == [("weighed", False)]
    assert told.weighed
    assert (told.weighed.outcome, told.weighed.feedback) == ("no-trafficking", "Er is gekeken: geen dwang.")
    with db.reading(cast.by_the_clock) as reading:
        row = reading.session.get_one(Case, (reading.seat.region, case))
        assert row.state is CaseState.CLOSED
        kept = reading.session.scalar(select(col(CaseClosing.kept_to)).where(col(CaseClosing.case_id) == case))
    assert kept == clock.months_on(MONDAY.date(), 6)
    with pytest.raises(Refused):
        weighed(cast, case)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"outcome": "criminal", "routes": ["avim"]}, "lead_partner_id"),
        ({"outcome": "handed-over", "routes": ["avim"]}, "routes"),
        ({"outcome": "consulted", "lead_partner_id": uuid4()}, "lead_reason"),
        ({"outcome": "enrich", "follow_up_on": clock.today() + timedelta(days=9), "question": "Wat weet u?"}, "ask"),
        ({"outcome": "enrich", "follow_up_on": clock.today() + timedelta(days=100)}, "follow_up_on"),
        ({"outcome": "enrich"}, "follow_up_on"),
        ({"feedback": "Bel Jan Jansen."}, "feedback"),
    ],
)
def test_what_is_missing_is_told(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    case = brought(cast)
    with pytest.raises(Invalid) as told:
        weighed(cast, case, **wrong)
    assert set(told.value.errors) == {field}


@pytest.mark.parametrize("field", ["lead_partner_id", "ask"])
def test_a_partner_that_cannot_take_part_is_told_at_its_field(cast: Cast, field: str) -> None:
    case = brought(cast)
    with db.writing(cast.administrator) as work:
        form = AddPartner(once=uuid4(), name="GGD De Waarden", short_name="GGD", kind=PartnerKind.GGD)
        nobody_there = people.add_partner(work, form)
    asked: dict[str, dict[str, Any]] = {
        "lead_partner_id": {"outcome": "care", "routes": ["shelter"], "lead_reason": "Zij kent de zorg."},
        "ask": {"outcome": "enrich", "follow_up_on": clock.today() + timedelta(days=8), "question": "Kent u dit?"},
    }
    wanted = nobody_there if field == "lead_partner_id" else [nobody_there]
    with pytest.raises(Invalid) as told:
        weighed(cast, case, **asked[field], **{field: wanted})
    assert set(told.value.errors) == {field}
    assert page(cast, "petra.dekker", case).weighed is None


def test_who_takes_it_up_and_who_brought_it_hear_by_mail_that_there_is_something(cast: Cast) -> None:
    weighed(cast, brought(cast))
    with db.reading(cast.by_the_clock) as reading:
        mails = reading.session.scalars(select(OutgoingMail).where(col(OutgoingMail.region_id) == reading.seat.region))
        to = {one.membership_id: one.body for one in mails}
    assert set(to) >= {cast.seats["soraya.pinas"].membership, cast.seats["petra.dekker"].membership}
    assert [one for one in to.values() if "kas" in one or "dwang" in one] == []


def test_those_weighed_longer_ago_stand_on_a_next_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(MONDAY):
        weighed(cast, brought(cast))
    with db.reading(cast.seats["petra.dekker"]) as reading:
        assert seen.signals(reading).earlier is None
        assert len(seen.signals(reading, MONDAY + timedelta(days=1)).signals) == 1
        assert seen.signals(reading, MONDAY).signals == ()
        monkeypatch.setattr(seen, "_ON_A_PAGE", 1)
        assert seen.signals(reading).earlier == MONDAY


def test_one_to_enrich_comes_back_on_its_day(cast: Cast) -> None:
    back_on = MONDAY.date() + timedelta(days=15)
    with clock.at(MONDAY):
        case = brought(cast)
        weighed(cast, case, outcome="enrich", follow_up_on=back_on)
        seen_now = page(cast, "soraya.pinas", case)
    assert seen_now.weighed
    assert seen_now.weighed.lead is None, "nobody was chosen"
    line = seen_now.line
    assert (line.state, line.outcome) == (SignalState.ENRICHING, SignalOutcome.ENRICH)
    assert line.weigh_by == clock.end_of(back_on)


def test_it_goes_on_as_a_case_and_nothing_becomes_more_visible(cast: Cast) -> None:
    case, police = brought(cast), cast.partners["POL"]
    best = {"routes": ["avim"], "lead_partner_id": police, "lead_reason": "Daar lopen al meer signalen."}
    weighed(cast, case, outcome="criminal", follow_up_on=clock.today() + timedelta(days=14), **best)
    told = page(cast, "petra.dekker", case).weighed
    assert told
    assert (told.routes, told.lead_reason) == (("avim",), "Daar lopen al meer signalen.")
    assert (told.lead, waits(cast, "inge.bakels")) == ("Politie De Waarden", [("leads", False)])
    with db.writing(cast.seats["inge.bakels"]) as work:
        weighing.make_case(work, case, MakeCase(once=uuid4(), purposes=["P4"]))
    assert waits(cast, "inge.bakels") == []
    with db.reading(cast.seats["inge.bakels"]) as reading:
        view = cases.case_page(reading, case)
        assert view.head.lead.id == police
        assert [one.partner.kind for one in view.contributions] == ["ZC"]
        row = reading.session.get_one(Case, (reading.seat.region, case))
        assert row.stage is CaseStage.CASE
        assert view.course.review_on == clock.today() + timedelta(days=14)


def test_what_was_to_be_looked_at_again_waits_for_who_leads_on_that_day(cast: Cast) -> None:
    best = {"routes": ["avim"], "lead_partner_id": cast.partners["POL"], "lead_reason": "Daar lopen al meer signalen."}
    with clock.at(MONDAY):
        weighed(cast, brought(cast), outcome="criminal", follow_up_on=MONDAY.date() + timedelta(days=9), **best)
        assert waits(cast, "inge.bakels") == [("leads", False)]
        assert waits(cast, "soraya.pinas") == waits(cast, "bram.kuijper") == []
        assert amends.told(cast, Notice.SIGNAL_LED) == {"inge.bakels"}
    with clock.at(MONDAY + timedelta(days=9)):
        assert waits(cast, "inge.bakels") == waits(cast, "soraya.pinas") == [("follow-up", False)]
        assert waits(cast, "petra.dekker") == [("weighed", False)]
        assert waits(cast, "rik.zandstra") == []


def test_two_windows_make_one_case_of_it(cast: Cast) -> None:
    case = brought(cast)
    weighed(cast, case, outcome="consulted")

    def make(purpose: str) -> Any:
        form = MakeCase.model_validate({"once": uuid4(), "purposes": [purpose]})
        return lambda work: weighing.make_case(work, case, form)

    (failed,) = at_once(cast, "soraya.pinas", make("P3"), make("P4"))
    assert isinstance(failed, NotFound)
