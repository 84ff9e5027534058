"""Records that meet conditions: by whom, for what, until when; and who reads their words."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from models.acts import Act
from models.forms.casework import MergeSubjects, TakePart
from models.terms import Condition
from tafel import casework, clock, db, evidence, subjects
from tafel.evidence_kinds import BY_SLUG, KINDS
from tafel.refusals import Invalid, NotFound, Refused
from tafel.seat import BY_LINK
from tafel.sight import evidence as seen
from tafel.sight import evidence_form
from tests.cast import Cast
from tests.tafel.acting import act
from tests.tafel.test_sharing import NECESSITY, entries, give
from tests.tafel.test_sharing_ends import convenant, decision, record

CONVENANT = ["Het convenant.", "Partijenlijst, versie 2.", "C"]
OFFICER = ["De officier, vandaag.", "written"]


def everything(cast: Cast, receiver: str = "ZC", days: int = 30) -> dict[str, object]:
    """Who may have what, for what and until when, for a record that must say so."""
    return {
        "receivers": [cast.partners[receiver]], "categories": ["D7", "D8"], "purposes": ["P2"],
        "claimed_until": clock.today() + timedelta(days=days),
    }  # fmt: skip


def confirm(cast: Cast, login: str, evidence_id: UUID) -> None:
    with db.writing(cast.seats[login]) as work:
        evidence.confirm(work, evidence_id)


def texts(cast: Cast, login: str) -> tuple[str, list[dict[str, object]]]:
    """All that a page of records tells this reader, and what the ledger will say of it."""
    with db.reading(cast.seats[login]) as reading:
        page = seen.of_region(reading)
        return str(page), [entry.details for entry in reading.consulted]


def _subject(cast: Cast) -> UUID:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        kind = KINDS[Condition.CONS_S]
        return UUID(evidence_form.form(reading, kind, cast.cases["Zwaluw"]).subjects[0][0])


def test_who_came_by_a_link_makes_and_confirms_none(cast: Cast) -> None:
    """A mailbox is not the authority; what must stop can be ended."""
    about = everything(cast) | {"case_id": cast.cases["Zwaluw"], "confirmer_id": cast.partners["OM"]}
    waits = record(cast, "inge.bakels", "c-W19", ["a", "offences", "b"], **about)
    by_password = {login: cast.seats[login] for login in ("wouter.lansink", "inge.bakels")}
    for login, seat in by_password.items():
        cast.seats[login] = replace(seat, origin=BY_LINK)
    with pytest.raises(Refused, match="met een link"):
        confirm(cast, "wouter.lansink", waits)
    with pytest.raises(Refused, match="met een link"):
        record(cast, "inge.bakels", "c-W19", ["a", "offences", "b"], **about)
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        page = seen.of_case(reading, cast.cases["Zwaluw"])
    assert (page.kinds, [one.may_confirm for one in page.waiting]) == ((), [])
    act(cast, "wouter.lansink", lambda work: evidence.end(work, waits))
    cast.seats |= by_password
    record(cast, "inge.bakels", "c-W19", ["a", "offences", "b"], **about)


def test_every_condition_that_somebody_records_has_one_form() -> None:
    made_by_the_system = {
        Condition.ROLE,
        Condition.TTL,
        Condition.LOG,
        Condition.FLAG,
        Condition.OWN,
        Condition.FOLG,
        Condition.HIT,
        Condition.PERS,
    }
    assert set(KINDS) == {c for c in Condition if not c.is_declaration} - made_by_the_system
    assert len(BY_SLUG) == len(KINDS)


def test_a_record_stands_in_the_ledger_without_its_words(cast: Cast) -> None:
    made = record(cast, "inge.bakels", "c-NPS", ["Nodig.", "Past.", "Lichter kan niet."], case_id=cast.cases["Zwaluw"])
    line = entries(cast, Act.EVIDENCE_RECORDED)[-1]
    assert (line["evidence"], line["condition"]) == (str(made), "c-NPS")
    assert "Lichter" not in str(line)


def test_claimed_afterwards_is_told(cast: Cast) -> None:
    yesterday = clock.today() - timedelta(days=1)
    record(cast, "inge.bakels", "c-NPS", ["a", "b", "c"], case_id=cast.cases["Zwaluw"], claimed_from=yesterday)
    assert entries(cast, Act.EVIDENCE_RECORDED)[-1]["recorded_afterwards"] is True
    with db.reading(cast.seats["inge.bakels"]) as reading:
        line = seen.of_case(reading, cast.cases["Zwaluw"]).lines[0]
    assert line.afterwards


def test_what_ends_within_sixty_days_is_told(cast: Cast) -> None:
    for days, soon in ((60, True), (61, False)):
        made = decision(cast, ["ZC"], days=days)
        with db.reading(cast.seats["inge.bakels"]) as reading:
            line = next(line for line in seen.of_region(reading).lines if line.id == made)
        assert line.lapses_soon is soon


@pytest.mark.parametrize(
    ("condition", "answers", "more", "field"),
    [
        ("c-NPS", ["Bel 06-12345678.", "b", "c"], {}, "necessary"),
        ("c-CONS-S", ["a", "b"], {}, "claimed_until"),
        ("c-CONS-S", ["a", "b"], {"claimed_until": clock.today()}, "receivers"),
        ("c-INF", ["told", "a"], {}, "subject_id"),
        ("c-NPS", ["a", "b", "c"], {"claimed_from": "2026-11-20", "claimed_until": "2026-11-19"}, "claimed_until"),
        ("c-NPS", ["a", "b", "c"], {"claimed_from": "2020-01-01", "claimed_until": "2020-02-01"}, "claimed_until"),
        ("c-CVP", ["a"] * 5, {}, "confirmer_id"),
        ("c-W19", ["a", "help", "b"], {"claimed_until": clock.today()}, "receivers"),
        ("c-CONV", CONVENANT, {}, "claimed_until"),
        ("c-CONV", CONVENANT, {"claimed_until": clock.today()}, "receivers"),
    ],
)
def test_what_is_not_complete_is_not_recorded(
    cast: Cast, condition: str, answers: list[str], more: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as error:
        record(cast, "inge.bakels", condition, answers, case_id=cast.cases["Zwaluw"], **more)
    assert field in error.value.errors


def test_a_necessity_belongs_to_a_case(cast: Cast) -> None:
    with pytest.raises(Invalid) as error:
        record(cast, "inge.bakels", "c-NPS", ["a", "b", "c"])
    assert "case_id" in error.value.errors


@pytest.mark.parametrize("login", ["petra.dekker", "soraya.pinas"])
def test_only_whose_authority_it_is_records_a_decision(cast: Cast, login: str) -> None:
    with pytest.raises(Refused):
        record(cast, login, "c-W20", ["a"] * 6)


def test_who_is_no_member_records_nothing_in_a_case(cast: Cast) -> None:
    for login in ["rik.zandstra", "ruud.eggink", "ben.vink", "nadia.oosterhuis"]:
        with pytest.raises(NotFound):
            record(cast, login, "c-NPS", ["a", "b", "c"], case_id=cast.cases["Zwaluw"])


def test_public_order_is_confirmed_by_a_mayor_and_the_rest_by_the_prosecutor(cast: Cast) -> None:
    def decided(purposes: list[str], confirmer: str) -> UUID:
        return record(
            cast, "inge.bakels", "c-W20", ["a"] * 6, claimed_until=clock.today(), receivers=[cast.partners["COL-T"]],
            categories=["D2"], purposes=purposes, confirmer_id=cast.partners[confirmer],
        )  # fmt: skip

    for purposes, confirmer in ((["P5"], "OM"), (["P4"], "BGM-L"), (["P4", "P5"], "BGM-L"), (["P4", "P5"], "OM")):
        with pytest.raises(Invalid):
            decided(purposes, confirmer)
    confirm(cast, "aleid.vermaas", decided(["P5", "P8"], "BGM-L"))
    confirm(cast, "wouter.lansink", decided(["P4", "P8"], "OM"))


def test_nobody_confirms_oneself_and_only_who_was_asked_confirms(cast: Cast) -> None:
    made = record(
        cast,
        "inge.bakels",
        "c-CONV",
        CONVENANT,
        receivers=[cast.partners["VZ"]],
        confirmer_id=cast.partners["VZ"],
        claimed_until=clock.today() + timedelta(days=300),
    )
    for login in ("inge.bakels", "petra.dekker"):
        with pytest.raises(Refused):
            confirm(cast, login, made)
    with pytest.raises(NotFound):
        confirm(cast, "rik.zandstra", made)
    confirm(cast, "samir.el.khatib", made)
    with pytest.raises(Refused):
        confirm(cast, "marijke.terpstra", made)


def test_a_second_professional_confirms_without_being_a_member(cast: Cast) -> None:
    made = record(
        cast,
        "inge.bakels",
        "c-CVP",
        ["a"] * 5,
        case_id=cast.cases["Zwaluw"],
        confirmer_id=cast.seats["ruud.eggink"].membership,
    )
    with db.reading(cast.seats["ruud.eggink"]) as reading:
        waiting = seen.of_region(reading).waiting
        assert [one.id for one in waiting] == [made]
        assert waiting[0].case_word is None
    confirm(cast, "ruud.eggink", made)


def test_a_page_that_is_behind_gets_a_clear_answer(cast: Cast) -> None:
    made = record(
        cast, "inge.bakels", "c-CONV", CONVENANT, receivers=[cast.partners["VZ"]], confirmer_id=cast.partners["VZ"],
        claimed_until=clock.today() + timedelta(days=3),
    )  # fmt: skip
    with clock.at(clock.start_of(clock.today() + timedelta(days=4))):
        with db.reading(cast.seats["samir.el.khatib"]) as reading:
            assert seen.of_region(reading).waiting == ()
        with pytest.raises(Refused, match="geldt niet meer"):
            confirm(cast, "samir.el.khatib", made)


def test_what_does_not_count_yet_or_no_more_is_not_said_to_be_in_force(cast: Cast) -> None:
    case, later = cast.cases["Zwaluw"], clock.today() + timedelta(days=5)
    record(cast, "inge.bakels", "c-NPS", ["a", "b", "c"], case_id=case)
    record(cast, "inge.bakels", "c-BF", OFFICER, case_id=case, claimed_from=later, **everything(cast))

    def states(days: int) -> tuple[list[tuple[str, bool, bool]], int]:
        day = clock.start_of(clock.today() + timedelta(days=days))
        with clock.at(day if days else clock.now()), db.reading(cast.seats["inge.bakels"]) as reading:
            lines = sorted(seen.of_case(reading, case).lines, key=lambda one: one.title)
            return [(one.title[:7], one.begins_later, one.too_old) for one in lines], len(seen.dates(reading, case))

    assert states(0) == ([("Instemm", True, False), ("Noodzaa", False, False)], 1)
    assert states(5) == ([("Instemm", False, False), ("Noodzaa", False, False)], 2)
    assert states(184) == ([("Noodzaa", False, True)], 0)


def test_ended_twice_is_ended_once(cast: Cast) -> None:
    made = convenant(cast)
    with pytest.raises(Refused, match="al bevestigd"):
        confirm(cast, "marijke.terpstra", made)
    for login in ("inge.bakels", "ruud.eggink", "samir.el.khatib"):
        act(cast, login, lambda work: evidence.end(work, made))
    assert len(entries(cast, Act.EVIDENCE_ENDED)) == 1
    with pytest.raises(NotFound):
        act(cast, "rik.zandstra", lambda work: evidence.end(work, made))


def test_the_prosecutor_consents_to_what_another_gives(cast: Cast) -> None:
    with pytest.raises(Invalid) as error:
        record(cast, "wouter.lansink", "c-OM", OFFICER, case_id=cast.cases["Zwaluw"], **everything(cast))
    assert "giver_id" in error.value.errors
    record(
        cast, "wouter.lansink", "c-OM", OFFICER, case_id=cast.cases["Zwaluw"], giver_id=cast.partners["POL"],
        **everything(cast),
    )  # fmt: skip
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert [one.condition for one in seen.dates(reading, cast.cases["Zwaluw"])] == [Condition.OM]


def test_a_guardian_who_may_be_involved_is_never_asked(cast: Cast) -> None:
    about = {"case_id": cast.cases["Zwaluw"], "subject_id": _subject(cast)}
    for consent in ("guardian", "both"):
        with pytest.raises(Invalid):
            record(cast, "inge.bakels", "c-AGE", [consent, "yes"], **about)
    record(cast, "inge.bakels", "c-AGE", ["minor", "yes"], **about)


@pytest.mark.parametrize("login", ["soraya.pinas", "ruud.eggink", "rik.zandstra"])
def test_only_whose_authority_it_was_ends_it(cast: Cast, login: str) -> None:
    made = record(cast, "inge.bakels", "c-NPS", ["a", "b", "c"], case_id=cast.cases["Zwaluw"])
    with pytest.raises(NotFound), db.writing(cast.seats[login]) as work:
        evidence.end(work, made)


def test_after_leaving_a_case_a_partner_still_ends_its_own_records_and_nobody_else_does(cast: Cast) -> None:
    case = cast.cases["Zwaluw"]
    made = record(
        cast, "soraya.pinas", "c-CONS-S", ["Gevraagd door de hulpverlener.", "Gezegd."], case_id=case,
        subject_id=_subject(cast), **everything(cast, "OM"),
    )  # fmt: skip
    with db.writing(cast.seats["inge.bakels"]) as work:
        casework.remove_partner(work, case, TakePart(once=uuid4(), partner_id=cast.partners["ZC"]))
    for login in ("inge.bakels", "bram.kuijper", "rik.zandstra", "ben.vink"):
        with pytest.raises(NotFound), db.writing(cast.seats[login]) as work:
            evidence.end(work, made)
    told = texts(cast, "soraya.pinas")[0]
    assert (str(made) in told, "hulpverlener" in told) == (True, False)
    with db.writing(cast.seats["soraya.pinas"]) as work:
        assert evidence.end(work, made) is None
    assert entries(cast, Act.EVIDENCE_ENDED)[-1]["evidence"] == str(made)


def test_an_agreement_is_ended_by_its_parties_alone(cast: Cast) -> None:
    made = convenant(cast)
    with pytest.raises(Refused), db.writing(cast.seats["petra.dekker"]) as work:
        evidence.end(work, made)
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        evidence.end(work, made)


def test_the_privacy_officer_reads_the_words_and_that_is_noted(cast: Cast) -> None:
    record(cast, "inge.bakels", "c-NPS", ["Kanarie.", "b", "c"], case_id=cast.cases["Zwaluw"])
    told, noted = texts(cast, "nadia.oosterhuis")
    assert "Kanarie" in told
    assert "Zwaluw" not in told
    assert "matrassen" not in told
    assert len(noted[0]["evidence"]) == 1  # type: ignore[arg-type]


def test_others_do_not_know_of_a_record(cast: Cast) -> None:
    record(cast, "inge.bakels", "c-NPS", ["Kanarie.", "b", "c"], case_id=cast.cases["Zwaluw"])
    for login in ["petra.dekker", "ruud.eggink", "rik.zandstra", "wouter.lansink"]:
        assert "Kanarie" not in texts(cast, login)[0]


def test_the_administrator_reads_none(cast: Cast) -> None:
    with pytest.raises(NotFound):
        texts(cast, "ben.vink")


def test_a_partner_that_does_not_exist_cannot_be_named(cast: Cast) -> None:
    for stranger in (uuid4(), cast.seats["rik.zandstra"].partner):
        with pytest.raises(NotFound):
            record(cast, "inge.bakels", "c-NPS", ["a", "b", "c"], case_id=cast.cases["Zwaluw"], receivers=[stranger])


def test_how_many_shares_lean_on_a_record_is_told_to_the_giver_alone(cast: Cast) -> None:
    decision(cast, ["ZC"])
    give(cast, "inge.bakels", ["voorman"], ["ZC"], **NECESSITY)
    for login, count in (("inge.bakels", 1), ("wouter.lansink", 0)):
        with db.reading(cast.seats[login]) as reading:
            assert seen.of_region(reading).lines[0].leaning == count


def test_who_only_confirmed_a_record_can_end_it_after_leaving(cast: Cast) -> None:
    case, om = cast.cases["Zwaluw"], cast.partners["OM"]
    made = record(
        cast, "inge.bakels", "c-W19", ["Kanarie.", "help", "b"], case_id=case,
        claimed_until=clock.today() + timedelta(days=20),
        receivers=[cast.partners["ZC"]], categories=["D7"], purposes=["P2"], confirmer_id=om,
    )  # fmt: skip
    confirm(cast, "wouter.lansink", made)
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert seen.of_region(reading).left == ()
    with db.writing(cast.seats["inge.bakels"]) as work:
        casework.remove_partner(work, case, TakePart(once=uuid4(), partner_id=om))
    told = texts(cast, "wouter.lansink")[0]
    assert str(made) in told
    assert "Kanarie" not in told
    assert "Zwaluw" not in told
    for login in ("petra.dekker", "rik.zandstra", "ben.vink"):
        with pytest.raises(NotFound), db.writing(cast.seats[login]) as work:
            evidence.end(work, made)
    with db.writing(cast.seats["wouter.lansink"]) as work:
        assert evidence.end(work, made) is None
    assert str(made) not in texts(cast, "wouter.lansink")[0]


def test_every_letter_can_be_named_merged_or_not(cast: Cast) -> None:
    inge, case = cast.seats["inge.bakels"], cast.cases["Zwaluw"]
    with db.writing(inge) as work:
        one, other = subjects.add_subject(work, case), subjects.add_subject(work, case)
        subjects.merge_subjects(work, case, MergeSubjects(once=uuid4(), gone=other, stays=one))
    with db.reading(inge) as reading:
        offered = evidence_form.form(reading, KINDS[Condition.CONS_S], case).subjects
    assert {str(one), str(other)} <= {subject for subject, _ in offered}
