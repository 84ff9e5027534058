"""Signals: brought in two minutes, somebody's from then on, and read by nobody they were not shared with."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import Autosave, ChangeLead, NameMember, TakePart
from models.forms.signals import BringSignal, SetSignalDesk
from models.signal_terms import SignalState
from models.views.signals import SignalPage
from tafel import casework, clock, db, people, signal_desk, signals
from tafel.refusals import Invalid, NotFound, Refused
from tafel.sight import casework as cases
from tafel.sight import signal_form
from tafel.sight import signals as seen
from tests import days
from tests.cast import Cast
from tests.tafel.acting import act, at_once, closes, ledger
from web.filled import parse

FRIDAY = days.coming(4, 16)
SAW = "Boven de kas slapen negen mensen op matrassen."


def form(**more: Any) -> BringSignal:
    known = {"once": uuid4(), "draft": uuid4(), "kind": "labour", "text": SAW, "indicators": ["1e", "3d", "9a"]}
    return BringSignal.model_validate({**known, "since": "2026-10", "municipality": "Lindehaven", **more})


def brought(cast: Cast, login: str = "petra.dekker", **more: Any) -> UUID:
    with db.writing(cast.seats[login]) as work:
        return signals.bring(work, form(**more))


def page(cast: Cast, login: str, case: UUID) -> SignalPage:
    with db.reading(cast.seats[login]) as reading:
        return seen.signal_page(reading, case)


def test_a_signal_is_its_writers_and_waits_for_the_care_coordinator(cast: Cast) -> None:
    with clock.at(FRIDAY):
        case = brought(cast)
        child = brought(cast, kind="adoption", text="Er is geld betaald.", indicators=["1i", "7g", "10a"])
        ours, theirs = page(cast, "petra.dekker", case), page(cast, "soraya.pinas", case)
    assert [one.text for one in ours.said] == [SAW]
    for of, kind in ((ours, "labour"), (page(cast, "petra.dekker", child), "adoption")):
        assert [(one.form, len(one.ticked)) for one in of.seen] == [(kind, 3)]
    assert (theirs.said, theirs.seen, theirs.line.form) == ((), (), None)
    assert theirs.line.mine
    assert theirs.line.acknowledge_by == clock.end_of(FRIDAY.date() + timedelta(days=3))
    assert theirs.line.weigh_by == clock.end_of(FRIDAY.date() + timedelta(days=7))


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink", "samir.el.khatib", "ben.vink", "nadia.oosterhuis"])
def test_to_others_there_is_no_such_signal(cast: Cast, login: str) -> None:
    case = brought(cast)
    with pytest.raises(NotFound):
        page(cast, login, case)
    with db.reading(cast.seats[login]) as reading:
        assert seen.signals(reading).signals == ()


def test_the_list_of_cases_has_cases_alone(cast: Cast) -> None:
    brought(cast)
    with db.reading(cast.seats["petra.dekker"]) as reading:
        assert [one.code_word for one in cases.cases(reading)] == ["Zwaluw"]
        assert len(seen.signals(reading).signals) == 1


def test_the_secretary_knows_that_one_waits_and_no_more(cast: Cast) -> None:
    brought(cast)
    brought(cast, "inge.bakels", later=True)
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        (shell,) = seen.signals(reading).shells
    assert (shell.brought_by, shell.handled_by) == ("Woningstichting De Brug", "Zorgcoördinatie mensenhandel")


def test_a_draft_saves_itself_and_is_gone_on_with(cast: Cast) -> None:
    draft, seat = uuid4(), cast.seats["petra.dekker"]
    with db.writing(seat) as work:
        base = signals.keep_text(work, draft, form().kind, Autosave(text="Negen", base=""))
    with db.writing(seat) as work:
        base = signals.keep_text(work, draft, form().kind, Autosave(text="Negen matrassen.", base=base))
    with db.reading(seat) as reading:
        held = signal_form.typed(reading, draft)
        assert (held.text, held.base, held.kind) == ("Negen matrassen.", base, "labour")
    assert brought(cast, draft=draft, base=base, impression="Het lijkt op dwang.") == draft
    said = page(cast, "petra.dekker", draft).said
    assert [(one.text, one.kind) for one in said] == [(SAW, "fact"), ("Het lijkt op dwang.", "opinion")]
    with pytest.raises(Refused):
        brought(cast, draft=draft)


def test_a_draft_can_be_thrown_away(cast: Cast) -> None:
    case = brought(cast, later=True)
    with db.writing(cast.seats["petra.dekker"]) as work:
        signals.drop(work, case)
    with db.reading(cast.seats["petra.dekker"]) as reading:
        assert seen.signals(reading).signals == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "Jan de Vries"}, "text"),
        ({"text": "<p>Zij <b>werken</b> nachten door.</p>"}, "text"),
        ({"text": "", "indicators": []}, "text"),
        ({"since": "2099-01"}, "since"),
        ({"since": "2026-10", "until": "2026-09"}, "until"),
        ({"municipality": "Kerkstraat 12"}, "municipality"),
        ({"municipality": "Lindehaven, bij de kassen"}, "municipality"),
        ({"municipality": "ze werkt in een kas bij Lindehaven"}, "municipality"),
        ({"impression": "<script>x</script>"}, "impression"),
        ({"text": "<!--StartFragment-->Zij slapen er."}, "text"),
        ({"impression": "Jan de Vries"}, "impression"),
        ({"text": "jan de vries"}, "text"),
        ({"text": "Mevr. jansen"}, "text"),
        ({"text": "Jan, Piet en Anna Bos!"}, "text"),
        ({"text": "Иван Иванов"}, "text"),
        ({"text": "06 12345678, AB-12-CD"}, "text"),
        ({"text": "Daar woont Jan de Vries met zes anderen."}, "nameless"),
        ({"impression": "Volgens Anna Bos is er dwang."}, "nameless"),
        ({"municipality": "<b>Utrecht</b>"}, "municipality"),
        ({"municipality": "Jan de Vries"}, "municipality"),
        ({"plate": "<i>12-ab-34</i>", "declared": "c-DECL(min)"}, "plate"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as told:
        brought(cast, **wrong)
    assert set(told.value.errors) == {field}


@pytest.mark.parametrize(
    "fits",
    [
        {"municipality": "Den Haag"},
        {"municipality": "Hof van Twente"},
        {"municipality": "West Maas en Waal"},
        {"municipality": "Nuenen, Gerwen en Nederwetten"},
        {"since": "9-2026", "until": "oktober 2026"},
        {"text": "Bij Sterk Huis meldde zich een man.", "nameless": True},
        {"text": "ZES MENSEN SLAPEN OP DE GROND"},
        {"impression": "Vermoedelijk dwang"},
        {"text": "In Lindehaven staat een busje. Een Poolse man rijdt. De Roemeense vrouw zwijgt."},
    ],
)
def test_what_can_be_is_brought(cast: Cast, fits: dict[str, Any]) -> None:
    with clock.at(FRIDAY):
        (line,) = page(cast, "petra.dekker", brought(cast, **fits)).seen
    assert line.since == date(2026, 9 if "since" in fits else 10, 1)


@pytest.mark.parametrize("month", ["2026-13", "0-2026", "morgen", "brumaire 2026", "10", "2026"])
def test_what_is_no_month_is_told_as_such(month: str) -> None:
    assert "maand en jaar" in str(parse(BringSignal, {"since": [month]}).errors["since"])


def test_one_that_waits_grows_old_by_when_it_was_seen_or_else_brought(cast: Cast) -> None:
    with clock.at(FRIDAY):
        old = brought(cast, since="2026-07")
        without = brought(cast, text="Er staat een busje met vijf mensen.", since="")
        assert [page(cast, "petra.dekker", one).line.old for one in (old, without)] == [True, False]
    with clock.at(FRIDAY + timedelta(days=100)):
        assert page(cast, "petra.dekker", without).line.old


def test_the_same_signal_twice_is_told(cast: Cast) -> None:
    case = brought(cast)
    word = page(cast, "petra.dekker", case).line.code_word
    for place in ("lindehaven", ""):
        with pytest.raises(Invalid, match=word):
            brought(cast, text=SAW.upper(), municipality=place)
    brought(cast, municipality="Oosterwaard")  # the same words of another place are another signal


def test_the_administrator_sets_the_desk_and_others_do_not(cast: Cast) -> None:
    sent = SetSignalDesk(once=uuid4(), avim_phone="088 123 45 67", handler_id=cast.seats["sven.mulder"].membership)
    with pytest.raises(NotFound), db.writing(cast.seats["samir.el.khatib"]) as work:
        signal_desk.set_desk(work, sent)
    with pytest.raises(Invalid), db.writing(cast.administrator) as work:
        chosen = {"handler_id": cast.seats["ruud.eggink"].membership}
        signal_desk.set_desk(work, sent.model_copy(update=chosen))
    with db.writing(cast.administrator) as work:
        signal_desk.set_desk(work, sent)
    case = brought(cast)
    with db.reading(cast.seats["petra.dekker"]) as reading:
        assert signal_form.signal_form(reading).danger.avim_phone == "088 123 45 67"
    assert page(cast, "sven.mulder", case).line.state is SignalState.NEW
    with pytest.raises(NotFound):
        page(cast, "soraya.pinas", case)


def test_what_saves_itself_while_it_is_sent_is_one_signal(cast: Cast) -> None:
    draft = uuid4()
    failed = at_once(
        cast, "petra.dekker",
        lambda work: signals.keep_text(work, draft, form().kind, Autosave(text="Negen", base="")),
        lambda work: str(signals.bring(work, form(draft=draft))),
    )  # fmt: skip
    assert failed == []
    assert [one.text for one in page(cast, "petra.dekker", draft).said] == [SAW]
    assert len(ledger(cast, Act.SIGNAL_BEGUN)) == 1


def test_two_windows_bring_one_draft_once(cast: Cast) -> None:
    draft = brought(cast, later=True, text="Negen")

    def bring(text: str) -> Any:
        return lambda work: signals.bring(work, form(draft=draft, text=text))

    (failed,) = at_once(cast, "petra.dekker", bring(SAW), bring("Iets heel anders gezien."))
    assert isinstance(failed, Refused)
    assert [one.text for one in page(cast, "petra.dekker", draft).said] == [SAW]
    assert len(ledger(cast, Act.SIGNAL_BROUGHT)) == 1


def test_nobody_takes_part_in_a_draft_but_its_writer(cast: Cast) -> None:
    """Nobody is asked along; and when the writer's seat ends it is not handed to the contact person."""
    ruud, inge = cast.seats["ruud.eggink"], cast.seats["inge.bakels"]
    draft = brought(cast, "ruud.eggink", later=True)
    partner = TakePart(once=uuid4(), partner_id=cast.partners["ZC"])
    with pytest.raises(Refused):
        act(cast, "ruud.eggink", lambda work: casework.add_partner(work, draft, partner))
    colleague = NameMember(once=uuid4(), membership_id=inge.membership)
    with pytest.raises(Refused):
        act(cast, "ruud.eggink", lambda work: casework.add_member(work, draft, colleague))
    with db.writing(cast.administrator) as work:
        people.end_membership(work, ruud.membership)
    for login in ("inge.bakels", "soraya.pinas", "ruud.eggink"):
        with db.reading(cast.seats[login]) as reading:
            assert seen.signals(reading).signals == ()


def test_somebody_owns_it_until_it_is_weighed(cast: Cast) -> None:
    """Who is to take it up leaves it by handing it on; who brought it neither sends that away nor closes it."""
    case, partner = brought(cast), TakePart(once=uuid4(), partner_id=cast.partners["ZC"])
    led = ChangeLead.model_validate({"once": uuid4(), "lead_partner_id": cast.partners["WOCO"], "purposes": ["P4"]})
    with pytest.raises(Refused):
        act(cast, "petra.dekker", lambda work: casework.change_lead(work, case, led))
    with pytest.raises(Refused):
        closes(cast, "petra.dekker", case)
    for login in ("petra.dekker", "soraya.pinas"):
        with pytest.raises(Refused):
            act(cast, login, lambda work: casework.remove_partner(work, case, partner))


def test_a_month_is_no_day_and_a_sign_that_ends_all_words_is_left_out(cast: Cast) -> None:
    case = brought(cast, since="2026-10-17", municipality="Linde\0haven")
    with db.reading(cast.seats["petra.dekker"]) as reading:
        view = seen.signal_page(reading, case)
    assert (view.head.municipality, str(view.seen[0].since)) == ("Lindehaven", "2026-10-01")


@pytest.mark.parametrize(
    "place", ["Den Haag", "De Ronde Venen", "Alphen aan den Rijn", "'s-Hertogenbosch", "Bergen (NH.)"]
)
def test_a_municipality_is_not_taken_for_a_person(cast: Cast, place: str) -> None:
    assert page(cast, "petra.dekker", brought(cast, municipality=place)).head.municipality == place
