"""The ask: only facts and records the asker may see, so that a verdict is no oracle for what others know.

The possible receivers are always all other partners of the region, in one fixed order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from models.tables.casework import About, Case, CasePartner, Subject
from models.tables.people import Partner
from models.terms import AgeBranch, Condition, DataCategory, FieldName, Framework, PartnerKind, Purpose, SubjectRole
from tafel import clock
from tafel.db import Reading
from tafel.rules import Ask, Facts, categories
from tafel.sight import passages, records, rulebook
from tafel.sight.joins import row_of
from tafel.sight.records import Record
from tafel.sight.rulebook import BookInForce

LONGEST = timedelta(days=365)
NECESSITY_LASTS = timedelta(days=183)
CONFLICT_LASTS = timedelta(days=30)

Held = dict[Condition, tuple[Record, ...]]


@dataclass(frozen=True, slots=True)
class Receiver:
    """A partner that could be given something."""

    id: UUID
    name: str
    short_name: str
    kind: PartnerKind
    municipality: str | None
    in_case: bool

    @property
    def is_secretariat(self) -> bool:
        """The secretariat only follows what others were given."""
        return self.kind is PartnerKind.VZ


@dataclass(frozen=True, slots=True)
class Item:
    """A passage as the rules see it: no words, only what the law asks.

    `ages`: of each subject it is about, what is known of its age. `consenting`: whose consent lifts a secret in it.
    """

    statement: UUID
    version: UUID
    fingerprint: str
    category: DataCategory
    facts: Facts
    flagged: bool
    ages: Mapping[UUID, AgeBranch | None]
    consenting: frozenset[UUID]
    given_to: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the giver chose for all of it: purpose, end, ticked sentences, a named person, a necessity filled in."""

    purpose: Purpose
    ends_on: date
    declared: frozenset[Condition] = frozenset()
    person: UUID | None = None
    person_of: frozenset[UUID] = frozenset()
    necessary: bool = False
    with_others: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything one partner needs to know, before it presses share, about one case.

    `letters`: where letters were merged, of each version the letters it was written about.
    """

    case: UUID
    giver: UUID
    kind: PartnerKind
    framework: Framework
    municipality: str | None
    today: date
    in_force: BookInForce | None
    receivers: tuple[Receiver, ...]
    records: tuple[Record, ...]
    merged: Mapping[UUID, UUID] = field(default_factory=dict)
    letters: Mapping[UUID, Collection[UUID]] = field(default_factory=dict)

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

    def met(self, item: Item, receiver: Receiver, terms: Terms) -> Held:
        """The conditions that hold, each with the records that prove it where there are any."""
        counting = self._counting(item, receiver, terms)
        held: Held = {
            condition: (_longest(found),) for condition, found in counting.items() if condition not in _BY_SUBJECT
        }
        for condition in _BY_SUBJECT:
            if proven := self._of_each_subject(condition, item, counting):
                held[condition] = proven
        for plain in self._plain(item, receiver, terms):
            held.setdefault(plain, ())
        return held

    def data(self, item: Item) -> frozenset[DataCategory]:
        """What a record must name to count for a passage."""
        return categories(self.kind, item.category, item.facts) - {DataCategory.D14}

    def same(self, subject: UUID) -> UUID:
        """The subject that stayed, where two turned out to be one."""
        while subject in self.merged:
            subject = self.merged[subject]
        return subject

    def _counting(self, item: Item, receiver: Receiver, terms: Terms) -> Mapping[Condition, list[Record]]:
        purpose = Purpose.P8 if receiver.is_secretariat else terms.purpose
        named, found = self.data(item), defaultdict[Condition, list[Record]](list)
        for record in self.records:
            fresh = record.fresh(self.today, _LASTS.get(record.condition))
            if fresh and record.names(receiver.id, purpose, named, item.version):
                found[record.condition].append(record)
        return found

    def _of_each_subject(
        self, condition: Condition, item: Item, counting: Mapping[Condition, list[Record]]
    ) -> tuple[Record, ...]:
        """A record for each letter it must cover, or none at all; written consent is consent."""
        found = [record for proof in _PROVES.get(condition, (condition,)) for record in counting.get(proof, ())]
        covered = []
        for subject in sorted(item.ages if condition is Condition.INF else item.consenting):
            age = item.ages[subject]
            if condition is Condition.AGE and age is AgeBranch.ADULT:
                continue
            for letter in self._letters(item, subject):
                mine = [record for record in found if record.subject == letter]
                if condition is Condition.AGE:
                    mine = [record for record in mine if record.fits(age)]
                if not mine:
                    return ()
                covered.append(_longest(mine))
        return tuple(covered)

    def _letters(self, item: Item, subject: UUID) -> list[UUID]:
        """Under which letters it was written about a subject: merging lends nobody the records of another."""
        written = self.letters.get(item.version, (subject,))
        return sorted(letter for letter in written if self.same(letter) == subject) or [subject]

    def _plain(self, item: Item, receiver: Receiver, terms: Terms) -> Iterable[Condition]:
        yield Condition.LOG
        yield from (condition for condition in terms.declared if condition.is_declaration)
        if terms.necessary:
            yield Condition.NPS
        if receiver.in_case:
            yield Condition.ROLE
        if self.today <= terms.ends_on <= self.today + LONGEST:
            yield Condition.TTL
        if item.flagged:
            yield Condition.FLAG
        if self.municipality and self.municipality == receiver.municipality:
            yield Condition.OWN
        if receiver.id in terms.person_of:
            yield Condition.PERS
        if terms.with_others or any(not r.is_secretariat for r in self.receivers if r.id in item.given_to):
            yield Condition.FOLG
        if item.consenting and all(item.ages[subject] is AgeBranch.ADULT for subject in item.consenting):
            yield Condition.AGE  # whoever consents is of age, though somebody else in the passage is not


_LASTS = {Condition.NPS: NECESSITY_LASTS, Condition.CVP: CONFLICT_LASTS}
_PROVES = {Condition.CONS_S: (Condition.CONS_S, Condition.CONS_S_WRITTEN)}
_BY_SUBJECT = (Condition.CONS_S, Condition.CONS_S_WRITTEN, Condition.CONS_G, Condition.AGE, Condition.INF)


def _longest(found: Collection[Record]) -> Record:
    return max(found, key=lambda record: record.lasts_until)


def desk(reading: Reading, case: Case) -> Desk:
    """The desk of this seat's partner for a case."""
    seat = reading.seat
    assert seat.partner is not None
    assert seat.kind is not None
    partners, merged = _partners(reading, case.id), _merged(reading, case.id)
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
        merged=merged,
        letters=_written_about(reading, case.id) if merged else {},
    )


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What this seat may see of a subject: role and age, unknown unless somebody told it."""

    role: SubjectRole | None = None
    age: AgeBranch | None = None
    suspect: bool = False

    @property
    def minor(self) -> bool:
        """Whether this may be a child: unknown counts as yes."""
        return self.age is not AgeBranch.ADULT


SUSPECTED = (SubjectRole.SUSPECT, SubjectRole.BOTH)


def subject_facts(_reading: Reading, key: bytes, rows: Sequence[Row[Any]]) -> dict[UUID, SubjectFacts]:
    """Role and age per subject from the fields this seat may read; the youngest and the newest word count."""
    known: dict[UUID, SubjectFacts] = defaultdict(SubjectFacts)
    for row in rows:
        before = known[row.subject_id] if row.field in (FieldName.ROLE, FieldName.AGE_BRANCH) else None
        if before and row.field is FieldName.ROLE:
            role = SubjectRole(passages.unsealed(key, row.version_id, row.text_sealed))
            known[row.subject_id] = replace(before, role=role, suspect=before.suspect or role in SUSPECTED)
        elif before:
            branch = AgeBranch(passages.unsealed(key, row.version_id, row.text_sealed))
            known[row.subject_id] = replace(before, age=younger(before.age, branch))
    return dict(known)


def younger(one: AgeBranch | None, other: AgeBranch) -> AgeBranch:
    """The younger of two ages."""
    order = list(AgeBranch)
    return other if one is None else min(one, other, key=order.index)


def _merged(reading: Reading, case_id: UUID) -> dict[UUID, UUID]:
    rows = reading.session.execute(
        select(col(Subject.id), col(Subject.merged_into))
        .where(col(Subject.region_id) == reading.seat.region, col(Subject.case_id) == case_id)
        .where(col(Subject.merged_into).is_not(None))
    )
    return {row.id: row.merged_into for row in rows if row.merged_into}


def _written_about(reading: Reading, case_id: UUID) -> Mapping[UUID, Collection[UUID]]:
    found = defaultdict[UUID, set[UUID]](set)
    rows = reading.session.execute(
        select(col(About.version_id), col(About.subject_id))
        .join(Subject, row_of(Subject, About.subject_id, About.region_id))
        .where(col(Subject.region_id) == reading.seat.region, col(Subject.case_id) == case_id)
    )
    for row in rows:
        found[row.version_id].add(row.subject_id)
    return found


def _partners(reading: Reading, case_id: UUID) -> list[Receiver]:
    part = select(col(CasePartner.partner_id)).where(
        col(CasePartner.region_id) == reading.seat.region,
        col(CasePartner.case_id) == case_id,
        col(CasePartner.until).is_(None),
    )
    rows = reading.session.execute(
        select(
            col(Partner.id),
            col(Partner.name),
            col(Partner.short_name),
            col(Partner.kind),
            col(Partner.municipality),
            col(Partner.id).in_(part).label("in_case"),
        )
        .where(col(Partner.region_id) == reading.seat.region)
        .order_by(col(Partner.position))
    )
    return [Receiver(*row) for row in rows]
