"""The ask: only facts and records the asker may see, so that a verdict is no oracle for what others know.

The possible receivers are always all other partners of the region, in one fixed order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from models.tables.casework import Case, CasePartner
from models.tables.people import Partner
from models.terms import (
    AgeBranch,
    Condition,
    DataCategory,
    FieldName,
    Framework,
    PartnerKind,
    Purpose,
    Reliability,
    StatementKind,
    SubjectRole,
)
from models.views.casework import Passage, SubjectLink
from tafel import clock
from tafel.db import Reading
from tafel.rules import Ask, Facts, categories
from tafel.sight import passages, records, rulebook
from tafel.sight.records import Record
from tafel.sight.rulebook import BookInForce

MONTHS_12 = timedelta(days=365)
NECESSITY_LASTS = timedelta(days=183)
CONFLICT_LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Receiver:
    """A partner that could be given something."""

    id: UUID
    name: str
    short_name: str
    kind: PartnerKind
    municipality: str | None
    in_case: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A passage as the rules see it: no words, only what the law asks."""

    statement: UUID
    version: UUID
    fingerprint: str
    category: DataCategory
    facts: Facts
    flagged: bool
    subjects: frozenset[UUID]
    secret_of: frozenset[UUID]
    given_to: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the giver chose for all of it: purpose, end, ticked sentences, a named person."""

    purpose: Purpose
    ends_on: date
    declared: frozenset[Condition] = frozenset()
    person: UUID | None = None
    with_others: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything one partner needs to know, before it presses share, about one case."""

    case: UUID
    giver: UUID
    kind: PartnerKind
    framework: Framework
    municipality: str | None
    today: date
    in_force: BookInForce | None
    receivers: tuple[Receiver, ...]
    records: tuple[Record, ...]

    def ask(self, item: Item, receiver: Receiver, terms: Terms) -> Ask:
        """The question to the rules for one passage and one receiver."""
        return Ask(
            giver=self.kind,
            receiver=receiver.kind,
            chosen=item.category,
            purpose=terms.purpose,
            framework=self.framework,
            facts=item.facts,
            met=frozenset(self.met(item, receiver, terms)),
            on=self.today,
        )

    def met(self, item: Item, receiver: Receiver, terms: Terms) -> dict[Condition, Record | None]:
        """The conditions that hold, each with the record that proves it where there is one."""
        held: dict[Condition, Record | None] = {}
        wanted = _judged_purpose(terms.purpose, receiver)
        named = categories(self.kind, item.category, item.facts) - {DataCategory.D14}
        for record in self.records:
            if self._counts(record, item, receiver, wanted, named):
                held.setdefault(record.condition, record)
        for partly in _BY_SUBJECT & held.keys():
            if not self._each_subject(partly, item, receiver, wanted, named):
                del held[partly]
        for plain in self._plain(item, receiver, terms):
            held.setdefault(plain, None)
        return held

    def _plain(self, item: Item, receiver: Receiver, terms: Terms) -> Iterable[Condition]:
        yield Condition.LOG
        yield from terms.declared
        if receiver.in_case:
            yield Condition.ROLE
        if self.today <= terms.ends_on <= self.today + MONTHS_12:
            yield Condition.TTL
        if item.flagged:
            yield Condition.FLAG
        if self.municipality and self.municipality == receiver.municipality:
            yield Condition.OWN
        if terms.person:
            yield Condition.PERS
        if terms.with_others or any(r.kind is not PartnerKind.VZ for r in self.receivers if r.id in item.given_to):
            yield Condition.FOLG

    def _counts(
        self, record: Record, item: Item, receiver: Receiver, purpose: Purpose, named: Iterable[DataCategory]
    ) -> bool:
        return (
            record.names(receiver.id, purpose, named, item.version)
            and record.fresh(self.today, _LASTS.get(record.condition))
            and (record.subject is None or record.subject in item.subjects)
        )

    def _each_subject(
        self, condition: Condition, item: Item, receiver: Receiver, purpose: Purpose, named: Iterable[DataCategory]
    ) -> bool:
        proven = {
            record.subject
            for record in self.records
            if record.condition is condition and self._counts(record, item, receiver, purpose, named)
        }
        return None in proven or item.secret_of <= proven


_LASTS = {Condition.NPS: NECESSITY_LASTS, Condition.CVP: CONFLICT_LASTS}
_BY_SUBJECT = {
    Condition.CONS_S,
    Condition.CONS_S_WRITTEN,
    Condition.CONS_G,
    Condition.AGE,
    Condition.INF,
}


def _judged_purpose(purpose: Purpose, receiver: Receiver) -> Purpose:
    return Purpose.P8 if receiver.kind is PartnerKind.VZ else purpose


def desk(reading: Reading, case: Case) -> Desk:
    """The desk of this seat's partner for a case."""
    seat = reading.seat
    assert seat.partner is not None
    assert seat.kind is not None
    partners = _partners(reading, case.id)
    return Desk(
        case=case.id,
        giver=seat.partner,
        kind=seat.kind,
        framework=case.framework,
        municipality=case.municipality,
        today=clock.day_of(reading.now),
        in_force=rulebook.in_force(reading),
        receivers=tuple(partner for partner in partners if partner.id != seat.partner),
        records=records.for_giver(reading, case.id),
    )


def item(
    passage: Passage, subjects: Mapping[UUID, "SubjectFacts"], given_to: frozenset[UUID], fingerprint: str
) -> Item:
    """A passage as the rules see it; its fingerprint is keyed, and tells its words to nobody."""
    return Item(
        statement=passage.statement_id,
        version=passage.version_id,
        fingerprint=fingerprint,
        category=passage.category,
        facts=facts(passage, subjects),
        flagged=passage.kind in StatementKind and passage.reliability in Reliability,
        subjects=frozenset(link.subject_id for link in passage.about),
        secret_of=frozenset(_whose_secret(passage.about)),
        given_to=given_to,
    )


def _whose_secret(about: Iterable[SubjectLink]) -> Iterable[UUID]:
    return (link.subject_id for link in about if link.role is not SubjectRole.SUSPECT)


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What this seat may see of a subject: role and age, unknown unless somebody told it."""

    role: SubjectRole | None = None
    age: AgeBranch | None = None

    @property
    def minor(self) -> bool:
        return self.age is not AgeBranch.ADULT


def facts(passage: Passage, subjects: Mapping[UUID, SubjectFacts]) -> Facts:
    """The facts of a passage, as far as this seat may see them."""
    linked = [subjects.get(link.subject_id, SubjectFacts()) for link in passage.about]
    return Facts(
        named=passage.names_person,
        linked=bool(passage.about),
        exact_place=passage.exact_place,
        exact_date=passage.observed_on is not None and not passage.by_month,
        suspect=any(link.role in (SubjectRole.SUSPECT, SubjectRole.BOTH) for link in passage.about),
        minor=any(subject.minor for subject in linked),
    )


def subject_facts(reading: Reading, key: bytes, rows: Sequence[Row[Any]]) -> dict[UUID, SubjectFacts]:
    """Role and age per subject from the fields this seat may read; the youngest and the newest word count."""
    known: dict[UUID, SubjectFacts] = {}
    for row in rows:
        if row.field is FieldName.ROLE:
            value = SubjectRole(passages.unsealed(key, row.version_id, row.text_sealed))
            known[row.subject_id] = replace(known.get(row.subject_id, SubjectFacts()), role=value)
        if row.field is FieldName.AGE_BRANCH:
            branch = AgeBranch(passages.unsealed(key, row.version_id, row.text_sealed))
            before = known.get(row.subject_id, SubjectFacts())
            known[row.subject_id] = replace(before, age=_younger(before.age, branch))
    return known


def _younger(one: AgeBranch | None, other: AgeBranch) -> AgeBranch:
    order = list(AgeBranch)
    return other if one is None else min(one, other, key=order.index)


def _partners(reading: Reading, case_id: UUID) -> list[Receiver]:
    part = select(CasePartner.partner_id).where(
        col(CasePartner.region_id) == reading.seat.region,
        col(CasePartner.case_id) == case_id,
        col(CasePartner.until).is_(None),
    )
    rows = reading.session.execute(
        select(
            Partner.id,
            Partner.name,
            Partner.short_name,
            Partner.kind,
            Partner.municipality,
            col(Partner.id).in_(part).label("in_case"),
        )
        .where(col(Partner.region_id) == reading.seat.region)
        .order_by(col(Partner.position))
    )
    return [Receiver(*row) for row in rows]
