"""Who may know what, said a second time and plainly: from the bare rows, without the product's own predicates."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.amend_terms import AmendmentKind
from models.meeting_terms import ActionState
from models.tables.amendments import Amendment
from models.tables.care import ActionContact
from models.tables.casework import Case, CaseMember, HandOut, Statement, Subject, Version
from models.tables.ledger import Entry
from models.tables.people import Membership, Partner, Person
from models.tables.room import ActionItem
from models.tables.sharing import Adoption, Evidence, RuleBookRow, Share
from models.terms import FieldName, PartnerKind, Role, ShareEnd
from tafel import clock, db
from tafel.seat import Seat, of_chores


@dataclass(frozen=True)
class Words:
    """One version of one statement: a passage, or a field of a subject."""

    version: UUID
    statement: UUID
    case: UUID
    partner: UUID
    writer: UUID
    latest: bool
    removed: bool
    field: str | None
    about: UUID | None


@dataclass(frozen=True)
class Need:
    """An open action that asks to be in contact with somebody, by the letter that stayed."""

    partner: UUID
    person: UUID | None
    case: UUID
    subject: UUID


@dataclass
class Truth:
    """Every row that matters, of the regions of some seats, as it stands at one moment."""

    now: datetime
    words: dict[UUID, Words] = field(default_factory=dict)
    cases: dict[UUID, Case] = field(default_factory=dict)
    records: dict[UUID, Evidence] = field(default_factory=dict)
    shares: list[Share] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    shown: set[tuple[UUID, UUID]] = field(default_factory=set)  # a version, and a partner
    members: list[CaseMember] = field(default_factory=list)
    seats: list[Membership] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)
    officials: set[UUID] = field(default_factory=set)
    envelopes: list[dict[str, Any]] = field(default_factory=list)
    kinds: dict[UUID, PartnerKind] = field(default_factory=dict)
    needs: list[Need] = field(default_factory=list)

    # words

    def may_read(self, seat: Seat, words: Words) -> bool:
        """Promise 1, as a person would explain it."""
        if seat.partner is None:
            return False
        if words.field == FieldName.SAFE_CONTACT and not self._may_be_in_contact(seat, words):
            return False
        if words.removed:
            return self._is_member(seat, words.case) and words.partner == seat.partner and self._was_ever_given(words)
        if words.partner == seat.partner and words.writer == seat.person:
            return True
        reaches = words.partner == seat.partner or bool(self.given(seat, words.version)) or self._corrected(seat, words)
        return self._is_member(seat, words.case) and reaches

    def must_read(self, seat: Seat, words: Words) -> bool:
        """Of what one may read, what some page has to show: own latest words, and what was shared.

        Whoever left a case has no page of it any more, not even for own words. What was given to one person alone
        stands on no page: that person asks for it.
        """
        current = self._is_member(seat, words.case) and not words.removed
        current = current and (words.field != FieldName.SAFE_CONTACT or self._may_be_in_contact(seat, words))
        if words.partner != seat.partner:
            return current and any(one.receiver_person_id is None for one in self.given(seat, words.version))
        return current and self.may_read(seat, words) and words.latest

    def no_secret(self, seat: Seat) -> Iterator[str]:
        """Ids that tell nobody anything: of who sits in one's region, of what one recorded, of what one gave or had."""
        yield from (str(one.id) for one in self.seats if one.region_id == seat.region)
        yield from (str(one.id) for one in self.records.values() if one.made_by == seat.person)
        yield from (str(one.id) for one in self.shares if seat.partner in (one.giver_id, one.receiver_id))

    def _may_be_in_contact(self, seat: Seat, words: Words) -> bool:
        """How somebody is reached in safety: who wrote it, care coordination, and who has to be in contact now."""
        if words.removed:
            return False
        wrote = words.partner == seat.partner and words.writer == seat.person
        asked = any(
            need.partner == seat.partner
            and need.case == words.case
            and need.subject == words.about
            and need.person in (None, seat.membership)
            for need in self.needs
        )
        return wrote or asked or (seat.partner is not None and self.kinds[seat.partner] is PartnerKind.ZC)

    def given(self, seat: Seat, version: UUID) -> list[Share]:
        """The shares by which a version reaches this very person now."""
        return [
            share
            for share in self.shares
            if share.version_id == version
            and share.receiver_id == seat.partner
            and share.receiver_person_id in (None, seat.person)
            and share.ended_at is None
            and share.held_at is None
            and share.ends_at > self.now
        ]

    def _corrected(self, seat: Seat, words: Words) -> bool:
        """Old words that somebody of this partner was shown, while this partner has words that correct them."""
        to_us = [
            share
            for share in self.shares
            if (share.statement_id, share.receiver_id) == (words.statement, seat.partner)
            and share.receiver_person_id is None
        ]
        old = [one for one in to_us if one.version_id == words.version and one.ended_why == ShareEnd.REPLACED]
        new = [one for one in to_us if one.ended_at is None and one.held_at is None and one.ends_at > self.now]
        corrections = [
            one.made_at
            for one in self.amendments
            if one.statement_id == words.statement and one.kind == AmendmentKind.CORRECTED
        ]
        in_between = any(
            one.ends_at > self.now
            and one.given_at < at <= other.given_at
            and all(
                each.ended_why in (None, ShareEnd.REPLACED)
                for each in to_us
                if one.given_at <= each.given_at < other.given_at
            )
            for one in old
            for other in new
            for at in corrections
        )
        return in_between and (words.version, seat.partner) in self.shown

    def words_noted(self, seat: Seat, words: Words) -> bool:
        """Whether a line of the register says that this person was shown these words, whose, in which case, and why."""
        lines = [
            line
            for envelope in self._handed_out(seat, "statement.handed-out")
            for line in envelope["passages"]
            if line["version"] == str(words.version)
        ]
        whose = (str(words.partner), str(words.case))
        shares = {(str(share.id), share.rule_number) for share in self.shares if share.version_id == words.version}
        ours = words.partner == seat.partner
        return bool(lines) and all(
            (line["giver"], line["case"]) == whose and (ours or (line["share"], line["rule"]) in shares)
            for line in lines
        )

    # records

    def may_read_record(self, seat: Seat, record: Evidence) -> bool:
        """The privacy officer; who made it, gives on it or is asked to confirm it, in a case only its members."""
        if seat.role is Role.PRIVACY_OFFICER:
            return record.region_id == seat.region
        if seat.partner is None or record.region_id != seat.region:
            return False
        if record.asked_person == seat.person and record.confirmed_for == seat.partner:
            return True
        parties = {record.partner_id, record.giver_id, record.confirmed_for}
        concerned = seat.partner in parties or record.giver_id is None
        return concerned and (record.case_id is None or self._is_member(seat, record.case_id))

    def must_read_record(self, seat: Seat, record: Evidence) -> bool:
        """Of what one may read, what some page has to show: one asked from outside the case no more once it is done."""
        here = record.case_id is None or seat.partner is None or self._is_member(seat, record.case_id)
        waits = record.needs_confirmation and record.confirmed_at is None
        return self.may_read_record(seat, record) and (here or waits)

    def record_noted(self, seat: Seat, record: UUID) -> bool:
        """Whether a line of the register says that this person was shown a record."""
        return any(str(record) in one["evidence"] for one in self._handed_out(seat, "evidence.handed-out"))

    # cases and names

    def may_know_case(self, seat: Seat, case: Case) -> bool:
        """What a case is called: its members, and who keeps the register."""
        officer = seat.role is Role.PRIVACY_OFFICER and case.region_id == seat.region
        return officer or self._is_member(seat, case.id)

    def may_know_name(self, seat: Seat, person: UUID) -> bool:
        """Oneself and colleagues; who adopted the rules; who gave me words or made a record that I read."""
        here = [one for one in self.seats if one.region_id == seat.region and one.person_id == person]
        if seat.role in (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER) or person == seat.person:
            return bool(here)
        if any(one.partner_id == seat.partner for one in here) or (here and person in self.officials):
            return True
        gave = {
            share.given_by
            for words in self.words.values()
            for share in self.given(seat, words.version)
            if self._is_member(seat, share.case_id)
        }
        signed = {
            one
            for record in self.records.values()
            if self.may_read_record(seat, record)
            for one in (record.made_by, record.confirmed_by)
        }
        return person in gave | signed

    def _handed_out(self, seat: Seat, act: str) -> list[dict[str, Any]]:
        mine = (str(seat.person), str(seat.membership), str(seat.region))
        return [
            one
            for one in self.envelopes
            if one["act"] == act and (one["person"], one["membership"], one["region"]) == mine
        ]

    def _is_member(self, seat: Seat, case: UUID) -> bool:
        return any(
            one.case_id == case and one.membership_id == seat.membership and one.until is None for one in self.members
        )

    def _was_ever_given(self, words: Words) -> bool:
        return any(share.version_id == words.version for share in self.shares)


def of(*seats: Seat) -> Truth:
    """All there is in the regions of these seats."""
    truth = Truth(clock.now())
    for seat in seats:
        with db.reading(of_chores(seat.region)) as reading:
            add(truth, reading, seat.region)
    return truth


def was_noted(seat: Seat, version: UUID) -> bool:
    """Whether the register says that this person was shown this version."""
    truth = of(seat)
    return truth.words_noted(seat, truth.words[version])


def add(truth: Truth, reading: db.Reading, region: UUID) -> None:
    """Take up all rows of one region."""

    def rows(table: type[Any]) -> list[Any]:
        return list(reading.session.scalars(select(table).where(table.region_id == region)))

    statements = {one.id: one for one in rows(Statement)}
    stays = {one.id: one.merged_into or one.id for one in rows(Subject)}
    truth.words |= {one.id: _words(one, statements[one.statement_id], stays) for one in rows(Version)}
    truth.kinds |= {one.id: one.kind for one in rows(Partner)}
    asks = {one.statement_id: stays[one.subject_id] for one in rows(ActionContact) if one.subject_id}
    truth.needs += [
        Need(said.partner_id, one.person_id, said.case_id, asks[said.id])
        for one in rows(ActionItem)
        if one.state is ActionState.OPEN and one.statement_id in asks
        for said in [statements[one.statement_id]]
        if said.removed_at is None
    ]
    truth.cases |= {one.id: one for one in rows(Case)}
    truth.records |= {one.id: one for one in rows(Evidence)}
    truth.shares += rows(Share)
    truth.amendments += rows(Amendment)
    truth.shown |= {(one.version_id, one.partner_id) for one in rows(HandOut)}
    truth.members += rows(CaseMember)
    truth.seats += rows(Membership)
    truth.officials |= {one.person_id for one in rows(Adoption)} | {one.advised_by for one in rows(RuleBookRow)}
    truth.names |= {one.id: one.name for one in reading.session.scalars(select(Person))}
    truth.envelopes += [json.loads(one.envelope) for one in rows(Entry)]


def _words(version: Version, said: Statement, stays: dict[UUID, UUID]) -> Words:
    return Words(
        version.id, said.id, said.case_id, said.partner_id, version.written_by, version.number == said.latest,
        said.removed_at is not None, said.field, stays.get(said.subject_id) if said.subject_id else None,
    )  # fmt: skip
