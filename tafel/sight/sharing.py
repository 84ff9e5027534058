"""What the share page shows and what the act of sharing judges: one and the same."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import col

from models.acts import Act
from models.forms.sharing import ShareChoice
from models.tables.casework import Case, CasePurpose, Statement, Version
from models.tables.ledger import Entry
from models.tables.sharing import CategoryDoubt, Share, SharingProfile
from models.terms import Condition, Keep, Outcome, Purpose
from models.views.casework import Passage
from tafel import clock, keys
from tafel.db import Reading
from tafel.refusals import Conflict, NotFound, say
from tafel.rules import Permit, Verdict, permit, verdict
from tafel.sight import asks, items, passages, persons
from tafel.sight.asks import Desk, Item, Receiver, SubjectFacts, Terms
from tafel.sight.records import Record

PROFILE_LASTS = timedelta(days=91)
_AGE_ENDS_NOTHING = {Condition.NPS, Condition.CVP}


@dataclass(frozen=True, slots=True)
class Given:
    """A share of ours that stands."""

    version: UUID
    receiver: UUID
    ends_at: datetime
    purpose: Purpose
    person: UUID | None
    statement: UUID


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of giving every chosen passage to one receiver."""

    receiver: Receiver
    terms: Terms
    verdicts: tuple[Verdict, ...]

    @property
    def permitted(self) -> bool:
        """Whether it may have all of them."""
        return bool(self.verdicts) and all(found.outcome is Outcome.PERMITTED for found in self.verdicts)


@dataclass(frozen=True, slots=True)
class Ready:
    """One passage for one receiver, permitted: with the records it stands on, and its end."""

    item: Item
    receiver: Receiver
    permit: Permit
    records: dict[Condition, tuple[Record, ...]]
    ends_at: datetime
    person: UUID | None

    @property
    def purpose(self) -> Purpose:
        """For the secretariat the minutes, whatever else it is shared for."""
        return self.permit.ask.judged_purpose


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some passages of ours and some receivers, under one purpose: what the rules are asked about."""

    desk: Desk
    passages: tuple[Passage, ...]
    items: tuple[Item, ...]
    receivers: tuple[Receiver, ...]
    terms: Terms
    given: dict[tuple[UUID, UUID], Given]
    wanted: frozenset[UUID] = frozenset()

    def judged(self) -> Iterator[Judged]:
        """Per receiver the verdicts; the secretariat last, as it may follow the others who are chosen."""
        if self.desk.in_force is None:
            return
        someone = False
        for receiver in sorted(self.receivers, key=lambda one: one.is_secretariat):
            terms = replace(self.terms, with_others=someone)
            one = Judged(receiver, terms, tuple(self.verdict(item, receiver, terms) for item in self.items))
            someone = someone or (one.permitted and receiver.id in self.wanted)
            yield one

    def verdict(self, item: Item, receiver: Receiver, terms: Terms) -> Verdict:
        """What the rules say of one passage for one receiver."""
        assert self.desk.in_force is not None
        return verdict(self.desk.in_force.book, self.desk.ask(item, receiver, terms))

    def ready(self, one: Judged, before: Sequence[Ready] = ()) -> list[Ready]:
        """The permits for a receiver that may have every passage; `before` goes to others in the same act."""
        return [self._ready(item, one, before) for item in self.items]

    def stands(self, ready: Ready) -> bool:
        """Whether this receiver has these very words already, for this purpose, at least as long."""
        given = self.given.get((ready.item.version, ready.receiver.id))
        same = given and (given.purpose, given.person) == (ready.purpose, ready.person)
        return bool(given and same and given.ends_at >= ready.ends_at)

    def _ready(self, item: Item, one: Judged, before: Sequence[Ready]) -> Ready:
        assert self.desk.in_force is not None
        permitted = permit(self.desk.in_force.book, self.desk.ask(item, one.receiver, one.terms))
        held = self.desk.met(item, one.receiver, one.terms)
        proven = {condition: held[condition] for condition in permitted.stands_on if held.get(condition)}
        ends = clock.end_of(min(self._last_days(one.terms, proven, permitted)))
        if Condition.FOLG in permitted.stands_on:
            ends = min(ends, self._followed_until(item, before))
        person = one.terms.person if Condition.PERS in permitted.stands_on else None
        return Ready(item, one.receiver, permitted, proven, ends, person)

    def _last_days(
        self, terms: Terms, proven: dict[Condition, tuple[Record, ...]], permitted: Permit
    ) -> Iterator[date]:
        yield terms.ends_on
        for condition, found in proven.items():
            if condition not in _AGE_ENDS_NOTHING:
                yield from (record.lasts_until for record in found)
        if permitted.verdict.keep is Keep.MEETING:
            yield self.desk.today

    def _followed_until(self, item: Item, before: Sequence[Ready]) -> datetime:
        """The last end of what others have of the same version: the secretariat follows no longer."""
        leading = {receiver.id for receiver in self.desk.receivers if not receiver.is_secretariat}
        stands = [g.ends_at for (version, to), g in self.given.items() if version == item.version and to in leading]
        also = [r.ends_at for r in before if r.item.version == item.version and r.receiver.id in leading]
        return max(stands + also)


def chosen(reading: Reading, case: Case, form: ShareChoice) -> Chosen:
    """What was chosen, as the rules see it.

    Passages that are not our own in this case do not exist; Conflict for one that was changed since the page was drawn.
    """
    ours, facts = own_passages(reading, case.id)
    wanted = [passage for passage in ours if passage.version_id in set(form.versions)]
    _all_found(reading, case.id, wanted, form)
    desk = asks.desk(reading, case)
    if not set(form.receivers) <= {receiver.id for receiver in desk.receivers}:
        raise NotFound
    return chosen_of(reading, desk, wanted, facts, terms(reading, form), frozenset(form.receivers))


def chosen_of(
    reading: Reading,
    desk: Desk,
    wanted: Sequence[Passage],
    facts: dict[UUID, SubjectFacts],
    under: Terms,
    receivers: frozenset[UUID] = frozenset(),
) -> Chosen:
    """Passages of ours under some terms, judged for all receivers; those in `receivers` are meant to get them."""
    given = standing(reading, desk.case)
    known, key = items.together(desk, facts), keys.case_key(reading, desk.case)
    given_to: dict[UUID, set[UUID]] = defaultdict(set)
    for version, receiver in given:
        given_to[version].add(receiver)
    seen = tuple(
        items.item(desk, one, known, frozenset(given_to[one.version_id]), passages.fingerprint(key, one))
        for one in wanted
    )
    return Chosen(desk, tuple(wanted), seen, desk.receivers, under, given, receivers)


def terms(reading: Reading, form: ShareChoice) -> Terms:
    """What was chosen for all of it; purpose and end are filled in by then."""
    assert form.purpose is not None
    assert form.ends_on is not None
    return Terms(
        purpose=form.purpose,
        ends_on=form.ends_on,
        declared=frozenset(form.declared),
        person=form.person_id,
        person_of=persons.person_of(reading, form.person_id),
        necessary=all(form.necessity),
    )


def own_passages(reading: Reading, case_id: UUID) -> tuple[list[Passage], dict[UUID, SubjectFacts]]:
    """Our partner's latest words on a case, fields too, and what we may know of its subjects."""
    rows = passages.of_case(reading, case_id)
    facts = asks.subject_facts(reading, keys.case_key(reading, case_id), rows)
    ours = [row for row in rows if row.partner_id == reading.seat.partner]
    return passages.views(reading, case_id, ours), facts


def standing(reading: Reading, case_id: UUID) -> dict[tuple[UUID, UUID], Given]:
    """Our shares in force in a case, by version and receiver."""
    rows = reading.session.execute(
        select(
            col(Share.version_id),
            col(Share.receiver_id),
            col(Share.ends_at),
            col(Share.purpose),
            col(Share.receiver_person_id),
            col(Share.statement_id),
        )
        .where(col(Share.region_id) == reading.seat.region, col(Share.giver_id) == reading.seat.partner)
        .where(col(Share.case_id) == case_id, col(Share.ended_at).is_(None), col(Share.ends_at) > reading.now)
    )
    return {(row.version_id, row.receiver_id): Given(*row) for row in rows}


def purposes(reading: Reading, case_id: UUID) -> tuple[Purpose, ...]:
    """The purposes a case can be shared for: its own, registration, and planning and minutes."""
    rows = reading.session.scalars(
        select(col(CasePurpose.purpose))
        .where(col(CasePurpose.region_id) == reading.seat.region, col(CasePurpose.case_id) == case_id)
        .order_by(col(CasePurpose.position))
    )
    return (*rows, Purpose.P7, Purpose.P8)


def doubted(reading: Reading, versions: Collection[UUID]) -> frozenset[UUID]:
    """Which of these versions a receiver doubts, as long as the giver has not answered."""
    rows = reading.session.scalars(
        select(col(CategoryDoubt.version_id))
        .where(col(CategoryDoubt.region_id) == reading.seat.region, col(CategoryDoubt.version_id).in_(versions))
        .where(col(CategoryDoubt.answered_at).is_(None))
    )
    return frozenset(rows)


def default_end(today: date) -> date:
    """Six months on, until somebody chooses."""
    return today + timedelta(days=182)


def profile_row(reading: Reading, case_id: UUID) -> SharingProfile | None:
    """Our sharing profile for a case, as confirmed last."""
    return reading.session.scalar(
        select(SharingProfile)
        .where(col(SharingProfile.region_id) == reading.seat.region, col(SharingProfile.case_id) == case_id)
        .where(col(SharingProfile.giver_id) == reading.seat.partner, col(SharingProfile.replaced_at).is_(None))
    )


def profile_is_old(profile: SharingProfile, now: datetime) -> bool:
    """Three months after it was confirmed, a profile must be confirmed again."""
    return profile.confirmed_at + PROFILE_LASTS < now


def refused_before(reading: Reading, case_id: UUID, given: Iterable[Ready]) -> list[dict[str, Any]]:
    """The same words, refused before under another category or purpose: the ledger's line of a share says so."""
    ours = (col(Entry.region_id) == reading.seat.region, col(Entry.giver) == str(reading.seat.partner))
    rows = reading.session.scalars(
        select(col(Entry.envelope))
        .where(*ours, col(Entry.case) == str(case_id), col(Entry.act) == Act.SHARE_REFUSED)
        .order_by(col(Entry.position))
    )
    now = {one.item.fingerprint: (str(one.item.category), str(one.purpose)) for one in given}
    return [line for envelope in rows for line in _lines_of(json.loads(envelope), now)]


def _lines_of(envelope: dict[str, Any], now: dict[str, tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for passage in envelope["passages"]:
        then = (passage["chosen"], envelope["purpose"])
        if now.get(passage.get("fingerprint"), then) != then:
            yield {"at": envelope["at"], "chosen": then[0], "purpose": then[1], "fingerprint": passage["fingerprint"]}


def _all_found(reading: Reading, case_id: UUID, found: Sequence[Passage], form: ShareChoice) -> None:
    missing = set(form.versions) - {passage.version_id for passage in found}
    if missing and not _were_ours(reading, case_id, missing):
        raise NotFound
    drawn = dict(one.split(".") for one in form.drawn)
    edits = {str(passage.version_id): str(passage.edit) for passage in found}
    if missing or any(edits.get(version, edit) != edit for version, edit in drawn.items()):
        raise Conflict(say("Een passage is intussen veranderd. Lees haar na en druk dan opnieuw op delen."))


def _were_ours(reading: Reading, case_id: UUID, versions: set[UUID]) -> bool:
    """Whether these are older versions, or taken back, of what our partner says on this case."""
    mine = exists().where(
        col(Statement.region_id) == col(Version.region_id),
        col(Statement.id) == col(Version.statement_id),
        col(Statement.case_id) == case_id,
        col(Statement.partner_id) == reading.seat.partner,
    )
    rows = reading.session.scalars(
        select(col(Version.id)).where(
            col(Version.region_id) == reading.seat.region, col(Version.id).in_(versions), mine
        )
    )
    return len(rows.all()) == len(versions)
