"""The ask: only facts and records the asker may see, so that a verdict is no oracle for what others know.

The possible receivers are always all other partners of the region, in one fixed order.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from models.tables.casework import About, Case, CasePartner, Subject
from models.tables.people import Partner
from models.terms import AgeBranch, Condition, DataCategory, Framework, PartnerKind, Purpose
from models.views.casework import PartnerName
from tafel import clock
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, given
from tafel.rules import Ask, Facts, categories
from tafel.sight import records, rulebook
from tafel.sight.joins import row_of
from tafel.sight.records import Record
from tafel.sight.rulebook import BookInForce

LONGEST = timedelta(days=365)
LASTS = {Condition.NPS: timedelta(days=183), Condition.CVP: timedelta(days=30)}

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

    @property
    def named(self) -> PartnerName:
        """As everyone at the table knows it."""
        return PartnerName(id=self.id, name=self.name, short_name=self.short_name, kind=self.kind)


@dataclass(frozen=True, slots=True)
class Item:
    """A passage as the rules see it: no words, only what the law asks.

    `alike`: the fingerprint of its words without spaces, capitals and stops. `ages`: of each letter it was written
    about, what is known of that age. `consenting`: whose consent lifts a secret.
    """

    statement: UUID
    version: UUID
    fingerprint: str
    alike: str
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


@dataclass(frozen=True)
class Desk:
    """Everything one partner needs to know, before it presses share, about one case.

    `letters`: where letters were merged, of each version the letters it was written about. `names`: all partners.
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
    names: Mapping[UUID, PartnerName] = field(default_factory=dict)

    @cached_property
    def leading(self) -> frozenset[UUID]:
        """All but the secretariat, which follows them."""
        return frozenset(receiver.id for receiver in self.receivers if not receiver.is_secretariat)

    @cached_property
    def fresh(self) -> tuple[Record, ...]:
        """The records that count today, in a case of this framework."""
        here = (one for one in self.records if one.within(self.framework))
        return tuple(one for one in here if one.fresh(self.today, LASTS.get(one.condition)))

    def data(self, item: Item) -> frozenset[DataCategory]:
        """What a record must name to count for a passage."""
        return categories(self.kind, item.category, item.facts) - _DERIVED_ONLY

    def same(self, subject: UUID) -> UUID:
        """The subject that stayed, where two turned out to be one."""
        while self.merged and subject in self.merged:
            subject = self.merged[subject]
        return subject

    def letters_of(self, version: UUID, subject: UUID) -> list[UUID]:
        """Under which letters it was written about a subject: merging lends nobody the records of another."""
        written = self.letters.get(version, (subject,))
        return sorted(letter for letter in written if self.same(letter) == subject) or [subject]


@dataclass(frozen=True)
class Towards:
    """A desk and one receiver under some terms; what does not depend on the passage is found once."""

    desk: Desk
    receiver: Receiver
    terms: Terms

    def ask(self, item: Item, held: Held) -> Ask:
        """The question to the rules for one passage, with the conditions that hold."""
        return Ask(
            giver=self.desk.kind,
            receiver=self.receiver.kind,
            chosen=item.category,
            purpose=self.terms.purpose,
            framework=self.desk.framework,
            facts=item.facts,
            met=frozenset(held),
            on=self.desk.today,
        )

    def met(self, item: Item) -> Held:
        """The conditions that hold for a passage, each with the records that prove it where there are any."""
        counting = self._counting(item)
        held: Held = {
            condition: (_longest(found),) for condition, found in counting.items() if condition not in _BY_SUBJECT
        }
        for condition in _BY_SUBJECT:
            if proven := self._of_each_subject(condition, item, counting):
                held[condition] = proven
        for plain in (*self._always, *self._plain(item)):
            held.setdefault(plain, ())
        return held

    @cached_property
    def _records(self) -> tuple[Record, ...]:
        purpose = Purpose.P8 if self.receiver.is_secretariat else self.terms.purpose
        return tuple(record for record in self.desk.fresh if record.names(str(self.receiver.id), purpose))

    @cached_property
    def _always(self) -> tuple[Condition, ...]:
        return tuple(self._of_any_passage())

    def _of_any_passage(self) -> Iterator[Condition]:
        desk, terms = self.desk, self.terms
        yield Condition.LOG
        yield from (condition for condition in terms.declared if condition.is_declaration)
        if terms.necessary:
            yield Condition.NPS
        if self.receiver.in_case:
            yield Condition.ROLE
        if desk.today <= terms.ends_on <= desk.today + LONGEST:
            yield Condition.TTL
        if desk.municipality and desk.municipality == self.receiver.municipality:
            yield Condition.OWN
        if self.receiver.id in terms.person_of:
            yield Condition.PERS

    def _plain(self, item: Item) -> Iterator[Condition]:
        if item.flagged:
            yield Condition.FLAG
        if self.terms.with_others or item.given_to & self.desk.leading:
            yield Condition.FOLG
        if item.consenting and all(item.ages[letter] is AgeBranch.ADULT for letter in item.consenting):
            yield Condition.AGE  # whoever consents is of age, though somebody else in the passage is not

    def _counting(self, item: Item) -> Mapping[Condition, list[Record]]:
        found, data, version = defaultdict[Condition, list[Record]](list), self.desk.data(item), str(item.version)
        for record in self._records:
            if record.covers(data, version):
                found[record.condition].append(record)
        return found

    def _of_each_subject(
        self, condition: Condition, item: Item, counting: Mapping[Condition, list[Record]]
    ) -> tuple[Record, ...]:
        """A record for each letter it must cover, or none at all; written consent is consent."""
        found = [record for proof in _PROVES.get(condition, (condition,)) for record in counting.get(proof, ())]
        if not found:
            return ()
        covered = []
        for letter in sorted(item.ages if condition is Condition.INF else item.consenting):
            age = item.ages[letter]
            if condition is Condition.AGE and age is AgeBranch.ADULT:
                continue
            mine = [record for record in found if record.subject == letter]
            if condition is Condition.AGE:
                mine = [record for record in mine if record.fits(age)]
            if not mine:
                return ()
            covered.append(_longest(mine))
        return tuple(covered)


_DERIVED_ONLY = frozenset({DataCategory.D14})
_PROVES = {Condition.CONS_S: (Condition.CONS_S, Condition.CONS_S_WRITTEN)}
_BY_SUBJECT = (Condition.CONS_S, Condition.CONS_S_WRITTEN, Condition.CONS_G, Condition.AGE, Condition.INF)


def _longest(found: Collection[Record]) -> Record:
    return max(found, key=lambda record: record.lasts_until)


def desk(reading: Reading, case: Case) -> Desk:
    """The desk of this seat's partner for a case."""
    seat = reading.seat
    assert seat.partner is not None
    assert seat.kind is not None
    partners = [Receiver(*row) for row in reading.rows(_PARTNERS, case=case.id)]
    merged = {one.id: one.merged_into for one in subjects(reading, case.id) if one.merged_into}
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
        names={partner.id: partner.named for partner in partners},
    )


@asked_once
def subjects(reading: Reading, case_id: UUID) -> Sequence[Row[Any]]:
    """The letters of a case, and into which each was merged."""
    return reading.rows(_SUBJECTS, case=case_id)


def _written_about(reading: Reading, case_id: UUID) -> Mapping[UUID, Collection[UUID]]:
    found = defaultdict[UUID, set[UUID]](set)
    for row in reading.rows(_WRITTEN_ABOUT, case=case_id):
        found[row.version_id].add(row.subject_id)
    return found


_OF_THIS_CASE = (col(Subject.region_id) == ASKER.region, col(Subject.case_id) == given("case"))
_SUBJECTS = (
    select(col(Subject.id), col(Subject.letter), col(Subject.merged_into))
    .where(*_OF_THIS_CASE)
    .order_by(col(Subject.letter))
)
_WRITTEN_ABOUT = (
    select(col(About.version_id), col(About.subject_id))
    .join(Subject, row_of(Subject, About.subject_id, About.region_id))
    .where(*_OF_THIS_CASE)
)
_TAKES_PART = select(col(CasePartner.partner_id)).where(
    col(CasePartner.region_id) == ASKER.region,
    col(CasePartner.case_id) == given("case"),
    col(CasePartner.until).is_(None),
)
_PARTNERS = (
    select(
        col(Partner.id), col(Partner.name), col(Partner.short_name), col(Partner.kind), col(Partner.municipality),
        col(Partner.id).in_(_TAKES_PART).label("in_case"),
    )
    .where(col(Partner.region_id) == ASKER.region)
    .order_by(col(Partner.position))
)  # fmt: skip
