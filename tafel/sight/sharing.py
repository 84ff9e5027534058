"""What the share page shows and what the act of sharing judges: one and the same."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.forms.sharing import ShareChoice
from models.tables.casework import Case, CasePurpose
from models.tables.ledger import Entry
from models.tables.sharing import Share, SharingProfile
from models.terms import Act, Outcome, PartnerKind, Purpose
from models.views.casework import Passage
from tafel import keys
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.rules import Verdict, verdict
from tafel.sight import asks, passages
from tafel.sight.asks import Desk, Item, Receiver, SubjectFacts, Terms

LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Given:
    """A share of ours that stands."""

    id: UUID
    version: UUID
    receiver: UUID
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some passages of ours and some receivers, under one purpose: what the rules are asked about."""

    desk: Desk
    passages: tuple[Passage, ...]
    items: tuple[Item, ...]
    receivers: tuple[Receiver, ...]
    terms: Terms
    given: dict[tuple[UUID, UUID], Given]

    def judged(self) -> Iterator[tuple[Receiver, Terms, list[Verdict]]]:
        """Per receiver the verdict on every chosen passage; the secretariat last, as it may follow the others."""
        if self.desk.in_force is None:
            return
        someone = False
        for receiver in sorted(self.receivers, key=lambda r: r.kind is PartnerKind.VZ):
            terms = _following(self.terms, someone)
            verdicts = [self.verdict(item, receiver, terms) for item in self.items]
            someone = someone or all(one.outcome is Outcome.PERMITTED for one in verdicts)
            yield receiver, terms, verdicts

    def verdict(self, item: Item, receiver: Receiver, terms: Terms) -> Verdict:
        """What the rules say of one passage for one receiver."""
        assert self.desk.in_force is not None
        return verdict(self.desk.in_force.book, self.desk.ask(item, receiver, terms))

    def stands(self, item: Item, receiver: Receiver, until: datetime) -> bool:
        """Whether this receiver has these very words already, at least until then."""
        given = self.given.get((item.version, receiver.id))
        return given is not None and given.ends_at >= until


def _following(terms: Terms, someone: bool) -> Terms:
    return Terms(terms.purpose, terms.ends_on, terms.declared, terms.person, with_others=someone)


def chosen(reading: Reading, case: Case, form: ShareChoice) -> Chosen:
    """What was chosen, as the rules see it. Passages that are not our own in this case do not exist."""
    ours, facts = own_passages(reading, case.id)
    wanted = [passage for passage in ours if passage.version_id in set(form.versions)]
    if len(wanted) < len(set(form.versions)):
        raise NotFound
    desk = asks.desk(reading, case)
    receivers = tuple(r for r in desk.receivers if r.id in set(form.receivers))
    if len(receivers) < len(set(form.receivers)):
        raise NotFound
    return replace(chosen_of(reading, desk, wanted, facts, _terms(form)), receivers=receivers)


def chosen_of(
    reading: Reading, desk: Desk, wanted: Sequence[Passage], facts: dict[UUID, SubjectFacts], terms: Terms
) -> Chosen:
    """Passages of ours under some terms, for all receivers."""
    case_id = desk.case
    given, key = standing(reading, case_id), keys.case_key(reading, case_id)
    return Chosen(desk, tuple(wanted), _items(key, wanted, facts, given), desk.receivers, terms, given)


def own_passages(reading: Reading, case_id: UUID) -> tuple[list[Passage], dict[UUID, SubjectFacts]]:
    """Our partner's latest words on a case, fields too, and what we may know of its subjects."""
    rows = passages.of_case(reading, case_id)
    facts = asks.subject_facts(reading, keys.case_key(reading, case_id), rows)
    ours = [row for row in rows if row.partner_id == reading.seat.partner]
    return passages.views(reading, case_id, ours), facts


def standing(reading: Reading, case_id: UUID) -> dict[tuple[UUID, UUID], Given]:
    """Our shares in force in a case, by version and receiver."""
    rows = reading.session.execute(
        select(Share.id, Share.version_id, Share.receiver_id, Share.ends_at)
        .where(col(Share.region_id) == reading.seat.region, col(Share.giver_id) == reading.seat.partner)
        .where(col(Share.case_id) == case_id, col(Share.ended_at).is_(None), col(Share.ends_at) > reading.now)
    )
    return {(row.version_id, row.receiver_id): Given(*row) for row in rows}


def purposes(reading: Reading, case_id: UUID) -> tuple[Purpose, ...]:
    """The purposes a case can be shared for: its own, registration, and planning and minutes."""
    rows = reading.session.scalars(
        select(CasePurpose.purpose)
        .where(col(CasePurpose.region_id) == reading.seat.region, col(CasePurpose.case_id) == case_id)
        .order_by(col(CasePurpose.position))
    )
    return (*rows, Purpose.P7, Purpose.P8)


def _items(
    key: bytes, wanted: Sequence[Passage], facts: dict[UUID, SubjectFacts], given: dict[tuple[UUID, UUID], Given]
) -> tuple[Item, ...]:
    given_to: dict[UUID, set[UUID]] = defaultdict(set)
    for version, receiver in given:
        given_to[version].add(receiver)
    return tuple(
        asks.item(passage, facts, frozenset(given_to[passage.version_id]), passages.fingerprint(key, passage))
        for passage in wanted
    )


def _terms(form: ShareChoice) -> Terms:
    return Terms(form.purpose, form.ends_on, frozenset(form.declared), form.person_id)


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
    return profile.confirmed_at + timedelta(days=91) < now


def refused_before(reading: Reading, case_id: UUID, statements: Sequence[UUID]) -> list[UUID]:
    """Which of these statements were refused before in this case: the ledger's line of a share says so."""
    ours = (col(Entry.region_id) == reading.seat.region, col(Entry.giver) == str(reading.seat.partner))
    rows = reading.session.scalars(
        select(Entry.envelope).where(*ours, col(Entry.case) == str(case_id), col(Entry.act) == Act.SHARE_REFUSED)
    )
    refused = "".join(rows)
    return [statement for statement in statements if str(statement) in refused]
