"""What counts as proof: who consented, for whom, at which age; for which receiver, purpose and data; until when."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from models.terms import AgeBranch, Condition, ConsentOf, DataCategory, Framework, PartnerKind, Purpose, SubjectRole
from models.views.casework import Passage, SubjectLink
from tafel.sight import items
from tafel.sight.about import SubjectFacts
from tafel.sight.asks import Desk, Item, Receiver, Terms, Towards
from tafel.sight.records import Record

TODAY = date(2026, 11, 23)
A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
ZC = Receiver(uuid4(), "Zorgcoördinatie", "ZC", PartnerKind.ZC, None, in_case=True)
VZ = Receiver(uuid4(), "Secretariaat", "VZ", PartnerKind.VZ, None, in_case=True)
TERMS = Terms(Purpose.P3, TODAY + timedelta(days=30))


def record(condition: Condition, subject: UUID | None = None, **more: object) -> Record:
    plain = Record(uuid4(), condition, subject, None, None, None, None, TODAY, None, TODAY)
    return replace(plain, **more)


def desk(*records: Record, **more: object) -> Desk:
    plain = Desk(uuid4(), uuid4(), PartnerKind.COL_W, Framework.C, "Oosterwaard", TODAY, None, (VZ, ZC), records)
    return replace(plain, **more)


def item(
    at: Desk, ages: dict[UUID, AgeBranch | None], *roles: tuple[UUID, SubjectRole], written: set[UUID] | None = None
) -> Item:
    """A passage about these; `written`: under which letters, where some were merged."""
    version = uuid4()
    at = replace(at, letters={version: written}) if written else at
    about = tuple(SubjectLink(subject_id=who, letter="A", role=role) for who, role in roles)
    passage = Passage.model_construct(
        statement_id=uuid4(), version_id=version, category=DataCategory.D2, names_person=False, exact_place=False,
        observed_on=None, by_month=False, reliability=None, about=about, text="Woorden.",
    )  # fmt: skip
    known = {who: SubjectFacts(age=age) for who, age in ages.items()}
    return items.item(at, passage, items.together(at, known), frozenset(), b"")


def met(at: Desk, one: Item, receiver: Receiver = ZC, terms: Terms = TERMS) -> set[Condition]:
    return set(Towards(at, receiver, terms).met(one))


ADULTS = {A: AgeBranch.ADULT, B: AgeBranch.ADULT}
VICTIMS = ((A, SubjectRole.VICTIM), (B, SubjectRole.VICTIM))


def test_consent_covers_everyone_a_passage_is_about() -> None:
    half = desk(record(Condition.CONS_S, A))
    whole = desk(record(Condition.CONS_S, A), record(Condition.CONS_S, B))
    assert Condition.CONS_S not in met(half, item(half, ADULTS, *VICTIMS))
    held = Towards(whole, ZC, TERMS).met(item(whole, ADULTS, *VICTIMS))
    assert {one.subject for one in held[Condition.CONS_S]} == {A, B}


def test_written_consent_is_consent_and_not_the_other_way_round() -> None:
    mixed = desk(record(Condition.CONS_S, A), record(Condition.CONS_S_WRITTEN, B))
    found = met(mixed, item(mixed, ADULTS, *VICTIMS))
    assert Condition.CONS_S in found
    assert Condition.CONS_S_WRITTEN not in found


def test_who_is_suspected_is_not_asked_for_consent() -> None:
    one = desk(record(Condition.CONS_S, A))
    assert Condition.CONS_S in met(one, item(one, ADULTS, (A, SubjectRole.VICTIM), (B, SubjectRole.SUSPECT)))
    assert Condition.CONS_S not in met(one, item(one, ADULTS, (A, SubjectRole.VICTIM), (B, SubjectRole.BOTH)))


def test_consent_of_nobody_in_particular_proves_nothing() -> None:
    one = desk(record(Condition.CONS_S, A))
    assert Condition.CONS_S not in met(one, item(one, {}))


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ({A: AgeBranch.ADULT, B: AgeBranch.ADULT}, {A: AgeBranch.ADULT, B: AgeBranch.ADULT}),
        ({A: AgeBranch.ADULT}, {A: AgeBranch.ADULT, B: None}),
        ({A: AgeBranch.ADULT, B: AgeBranch.UNDER_12}, {A: None, B: None}),
        ({A: AgeBranch.FROM_16_TO_17}, {A: AgeBranch.FROM_16_TO_17, B: None}),
    ],
)
def test_an_age_counts_for_the_letter_it_was_said_of(
    said: dict[UUID, AgeBranch | None], known: dict[UUID, AgeBranch | None]
) -> None:
    merged = desk(merged={A: B})
    one = item(merged, said, (B, SubjectRole.VICTIM), written={A, B})
    assert one.ages == known
    assert one.facts.minor is any(age is not AgeBranch.ADULT for age in known.values())


def test_merging_never_asks_less() -> None:
    """Whatever is permitted of two letters that are one, was or would be permitted of each of them apart."""
    for said in ({A: a, B: b} for a in (None, *AgeBranch) for b in (None, *AgeBranch)):
        for consent in ConsentOf:
            apart = desk(record(Condition.AGE, A, consent_of=consent))
            merged = replace(apart, merged={A: B})
            alone = item(apart, said, (A, SubjectRole.VICTIM), written={A})
            both = item(merged, said, (B, SubjectRole.VICTIM), written={A})
            assert met(merged, both) <= met(apart, alone)
            assert both.facts.minor >= alone.facts.minor


@pytest.mark.parametrize("condition", [Condition.CONS_S, Condition.CONS_S_WRITTEN, Condition.AGE, Condition.INF])
def test_a_record_counts_for_its_own_letter_alone(condition: Condition) -> None:
    """A and B are one and read as B; what was written about A still needs a record about A."""
    for written, recorded, counts in (
        ({A}, {A}, True),
        ({A}, {B}, False),
        ({A, B}, {B}, False),
        ({A, B}, {A, B}, True),
    ):
        proofs = [record(condition, letter, consent_of=ConsentOf.BOTH) for letter in recorded]
        merged = desk(*proofs, merged={A: B})
        one = item(merged, {}, (B, SubjectRole.VICTIM), written=written)
        assert (condition in met(merged, one)) is counts


def test_a_suspicion_stays_when_two_letters_become_one() -> None:
    merged = desk(merged={A: B})
    one = item(merged, {}, (A, SubjectRole.SUSPECT), (B, SubjectRole.VICTIM))
    assert one.facts.suspect
    assert one.consenting == {B}


def test_a_field_of_somebody_known_as_suspect_is_about_a_suspect() -> None:
    passage = Passage.model_construct(
        statement_id=uuid4(), version_id=uuid4(), category=DataCategory.D1, names_person=True, exact_place=False,
        observed_on=None, by_month=False, reliability=None, text="Woorden.",
        about=(SubjectLink(subject_id=A, letter="A", role=SubjectRole.OTHER),),
    )  # fmt: skip
    known = {A: SubjectFacts(role=SubjectRole.SUSPECT, age=AgeBranch.ADULT, suspect=True)}
    assert items.item(desk(), passage, known, frozenset(), b"").facts.suspect


@pytest.mark.parametrize(
    ("age", "enough"),
    [
        (AgeBranch.UNDER_12, {ConsentOf.GUARDIAN, ConsentOf.BOTH}),
        (AgeBranch.FROM_12_TO_15, {ConsentOf.BOTH}),
        (AgeBranch.FROM_16_TO_17, {ConsentOf.MINOR, ConsentOf.BOTH}),
        (AgeBranch.MAYBE_MINOR, {ConsentOf.BOTH}),
        (None, {ConsentOf.BOTH}),
    ],
)
def test_whose_consent_counts_goes_by_age(age: AgeBranch | None, enough: set[ConsentOf]) -> None:
    for consent in ConsentOf:
        at = desk(record(Condition.AGE, A, consent_of=consent))
        found = met(at, item(at, {A: age}, (A, SubjectRole.VICTIM)))
        assert (Condition.AGE in found) is (consent in enough)


def test_an_unreadable_consent_proves_nothing() -> None:
    at = desk(record(Condition.AGE, A))
    assert Condition.AGE not in met(at, item(at, {A: AgeBranch.FROM_16_TO_17}, (A, SubjectRole.VICTIM)))


def test_a_record_counts_only_for_what_it_names() -> None:
    named = {"receivers": frozenset({str(ZC.id)}), "purposes": frozenset({"P3"}), "categories": frozenset({"D2", "D3"})}
    at = desk(record(Condition.NPS, **named))
    one = item(at, {})
    assert Condition.NPS in met(at, one)
    assert Condition.NPS not in met(at, one, VZ)
    assert Condition.NPS not in met(at, one, terms=replace(TERMS, purpose=Purpose.P2))
    assert Condition.NPS not in met(at, replace(one, category=DataCategory.D4))


def test_for_the_secretariat_a_record_must_name_the_minutes() -> None:
    at = desk(record(Condition.CONV, purposes=frozenset({"P3"})))
    assert Condition.CONV not in met(at, item(at, {}), VZ)
    also = desk(record(Condition.CONV, purposes=frozenset({"P3", "P8"})))
    assert Condition.CONV in met(also, item(also, {}), VZ)


@pytest.mark.parametrize(("condition", "days"), [(Condition.NPS, 183), (Condition.CVP, 30)])
def test_what_must_be_fresh_lapses(condition: Condition, days: int) -> None:
    for age, counts in ((days, True), (days + 1, False)):
        at = desk(record(condition, made_on=TODAY - timedelta(days=age), claimed_from=TODAY - timedelta(days=age)))
        assert (condition in met(at, item(at, {}))) is counts


def test_a_record_counts_from_its_first_to_its_last_day() -> None:
    for begin, until, counts in ((0, 0, True), (1, 9, False), (-9, -1, False)):
        at = desk(record(Condition.W19, claimed_from=TODAY + timedelta(begin), claimed_until=TODAY + timedelta(until)))
        assert (Condition.W19 in met(at, item(at, {}))) is counts


def test_the_record_that_lasts_longest_is_leaned_on() -> None:
    soon, later = (record(Condition.W20, claimed_until=TODAY + timedelta(days)) for days in (5, 50))
    at = desk(later, soon)
    assert Towards(at, ZC, TERMS).met(item(at, {}))[Condition.W20] == (later,)


def test_a_named_person_counts_for_that_persons_partner_alone() -> None:
    at, named = desk(), replace(TERMS, person=uuid4(), person_of=frozenset({ZC.id}))
    assert Condition.PERS in met(at, item(at, {}), ZC, named)
    assert Condition.PERS not in met(at, item(at, {}), VZ, named)


def test_only_a_sentence_can_be_ticked() -> None:
    at = desk()
    ticked = replace(TERMS, declared=frozenset({Condition.W20, Condition.DECL_MIN}))
    found = met(at, item(at, {}), terms=ticked)
    assert Condition.DECL_MIN in found
    assert Condition.W20 not in found


def test_the_place_of_the_case_is_the_receivers_own() -> None:
    mayor = Receiver(uuid4(), "Burgemeester", "B", PartnerKind.BGM, "Oosterwaard", in_case=True)
    elsewhere = replace(mayor, municipality="Lindehaven")
    at = desk()
    assert Condition.OWN in met(at, item(at, {}), mayor)
    assert Condition.OWN not in met(at, item(at, {}), elsewhere)
