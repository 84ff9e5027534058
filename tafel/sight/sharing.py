"""What the share page shows and what the act of sharing judges: one and the same."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import col

from models.forms.sharing import ShareChoice
from models.tables.casework import Case, CasePurpose, Statement, Version
from models.tables.sharing import CategoryDoubt, Share
from models.terms import Condition, Keep, Outcome, Purpose, ShareEnd
from models.views.casework import Passage
from tafel import clock, keys
from tafel.db import Reading, asked_once
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.refusals import Conflict, NotFound, say
from tafel.rules import Ask, Permit, Verdict, permit, verdict
from tafel.sight import about, asks, items, passages, persons, rule_effects
from tafel.sight.about import SubjectFacts
from tafel.sight.asks import Desk, Held, Item, Receiver, Terms, Towards
from tafel.sight.records import Record

_AGE_ENDS_NOTHING = {Condition.NPS, Condition.CVP}


@dataclass(frozen=True, slots=True)
class Given:
    """A share of ours that stands."""

    share: UUID
    version: UUID
    receiver: UUID
    ends_at: datetime
    purpose: Purpose
    person: UUID | None
    statement: UUID


@dataclass(frozen=True, slots=True)
class Weighed:
    """One passage for one receiver: what the rules were asked, which conditions hold, and what they say."""

    ask: Ask
    held: Held
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of giving every chosen passage to one receiver."""

    receiver: Receiver
    terms: Terms
    weighed: tuple[Weighed, ...]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Of each passage."""
        return tuple(one.verdict for one in self.weighed)

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
    rules_end_at: datetime | None = None

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
            one = Judged(receiver, terms, self.weighed(receiver, terms))
            someone = someone or (one.permitted and receiver.id in self.wanted)
            yield one

    def weighed(self, receiver: Receiver, terms: Terms) -> tuple[Weighed, ...]:
        """What the rules say of each passage for one receiver."""
        towards = Towards(self.desk, receiver, terms)
        return tuple(self._weighed(item, towards) for item in self.items)

    def _weighed(self, item: Item, towards: Towards) -> Weighed:
        assert self.desk.in_force is not None
        held = towards.met(item)
        ask = towards.ask(item, held)
        return Weighed(ask, held, verdict(self.desk.in_force.book, ask))

    def ready(self, one: Judged, before: Sequence[Ready] = ()) -> list[Ready]:
        """The permits for a receiver that may have every passage; `before` goes to others in the same act."""
        return [self._ready(item, weighed, one, before) for item, weighed in zip(self.items, one.weighed, strict=True)]

    def stands(self, ready: Ready) -> bool:
        """Whether this receiver has these very words already, for this purpose, at least as long."""
        given = self.given.get((ready.item.version, ready.receiver.id))
        same = given and (given.purpose, given.person) == (ready.purpose, ready.person)
        return bool(given and same and given.ends_at >= ready.ends_at)

    def _ready(self, item: Item, weighed: Weighed, one: Judged, before: Sequence[Ready]) -> Ready:
        assert self.desk.in_force is not None
        permitted, held = permit(self.desk.in_force.book, weighed.ask), weighed.held
        proven = {condition: held[condition] for condition in permitted.stands_on if held.get(condition)}
        by_rules = min(rule_effects.ends(self.desk.in_force.following, permitted), default=None)
        ends = clock.end_of(min(self._last_days(one.terms, proven, permitted)))
        ends = min(ends, by_rules or ends)
        if Condition.FOLG in permitted.stands_on:
            ends = min(ends, self._followed_until(item, before))
        person = one.terms.person if Condition.PERS in permitted.stands_on else None
        return Ready(item, one.receiver, permitted, proven, ends, person, by_rules)

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
        leading = self.desk.leading
        stands = [g.ends_at for (version, to), g in self.given.items() if version == item.version and to in leading]
        also = [r.ends_at for r in before if r.item.version == item.version and r.receiver.id in leading]
        return max(stands + also)


def chosen(reading: Reading, case: Case, form: ShareChoice) -> Chosen:
    """What was chosen, as the rules see it.

    Passages that are not our own in this case do not exist; Conflict for one that was changed since the page was drawn.
    """
    wanted, facts = own_passages(reading, case.id, frozenset(form.versions))
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
    stands = standing(reading, desk.case)
    known, key = items.together(desk, facts), keys.case_key(reading, desk.case)
    given_to: dict[UUID, set[UUID]] = defaultdict(set)
    for version, receiver in stands:
        given_to[version].add(receiver)
    seen = tuple(items.item(desk, one, known, frozenset(given_to[one.version_id]), key) for one in wanted)
    return Chosen(desk, tuple(wanted), seen, desk.receivers, under, stands, receivers)


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


def own_passages(
    reading: Reading, case_id: UUID, only: frozenset[UUID] | None = None
) -> tuple[list[Passage], dict[UUID, SubjectFacts]]:
    """Our latest words on a case (`only`: of these), fields too, none that wait for us. And its subjects' facts."""
    rows = passages.of_case(reading, case_id)
    facts = about.subject_facts(reading, keys.case_key(reading, case_id), rows)
    ours = [row for row in rows if row.partner_id == reading.seat.partner and not row.unconfirmed]
    ours = ours if only is None else [row for row in ours if row.version_id in only]
    return passages.views(reading, case_id, ours), facts


@asked_once
def standing(reading: Reading, case_id: UUID) -> dict[tuple[UUID, UUID], Given]:
    """Our shares in force in a case, by version and receiver."""
    return {(row.version_id, row.receiver_id): Given(*row) for row in reading.rows(_STANDING, case=case_id)}


def given_or_taken_back(reading: Reading, case_id: UUID) -> set[UUID]:
    """Our versions in a case that others have, and those we took back: none of them is new."""
    return {*(version for version, _ in standing(reading, case_id)), *reading.values(_TAKEN_BACK, case=case_id)}


def taken_back_from(reading: Reading, versions: Collection[UUID]) -> set[UUID]:
    """The partners from whom one of these versions was taken back: nothing gives it to them again by itself."""
    return set(reading.values(_TAKEN_BACK_FROM, versions=list(versions)))


@asked_once
def purposes(reading: Reading, case_id: UUID) -> tuple[Purpose, ...]:
    """The purposes a case can be shared for: its own, registration, and planning and minutes."""
    return (*reading.values(_PURPOSES, case=case_id), Purpose.P7, Purpose.P8)


def doubted(reading: Reading, versions: Collection[UUID]) -> frozenset[UUID]:
    """Which of these versions a receiver doubts, as long as the giver has not answered."""
    return frozenset(reading.values(_DOUBTED, versions=list(versions)))


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
    return len(reading.values(_WERE_OURS, case=case_id, versions=list(versions))) == len(versions)


_STANDING = (
    select(
        col(Share.id), col(Share.version_id), col(Share.receiver_id), col(Share.ends_at), col(Share.purpose),
        col(Share.receiver_person_id), col(Share.statement_id),
    )
    .where(col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner)
    .where(col(Share.case_id) == given("case"), col(Share.ended_at).is_(None), col(Share.ends_at) > NOW)
)  # fmt: skip
_TAKEN_BACK = select(col(Share.version_id)).where(
    col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner, col(Share.case_id) == given("case"),
    col(Share.ended_why) == ShareEnd.WITHDRAWN,
)  # fmt: skip
_TAKEN_BACK_FROM = select(col(Share.receiver_id)).where(
    col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner,
    one_of(col(Share.version_id), "versions"), col(Share.ended_why) == ShareEnd.WITHDRAWN,
)  # fmt: skip
_PURPOSES = (
    select(col(CasePurpose.purpose))
    .where(col(CasePurpose.region_id) == ASKER.region, col(CasePurpose.case_id) == given("case"))
    .order_by(col(CasePurpose.position))
)
_DOUBTED = (
    select(col(CategoryDoubt.version_id))
    .where(col(CategoryDoubt.region_id) == ASKER.region, one_of(col(CategoryDoubt.version_id), "versions"))
    .where(col(CategoryDoubt.answered_at).is_(None))
)
_OF_OURS = exists().where(
    col(Statement.region_id) == col(Version.region_id),
    col(Statement.id) == col(Version.statement_id),
    col(Statement.case_id) == given("case"),
    col(Statement.partner_id) == ASKER.partner,
)
_WERE_OURS = select(col(Version.id)).where(
    col(Version.region_id) == ASKER.region, one_of(col(Version.id), "versions"), _OF_OURS
)
