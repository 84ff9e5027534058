"""How sharing ends: withdrawn, on its time, with what it stands on; and never undone."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import TakePart
from models.forms.sharing import WithdrawShares
from models.terms import Condition, FieldName, ShareEnd
from tafel import casework, clock, db, evidence, share_lines, sharing, subjects
from tafel.evidence_kinds import KINDS
from tafel.refusals import NotFound, Refused
from tafel.sight import my_shares
from tafel.sight import profiles as profiles_seen
from tests.cast import Cast
from tests.tafel.acting import act, closes, shared, written
from tests.tafel.test_sharing import NECESSITY, entries, give, reads, shares


def record(cast: Cast, login: str, condition: str, answers: Sequence[str], **more: object) -> UUID:
    """A record with these answers, in the order of its form."""
    kind = KINDS[Condition(condition)]
    form = {"once": uuid4(), "condition": condition, "claimed_from": clock.today(), **kind.told(answers), **more}
    with db.writing(cast.seats[login]) as work:
        return evidence.record(work, kind.form.model_validate(form))


def decision(cast: Cast, receivers: list[str], days: int = 50) -> UUID:
    """A decision Wpg 20 that names these receivers, confirmed by the prosecutor."""
    made = record(
        cast, "inge.bakels", "c-W20", ["Een antwoord."] * 6, claimed_until=clock.today() + timedelta(days=days),
        receivers=[cast.partners[key] for key in receivers], categories=["D1", "D2", "D6", "D7"],
        purposes=["P2", "P4", "P8"], confirmer_id=cast.partners["OM"],
    )  # fmt: skip
    with db.writing(cast.seats["wouter.lansink"]) as work:
        evidence.confirm(work, made)
    return made


def convenant(cast: Cast, days: int = 300, framework: str = "C") -> UUID:
    """An agreement of police and secretariat, confirmed by the secretariat."""
    made = record(
        cast,
        "inge.bakels",
        "c-CONV",
        ["Het convenant.", "Partijenlijst, versie 2.", framework],
        receivers=[cast.partners["VZ"]],
        confirmer_id=cast.partners["VZ"],
        claimed_until=clock.today() + timedelta(days=days),
    )
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        evidence.confirm(work, made)
    return made


def withdraw(cast: Cast, login: str, ids: list[UUID]) -> None:
    with db.writing(cast.seats[login]) as work:
        sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=ids))


def test_withdrawn_the_receiver_no_longer_reads_it_and_both_keep_the_record(cast: Cast) -> None:
    withdraw(cast, "inge.bakels", [shares(cast)[0].id])
    assert not reads(cast, "wouter.lansink", "matrassen")
    line = entries(cast, Act.SHARE_WITHDRAWN)[-1]
    assert (line["giver"], line["receiver"]) == (str(cast.partners["POL"]), str(cast.partners["OM"]))
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        page = my_shares.my_shares(reading, clock.today(), clock.today())
        assert [(one.partner, one.ended_why) for one in page.received_before] == [
            ("Politie De Waarden, AVIM", ShareEnd.WITHDRAWN)
        ]
        assert reading.shown == set()
    with db.reading(cast.seats["inge.bakels"]) as reading:
        given = my_shares.my_shares(reading, clock.today(), clock.today()).given
        assert given[0].first.ended_why is ShareEnd.WITHDRAWN


def test_withdrawn_twice_is_withdrawn_once(cast: Cast) -> None:
    for _ in range(2):
        withdraw(cast, "inge.bakels", [shares(cast)[0].id])
    assert len(entries(cast, Act.SHARE_WITHDRAWN)) == 1


def test_only_a_member_for_the_giver_withdraws(cast: Cast) -> None:
    for login in ["wouter.lansink", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis"]:
        with pytest.raises(NotFound):
            withdraw(cast, login, [shares(cast)[0].id])
        assert reads(cast, "wouter.lansink", "matrassen")


def test_sharing_ends_on_its_second(cast: Cast) -> None:
    last = shares(cast)[0].ends_at
    with clock.at(last - timedelta(seconds=1)):
        assert reads(cast, "wouter.lansink", "matrassen")
    with clock.at(last):
        assert not reads(cast, "wouter.lansink", "matrassen")


def test_an_end_that_came_is_written_and_stays(cast: Cast) -> None:
    with clock.at(shares(cast)[0].ends_at):
        with db.reading(cast.by_the_clock) as reading:
            assert sharing.any_due(reading)
        with db.writing(cast.administrator) as work:
            assert sharing.expire(work) == 1
    assert not reads(cast, "wouter.lansink", "matrassen")
    assert shares(cast)[0].ended_why is ShareEnd.EXPIRED
    assert entries(cast, Act.SHARE_ENDED)[-1]["why"] == "expired"


def test_a_share_ends_no_later_than_the_record_it_stands_on(cast: Cast) -> None:
    decision(cast, ["ZC"], days=50)
    give(cast, "inge.bakels", ["voorman"], ["ZC", "OM"], **NECESSITY)
    ends = {share.receiver_id: clock.day_of(share.ends_at) for share in shares(cast)[1:]}
    today = clock.today()
    assert ends == {cast.partners["ZC"]: today + timedelta(days=50), cast.partners["OM"]: today + timedelta(days=100)}


def test_when_a_record_ends_what_leans_on_it_ends(cast: Cast) -> None:
    made = decision(cast, ["ZC"])
    give(cast, "inge.bakels", ["voorman"], ["ZC", "OM"], **NECESSITY)
    with db.writing(cast.seats["inge.bakels"]) as work:
        evidence.end(work, made)
    assert not reads(cast, "soraya.pinas", "paspoorten")
    assert reads(cast, "wouter.lansink", "paspoorten")
    assert entries(cast, Act.SHARE_ENDED)[-1]["why"] == "evidence-ended"


def test_a_record_ended_while_somebody_shares_on_it_takes_the_share_along(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = decision(cast, ["ZC"])
    sharing_now, go_on = threading.Event(), threading.Event()
    write_line = share_lines.given

    def slowly(*args: object) -> None:
        sharing_now.set()
        go_on.wait(5)
        write_line(*args)  # type: ignore[arg-type]

    def end() -> None:
        with db.writing(cast.seats["inge.bakels"]) as work:
            evidence.end(work, made)

    monkeypatch.setattr(share_lines, "given", slowly)
    giving = threading.Thread(target=lambda: give(cast, "inge.bakels", ["voorman"], ["ZC"], **NECESSITY))
    ending = threading.Thread(target=end)
    giving.start()
    assert sharing_now.wait(10)
    ending.start()
    ending.join(0.3)
    go_on.set()
    giving.join(10)
    ending.join(10)
    assert shares(cast)[-1].receiver_id == cast.partners["ZC"]
    assert not reads(cast, "soraya.pinas", "paspoorten")


def test_the_secretariat_follows_others_and_no_longer_than_they(cast: Cast) -> None:
    decision(cast, ["ZC", "VZ"])
    convenant(cast)
    assert give(cast, "inge.bakels", ["voorman"], ["VZ", "ZC"], **NECESSITY) == 2
    theirs = next(share for share in shares(cast) if share.receiver_id == cast.partners["VZ"])
    assert theirs.purpose.value == "P8"
    withdraw(cast, "inge.bakels", [share.id for share in shares(cast) if share.receiver_id == cast.partners["ZC"]])
    assert not reads(cast, "samir.el.khatib", "paspoorten")


def test_what_leans_on_a_convenant_stops_on_its_last_second_while_no_server_ran_and_for_good(cast: Cast) -> None:
    decision(cast, ["ZC", "VZ"])
    convenant(cast, days=20)
    give(cast, "inge.bakels", ["voorman"], ["VZ", "ZC"], **NECESSITY)
    last = clock.end_of(clock.today() + timedelta(days=20))
    with clock.at(last - timedelta(seconds=1)):
        assert reads(cast, "samir.el.khatib", "paspoorten")
    with clock.at(last):
        assert not reads(cast, "samir.el.khatib", "paspoorten")
        assert reads(cast, "soraya.pinas", "paspoorten")
    with clock.at(last + timedelta(days=9)), db.writing(cast.administrator) as work:
        assert sharing.expire(work) == 1
    assert not reads(cast, "samir.el.khatib", "paspoorten")  # the clock was set back


@pytest.mark.parametrize(("framework", "given"), [("C", 1), ("A", 0), ("B", 0)])
def test_a_convenant_counts_in_its_own_framework_alone(cast: Cast, framework: str, given: int) -> None:
    decision(cast, ["ZC", "VZ"])
    give(cast, "inge.bakels", ["voorman"], ["ZC"], **NECESSITY)
    convenant(cast, framework=framework)
    with suppress(Refused):
        give(cast, "inge.bakels", ["voorman"], ["VZ"], **NECESSITY)
    assert sum(share.receiver_id == cast.partners["VZ"] for share in shares(cast)) == given


def consents(cast: Cast, subject: UUID, days: int = 200) -> UUID:
    """Somebody lets the care coordinator tell the prosecutor."""
    return record(
        cast, "soraya.pinas", "c-CONS-S(W)", ["In het dossier.", "De hulpverlener."], case_id=cast.cases["Zwaluw"],
        subject_id=subject, claimed_until=clock.today() + timedelta(days=days), receivers=[cast.partners["OM"]],
        categories=["D2", "D3"], purposes=["P1", "P2", "P4"],
    )  # fmt: skip


def told(cast: Cast, days: int = 200) -> UUID:
    """What the care coordinator tells the prosecutor on somebody's consent; the consent."""
    case = cast.cases["Zwaluw"]
    victim = act(cast, "soraya.pinas", lambda work: subjects.add_subject(work, case))
    adult = (case, victim, FieldName.AGE_BRANCH, "adult")
    act(cast, "soraya.pinas", lambda work: subjects.say_field(work, *adult))
    about = [{"subject_id": victim, "role": "victim"}]
    made = written(cast, "soraya.pinas", "Zij is uitgeput.", category="D2", about=about)
    consent = consents(cast, victim, days)
    shared(cast, "soraya.pinas", made, "OM")
    assert reads(cast, "wouter.lansink", "uitgeput")
    return consent


def test_consent_that_is_taken_back_ends_what_leans_on_it_at_once(cast: Cast) -> None:
    consent = told(cast)
    act(cast, "soraya.pinas", lambda work: evidence.end(work, consent))
    assert not reads(cast, "wouter.lansink", "uitgeput")
    assert reads(cast, "soraya.pinas", "uitgeput")
    assert entries(cast, Act.SHARE_ENDED)[-1]["why"] == "evidence-ended"
    assert entries(cast, Act.EVIDENCE_ENDED)[-1]["evidence"] == str(consent)


def test_after_consent_is_taken_back_the_giver_confirms_anew_and_others_do_not(cast: Cast) -> None:
    consent = told(cast)
    profiles = {"soraya.pinas": True, "inge.bakels": True}
    assert {login: _has_profile(cast, login) for login in profiles} == profiles
    act(cast, "soraya.pinas", lambda work: evidence.end(work, consent))
    assert {login: _has_profile(cast, login) for login in profiles} == profiles | {"soraya.pinas": False}


def test_what_nobody_shared_on_can_end_without_confirming_anew(cast: Cast) -> None:
    consent = told(cast)
    idle = record(cast, "soraya.pinas", "c-NPS", ["a", "b", "c"], case_id=cast.cases["Zwaluw"])
    act(cast, "soraya.pinas", lambda work: evidence.end(work, idle))
    assert _has_profile(cast, "soraya.pinas")
    assert consent


def _has_profile(cast: Cast, login: str) -> bool:
    with db.reading(cast.seats[login]) as reading:
        found = profiles_seen.of_case(reading, cast.cases["Zwaluw"])
        return found is not None and found.fresh


def test_consent_ends_on_its_last_second(cast: Cast) -> None:
    told(cast, days=7)
    last = clock.end_of(clock.today() + timedelta(days=7))
    with clock.at(last - timedelta(seconds=1)):
        assert reads(cast, "wouter.lansink", "uitgeput")
    with clock.at(last):
        assert not reads(cast, "wouter.lansink", "uitgeput")


def test_on_what_is_not_confirmed_no_share_starts(cast: Cast) -> None:
    record(
        cast, "inge.bakels", "c-W19", ["a", "help", "b"], claimed_until=clock.today() + timedelta(days=9),
        case_id=cast.cases["Zwaluw"], receivers=[cast.partners["ZC"]], categories=["D2", "D7"], purposes=["P2", "P4"],
        confirmer_id=cast.partners["OM"],
    )  # fmt: skip
    with pytest.raises(Refused):
        give(cast, "inge.bakels", ["voorman"], ["ZC"], **NECESSITY)
    assert not reads(cast, "soraya.pinas", "paspoorten")


def test_a_partner_that_leaves_the_case_reads_no_longer(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        casework.remove_partner(work, cast.cases["Zwaluw"], TakePart(once=uuid4(), partner_id=cast.partners["OM"]))
    assert shares(cast)[0].ended_why is ShareEnd.LEFT


def test_closing_a_case_brings_ends_nearer_and_never_further(cast: Cast) -> None:
    give(cast, "inge.bakels", ["voorman"], ["OM"], ends_on=clock.today() + timedelta(days=365))
    closes(cast, "inge.bakels", cast.cases["Zwaluw"])
    first, second = (clock.day_of(share.ends_at) for share in shares(cast))
    assert first == clock.today() + timedelta(days=100)
    assert second == clock.months_on(clock.today(), 6)
