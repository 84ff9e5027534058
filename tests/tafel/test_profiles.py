"""A sharing profile is confirmed once, carried forward, and confirmed again when it is time or something changed."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete
from sqlmodel import col

from models.acts import Act
from models.forms.casework import Autosave, ChangeLead, TakePart
from models.forms.meetings import MakeMeetings, SetSeries
from models.forms.profiles import SetSeriesProfile, ShareAsBefore
from models.rule_terms import ProfileWhy
from models.tables.meetings import SeriesPartner
from models.terms import Outcome
from models.views.as_before import AsBefore
from tafel import (
    agenda,
    as_before,
    casework,
    clock,
    db,
    evidence,
    meetings,
    profiles,
    rule_desk,
    series,
    sharing,
    statements,
)  # fmt: skip
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import as_before as look
from tafel.sight import home
from tafel.sight import profiles as seen
from tafel.sight.profiles import Profile
from tests import tables
from tests.cast import Cast, giving
from tests.tafel.acting import act, at_once, joins, ledger, written
from tests.tafel.test_rule_desk import OFFICIALS, TEXT, adopted, advised, without
from tests.tafel.test_sharing import NECESSITY, give, reads, shares
from tests.tafel.test_sharing_ends import decision, record

OUTSIDERS = ["ruud.eggink", "sven.mulder", "ben.vink", "nadia.oosterhuis", "rik.zandstra"]


def profile(cast: Cast, login: str = "inge.bakels") -> Profile:
    with db.reading(cast.seats[login]) as reading:
        found = seen.of_case(reading, cast.cases["Zwaluw"])
        assert found
        return found


def page(cast: Cast, login: str = "inge.bakels") -> AsBefore:
    with db.reading(cast.seats[login]) as reading:
        return look.as_before(reading, cast.cases["Zwaluw"])


def press(cast: Cast, view: AsBefore, login: str = "inge.bakels", **more: Any) -> int:
    """Press the button of a page as it was drawn."""
    known: dict[str, Any] = {
        "once": uuid4(), "profile": view.profile_id, "fresh": bool(view.profile and view.profile.fresh),
        "versions": [one.version_id for one in view.passages],
        "declared": [one.condition for one in view.sentences],
        "drawn": [f"{one.version_id}.{one.edit}" for one in view.passages],
    }  # fmt: skip
    form = ShareAsBefore.model_validate(known | more)
    return act(cast, login, lambda work: as_before.share(work, cast.cases["Zwaluw"], form))


def due(cast: Cast, login: str = "inge.bakels") -> list[tuple[str, tuple[ProfileWhy, ...]]]:
    with db.reading(cast.seats[login]) as reading:
        return [(one.word, one.why) for one in home.home(reading).profiles]


def next_change() -> date:
    """The next day, more than a month from now, on which summer time begins or ends."""
    days = (clock.today() + timedelta(days=ahead) for ahead in range(35, 400))
    return next(
        day for day in days if clock.end_of(day) - clock.start_of(day) != timedelta(hours=23, minutes=59, seconds=59)
    )


# ---------- three months


@pytest.mark.parametrize(
    ("confirmed", "later"),
    [
        ("2027-01-14T09:30:05Z", "2027-04-14T08:30:05Z"),  # into summer time
        ("2027-08-14T08:30:05Z", "2027-11-14T09:30:05Z"),  # out of it
        ("2026-11-30T11:00:00Z", "2027-02-28T11:00:00Z"),  # a month with fewer days
        ("2026-12-28T01:30:00Z", "2027-03-28T01:30:00Z"),  # at an hour that is not there
    ],
)
def test_three_months_are_months_of_the_calendar(confirmed: str, later: str) -> None:
    assert clock.months_after(datetime.fromisoformat(confirmed), 3) == datetime.fromisoformat(later)


def test_at_the_second_of_the_third_month_it_must_be_confirmed_again(cast: Cast) -> None:
    at = datetime.combine(next_change() - timedelta(days=30), time(12), clock.AMSTERDAM)
    with clock.at(at):
        give(cast, "inge.bakels", ["voorman"], ["OM"], ends_on=(at + timedelta(days=300)).date())
        over = profile(cast).due_at
    assert over.astimezone(clock.AMSTERDAM).time() == time(12)
    assert (over - at.astimezone(over.tzinfo)) % timedelta(days=1)  # a day in between had an hour more or less
    with clock.at(over - timedelta(seconds=1)):
        assert profile(cast).fresh
    with clock.at(over):
        assert profile(cast).why == (ProfileWhy.OLD,)


def test_what_came_due_stays_due_with_the_clock_set_back(cast: Cast) -> None:
    late = clock.now() + timedelta(days=100)
    with clock.at(late):
        assert profile(cast).why == (ProfileWhy.OLD,)
        written(cast, "inge.bakels", "Iets nieuws.")
    with clock.at(late - timedelta(days=60)):
        assert profile(cast).why == (ProfileWhy.OLD,)


def test_it_is_told_two_weeks_before(cast: Cast) -> None:
    at = profile(cast).due_at - timedelta(days=14)
    with clock.at(at - timedelta(seconds=1)):
        assert due(cast) == []
    with clock.at(at):
        assert due(cast) == [("Zwaluw", ())]
        assert [due(cast, login) for login in ("ruud.eggink", "wouter.lansink", "rik.zandstra")] == [[], [], []]


# ---------- what it rests on


def test_a_record_that_is_withdrawn_or_lapses_asks_for_it_again(cast: Cast) -> None:
    made = decision(cast, ["ZC"], days=20)
    give(cast, "inge.bakels", ["voorman"], ["ZC"], **NECESSITY)
    assert profile(cast).fresh
    last = clock.end_of(clock.today() + timedelta(days=20))
    with clock.at(last - timedelta(seconds=1)):
        assert profile(cast).fresh
    with clock.at(last):  # nobody wrote the end down: it needs no server that ran
        assert profile(cast).why == (ProfileWhy.EVIDENCE,)
    act(cast, "inge.bakels", lambda work: evidence.end(work, made))
    assert profile(cast).why == (ProfileWhy.EVIDENCE,)
    assert due(cast) == [("Zwaluw", (ProfileWhy.EVIDENCE,))]
    with db.reading(cast.seats["inge.bakels"]) as reading:  # now, though the three months run on
        assert [clock.day_of(one.due_at) for one in home.home(reading).profiles] == [clock.today()]
    act(cast, "inge.bakels", lambda work: profiles.confirm_again(work, cast.cases["Zwaluw"]))
    assert profile(cast).fresh


def test_a_record_of_the_region_asks_it_of_who_shared_on_it(cast: Cast) -> None:
    made = record(
        cast, "inge.bakels", "c-W20", ["Een antwoord."] * 6, claimed_until=clock.today() + timedelta(days=50),
        receivers=[cast.partners["ZC"]], categories=["D1", "D2", "D6", "D7"], purposes=["P4", "P8"],
        confirmer_id=cast.partners["OM"],
    )  # fmt: skip
    act(cast, "wouter.lansink", lambda work: evidence.confirm(work, made))
    give(cast, "inge.bakels", ["voorman"], ["ZC"], **NECESSITY)
    before = profile(cast).fresh
    act(cast, "inge.bakels", lambda work: evidence.end(work, made))
    assert (before, profile(cast).why) == (True, (ProfileWhy.EVIDENCE,))


def test_a_receiver_that_left_asks_for_it_again(cast: Cast) -> None:
    case, gone = cast.cases["Zwaluw"], TakePart(once=uuid4(), partner_id=cast.partners["OM"])
    act(cast, "inge.bakels", lambda work: casework.remove_partner(work, case, gone))
    assert profile(cast).why == (ProfileWhy.RECEIVERS,)


def test_a_receiver_that_came_back_asks_for_it_too(cast: Cast) -> None:
    form = TakePart(once=uuid4(), partner_id=cast.partners["OM"])
    act(cast, "inge.bakels", lambda work: casework.remove_partner(work, cast.cases["Zwaluw"], form))
    act(cast, "inge.bakels", lambda work: casework.add_partner(work, cast.cases["Zwaluw"], form))
    assert profile(cast).why == (ProfileWhy.RECEIVERS,)
    give(cast, "inge.bakels", ["voorman"], ["OM"])
    assert profile(cast).fresh


def test_a_change_of_lead_or_purpose_asks_for_it_again(cast: Cast) -> None:
    form = ChangeLead(once=uuid4(), lead_partner_id=cast.partners["POL"], purposes=["P2", "P4"])
    act(cast, "inge.bakels", lambda work: casework.change_lead(work, cast.cases["Zwaluw"], form))
    assert profile(cast).why == (ProfileWhy.OPENED,)
    give(cast, "inge.bakels", ["matrassen"], ["OM"])
    assert profile(cast).fresh


@pytest.mark.parametrize(("rules", "why"), [(TEXT, ()), (without(20), ()), (without(2), (ProfileWhy.RULES,))])
def test_a_version_that_says_something_else_of_these_receivers_asks_for_it_again(
    cast: Cast, rules: str, why: tuple[ProfileWhy, ...]
) -> None:
    adopted(cast, rules)
    assert profile(cast).why == why


def test_it_is_asked_again_whatever_the_number_of_the_version_that_came(cast: Cast) -> None:
    older = advised(cast, without(2))
    adopted(cast, TEXT)
    confirmed = profile(cast)
    for login in OFFICIALS:
        act(cast, login, lambda work: rule_desk.adopt(work, older))
    assert (confirmed.why, profile(cast).why) == ((), (ProfileWhy.RULES,))


def test_words_written_for_a_giver_wait_until_it_is_confirmed_again(cast: Cast) -> None:
    form = ChangeLead(once=uuid4(), lead_partner_id=cast.partners["POL"], purposes=["P2", "P4"])
    act(cast, "inge.bakels", lambda work: casework.change_lead(work, cast.cases["Zwaluw"], form))
    assert not profile(cast).fresh
    act(cast, "inge.bakels", lambda work: profiles.confirm_again(work, cast.cases["Zwaluw"]))
    assert profile(cast).fresh
    assert ledger(cast, Act.PROFILE_CONFIRMED)[-1]["purpose"] == "P4"


def test_a_purpose_the_case_no_longer_has_is_not_confirmed(cast: Cast) -> None:
    form = ChangeLead(once=uuid4(), lead_partner_id=cast.partners["POL"], purposes=["P2"])
    act(cast, "inge.bakels", lambda work: casework.change_lead(work, cast.cases["Zwaluw"], form))
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: profiles.confirm_again(work, cast.cases["Zwaluw"]))
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert seen.usual_purpose(reading, cast.cases["Zwaluw"]) == "P2"


# ---------- as before


def test_what_is_new_goes_to_whom_it_went_before_in_one_press(cast: Cast) -> None:
    view = page(cast)
    assert [one.text for one in view.passages] == ["De paspoorten liggen bij de voorman."]
    assert [(one.partner.short_name, one.outcome) for one in view.receivers] == [
        ("Openbaar Ministerie", Outcome.PERMITTED)
    ]
    assert [one.condition for one in view.sentences] == ["c-DECL(min)"]
    assert press(cast, view) == 1
    assert reads(cast, "wouter.lansink", "paspoorten")
    assert page(cast).passages == ()
    assert len(ledger(cast, Act.PROFILE_CONFIRMED)) == 1  # carried forward, not confirmed anew


def test_who_may_not_gets_nothing_and_nobody_is_refused(cast: Cast) -> None:
    give(cast, "inge.bakels", ["voorman"], ["OM", "ZC"])
    refused = len(ledger(cast, Act.SHARE_REFUSED))
    written(cast, "inge.bakels", "Een derde bus.")
    view = page(cast)
    assert {one.partner.short_name: one.outcome for one in view.receivers} == {
        "Openbaar Ministerie": Outcome.PERMITTED, "Zorgcoördinatie mensenhandel": Outcome.ONLY_IF,
    }  # fmt: skip
    assert press(cast, view) == 1
    assert not reads(cast, "soraya.pinas", "derde bus")
    assert len(ledger(cast, Act.SHARE_REFUSED)) == refused


def test_a_draft_that_is_not_finished_holds_up_nothing_else(cast: Cast) -> None:
    typed = Autosave(text="Er ligt een kasboek.", base="")
    act(cast, "inge.bakels", lambda work: statements.begin(work, cast.cases["Zwaluw"], uuid4(), typed))
    view = page(cast)
    assert [one.text for one in view.passages] == ["De paspoorten liggen bij de voorman."]
    assert [one.text for one in view.unfinished] == ["Er ligt een kasboek."]
    assert press(cast, view) == 1
    assert not reads(cast, "wouter.lansink", "kasboek")


def test_sentences_ticked_before_stand_above_the_press_and_become_records(cast: Cast) -> None:
    more = {"purpose": "P2", "declared": ["c-DECL(min)", "c-DECL(tenant)"], **NECESSITY}
    give(cast, "petra.dekker", ["huurcontract"], ["OM"], **more)
    written(cast, "petra.dekker", "De huur is drie maanden niet betaald.", category="D15")
    view = page(cast, "petra.dekker")
    assert [one.condition for one in view.sentences] == ["c-DECL(min)", "c-DECL(tenant)"]
    assert press(cast, view, "petra.dekker") == 1
    assert reads(cast, "wouter.lansink", "drie maanden")
    assert _nothing_goes_without(cast)


def _nothing_goes_without(cast: Cast) -> bool:
    """Without the sentences nobody may have it."""
    written(cast, "petra.dekker", "De huur is vier maanden niet betaald.", category="D15")
    with pytest.raises(Refused):
        press(cast, page(cast, "petra.dekker"), "petra.dekker", declared=[])
    return not reads(cast, "wouter.lansink", "vier maanden")


def test_an_old_profile_is_confirmed_by_the_press_that_says_so(cast: Cast) -> None:
    with clock.at(clock.now() + timedelta(days=100)):
        view = page(cast)
        assert view.profile
        assert view.profile.why == (ProfileWhy.OLD,)
        with pytest.raises(Conflict):
            press(cast, view, fresh=True)
        assert press(cast, view) == 1
        assert profile(cast).fresh
        assert profile(cast).ends_on == view.ends_on


def test_a_profile_that_changed_meanwhile_is_looked_at_again(cast: Cast) -> None:
    view = page(cast)
    give(cast, "inge.bakels", ["matrassen"], ["OM"], purpose="P2")
    with pytest.raises(Conflict):
        press(cast, view)
    assert not reads(cast, "wouter.lansink", "paspoorten")


def test_a_passage_that_changed_meanwhile_is_looked_at_again(cast: Cast) -> None:
    view = page(cast)
    with pytest.raises(Conflict):
        press(cast, view, drawn=[f"{view.passages[0].version_id}.9"])


@pytest.mark.parametrize("login", OUTSIDERS)
def test_others_have_no_such_page_and_press_nothing(cast: Cast, login: str) -> None:
    view = page(cast)
    with pytest.raises(NotFound):
        page(cast, login)
    with pytest.raises(NotFound):
        press(cast, view, login)
    with pytest.raises(NotFound):
        act(cast, login, lambda work: profiles.confirm_again(work, cast.cases["Zwaluw"]))
    assert len(shares(cast)) == 1


def test_without_a_profile_there_is_nothing_to_press(cast: Cast) -> None:
    view = page(cast, "wouter.lansink")
    assert (view.profile, view.passages) == (None, ())
    with pytest.raises(NotFound):
        press(cast, page(cast), "wouter.lansink")


# ---------- a weighing table


def weighing(cast: Cast, *partners: str) -> UUID:
    """A series of a weighing table."""
    keys = partners or tables.INVITED
    form = SetSeries.model_validate({
        "once": uuid4(), "kind": "weighing", "name": "Weegtafel", "framework": "C", "every_weeks": 1,
        "weekday": 1, "starts": time(10), "minutes": 60, "place": "Stadhuis",
        "chair_id": cast.seats["marijke.terpstra"].membership,
        "note_taker_id": cast.seats["samir.el.khatib"].membership,
        "partners": [cast.partners[key] for key in keys],
    })  # fmt: skip
    return act(cast, "samir.el.khatib", lambda work: series.make(work, form))


def on_agenda(cast: Cast, made: UUID) -> None:
    """Zwaluw is on the agenda of the first meeting of a series, for police, prosecutor and care."""
    form = MakeMeetings(once=uuid4(), first=clock.today() + timedelta(days=10), count=1)
    (meeting,) = act(cast, "samir.el.khatib", lambda work: series.make_meetings(work, made, form)).meetings
    item = act(cast, "inge.bakels", lambda work: agenda.propose(work, meeting, tables.item_of(cast, "OM", "ZC")))

    def sends(work: Any) -> None:
        agenda.accept(work, item)
        meetings.invite(work, meeting)

    act(cast, "samir.el.khatib", sends)


def chosen(cast: Cast, *receivers: str, purpose: str = "P4", days: int = 90) -> SetSeriesProfile:
    keys = [cast.partners[key] for key in receivers]
    return SetSeriesProfile(once=uuid4(), purpose=purpose, receivers=keys, ends_on=clock.today() + timedelta(days=days))


def confirms(cast: Cast, made: UUID, form: SetSeriesProfile, login: str = "wouter.lansink") -> None:
    act(cast, login, lambda work: profiles.set_for_series(work, made, form))


def test_confirmed_for_a_weighing_table_it_counts_for_what_is_on_its_agenda(cast: Cast) -> None:
    made = weighing(cast)
    confirms(cast, made, chosen(cast, "POL", "ZC"))
    assert page(cast, "wouter.lansink").profile is None
    on_agenda(cast, made)
    found = page(cast, "wouter.lansink").profile
    assert found
    assert (found.series and found.series.name, found.purpose, found.fresh) == ("Weegtafel", "P4", True)
    assert set(found.receivers) == {cast.partners["POL"], cast.partners["ZC"]}
    assert profile(cast).series is None  # the police has one of its own for this case
    assert ledger(cast, Act.PROFILE_CONFIRMED)[-1]["series"] == str(made)


def test_under_it_one_shares_as_before_from_the_first_signal_on(cast: Cast) -> None:
    made = weighing(cast)
    confirms(cast, made, chosen(cast, "POL", purpose="P2"), "petra.dekker")
    on_agenda(cast, made)
    assert page(cast, "petra.dekker").profile is None  # not in the circle of the item


def test_it_must_be_confirmed_again_too(cast: Cast) -> None:
    made = weighing(cast)
    confirms(cast, made, chosen(cast, "POL", "ZC", days=300))
    on_agenda(cast, made)
    with clock.at(clock.months_after(clock.now(), 3)):
        assert due(cast, "wouter.lansink") == [("Weegtafel", (ProfileWhy.OLD,))]
        act(cast, "wouter.lansink", lambda work: profiles.confirm_again(work, cast.cases["Zwaluw"]))
        assert due(cast, "wouter.lansink") == []
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert seen.of_series(reading, made)


def test_shared_and_remembered_for_all_signals(cast: Cast) -> None:
    made = weighing(cast)
    on_agenda(cast, made)
    give(cast, "inge.bakels", ["voorman"], ["OM"], for_series=made)
    assert profile(cast).series == made
    give(cast, "inge.bakels", ["voorman"], ["OM"])
    assert profile(cast).series is None


def test_a_series_in_which_the_case_does_not_stand_is_none(cast: Cast) -> None:
    made = weighing(cast)
    with pytest.raises(NotFound):
        give(cast, "inge.bakels", ["voorman"], ["OM"], for_series=made)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"purpose": "P8"}, Invalid),
        ({"ends_on": date(2020, 1, 1)}, Invalid),
        ({"ends_on": clock.today() + timedelta(days=400)}, Invalid),
        ({"receivers": [uuid4()]}, NotFound),
    ],
)
def test_what_cannot_be_is_not_confirmed(cast: Cast, wrong: dict[str, Any], refusal: type[Exception]) -> None:
    made = weighing(cast)
    with pytest.raises(refusal):
        confirms(cast, made, chosen(cast, "POL").model_copy(update=wrong))
    with pytest.raises(NotFound):
        confirms(cast, made, chosen(cast, "COL-W"))  # takes no part


@pytest.mark.parametrize("login", ["sven.mulder", "ben.vink", "nadia.oosterhuis", "rik.zandstra"])
def test_who_takes_no_part_has_none(cast: Cast, login: str) -> None:
    made = weighing(cast)
    with pytest.raises(NotFound), db.reading(cast.seats[login]) as reading:
        seen.require_series(reading, made)
    with pytest.raises(NotFound):
        confirms(cast, made, chosen(cast, "POL"), login)


def test_a_partner_that_left_the_weighing_table_asks_for_it_again(cast: Cast) -> None:
    made = weighing(cast)
    confirms(cast, made, chosen(cast, "POL", "ZC"))
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        work.session.execute(delete(SeriesPartner).where(col(SeriesPartner.partner_id) == cast.partners["ZC"]))
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        found = seen.of_series(reading, made)
        assert found
        assert found.why == (ProfileWhy.RECEIVERS,)


def test_two_colleagues_who_share_at_once_both_do(cast: Cast) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    shorter, longer = clock.today() + timedelta(days=50), clock.today() + timedelta(days=200)
    case = cast.cases["Zwaluw"]
    first = giving([cast.version("voorman")], [cast.partners["OM"]], ends_on=shorter)
    second = giving([cast.version("matrassen")], [cast.partners["OM"]], ends_on=longer)
    assert not at_once(
        cast, "inge.bakels", lambda work: sharing.give(work, case, first),
        lambda work: sharing.give(work, case, second), "ruud.eggink",
    )  # fmt: skip
    stand = {one.ends_at for one in shares(cast) if not one.ended_at}
    assert stand == {clock.end_of(shorter), clock.end_of(longer)}
    assert profile(cast).ends_on == longer


def test_confirmed_in_two_windows_it_stands_once(cast: Cast) -> None:
    made, form = weighing(cast), chosen(cast, "POL")
    setting = lambda work: profiles.set_for_series(work, made, form)  # noqa: E731 done twice
    assert not at_once(cast, "wouter.lansink", setting, setting)
    again = lambda work: profiles.confirm_again(work, cast.cases["Zwaluw"])  # noqa: E731 done twice
    assert not at_once(cast, "inge.bakels", again, again)
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert seen.of_series(reading, made)
