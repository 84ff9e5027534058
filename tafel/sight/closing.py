"""The page on which a case is closed: what its lead partner may see of what is still open, told and shared."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import col

from models.meeting_terms import MinutesState
from models.tables.casework import Case, CaseMember
from models.tables.people import Membership, Partner, Person, Region
from models.tables.sharing import Share
from models.terms import CaseState, Condition, FieldName, SubjectRole, Told
from models.views.casework import CaseMinutes, MemberName, SubjectCard
from models.views.closing import ClosingPage, PresumedVictim, ShareEnding
from tafel import clock, keys, retention
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given
from tafel.refusals import NotFound
from tafel.sight import about, actions, asks, at_table, casework, closed, identity, minutes, passages, rulebook, visible
from tafel.sight import sharing as shared
from tafel.sight.asks import Desk
from tafel.sight.joins import row_of

_VICTIMS = (SubjectRole.VICTIM, SubjectRole.BOTH)


def page(reading: Reading, case_id: UUID) -> ClosingPage:
    """What closing asks of who leads the case; others see who that is, and how it was closed."""
    case = require(reading, case_id)
    leads = case.lead_partner_id == reading.seat.partner
    desk, asks_now = asks.desk(reading, case), leads and case.state is CaseState.OPEN
    times, kept_to = closed.every(reading, case), _kept_to(reading, case)
    return ClosingPage(
        head=casework.head_of(reading, case, desk),
        leads=leads,
        actions=actions.of_case(reading, case_id) if asks_now else (),
        colleagues=_colleagues(reading, case_id) if asks_now else (),
        victims=_victims(reading, case_id, desk) if asks_now else (),
        shares=_shares(reading, case_id, kept_to) if asks_now else (),
        open_minutes=_open_minutes(reading, case_id) if asks_now else (),
        kept_to=kept_to,
        closed=next((one for one in times if one.reopened_at is None), None),
        earlier=tuple(one for one in times if one.reopened_at),
    )


def require(reading: Reading, case_id: UUID) -> Case:
    """A real case of mine; the file of an item without a case is never closed by hand."""
    case = visible.require_case(reading, case_id)
    if reading.row(_REAL, case=case_id) is None:
        raise NotFound
    return case


def _kept_to(reading: Reading, case: Case) -> date:
    """Until when its copy is kept if it is closed today."""
    today, purposes = clock.day_of(reading.now), shared.purposes(reading, case.id)[:-2]
    return retention.kept_to(today, case.framework, purposes, reading.values(_TERM)[0])


def _victims(reading: Reading, case_id: UUID, desk: Desk) -> tuple[PresumedVictim, ...]:
    rows = passages.of_case(reading, case_id)
    facts = about.subject_facts(reading, keys.case_key(reading, case_id), rows)
    cards = identity.cards(reading, case_id, rows, facts, desk.names)
    today = clock.day_of(reading.now)
    why = {one.subject for one in desk.records if one.condition is Condition.INF and one.fresh(today, None)}
    recorded = {desk.merged.get(one, one) for one in why if one}
    return tuple(_victim(card, today, recorded) for card in cards if card.role in _VICTIMS)


def _victim(card: SubjectCard, today: date, recorded: Collection[UUID]) -> PresumedVictim:
    told = [one for one in card.fields if one.field is FieldName.TOLD]
    return PresumedVictim(
        subject_id=card.id,
        letter=card.letter,
        answered=any(one.coded is Told.TOLD or (one.on is not None and one.on >= today) for one in told),
        recorded=card.id in recorded,
        own=next((one for one in told if one.own), None),
        others=tuple(one for one in told if not one.own),
    )


def _shares(reading: Reading, case_id: UUID, kept_to: date) -> tuple[ShareEnding, ...]:
    """Per partner with which we share on this case: until when at most, now and once it is closed."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in reading.rows(_OURS, case=case_id):
        found.setdefault(row.short_name, []).append((row.ends_at, _after(reading, row, kept_to)))
    return tuple(
        ShareEnding(partner=name, now=max(one for one, _ in ends), after=max(one for _, one in ends))
        for name, ends in found.items()
    )


def _after(reading: Reading, row: Any, kept_to: date) -> datetime:
    months = rulebook.months_after_closing(reading, row.book_id, row.rule_number)
    ends: datetime = row.ends_at
    return min(ends, clock.end_of(min(kept_to, clock.months_on(clock.day_of(reading.now), months))))


def _open_minutes(reading: Reading, case_id: UUID) -> tuple[CaseMinutes, ...]:
    """Its minutes that are not adopted yet: of a closed case nobody can say anything of them any more."""
    return tuple(one for one in minutes.of_case(reading, case_id) if one.state is not MinutesState.ADOPTED)


def _colleagues(reading: Reading, case_id: UUID) -> tuple[MemberName, ...]:
    rows: Sequence[Any] = reading.rows(_MEMBERS, case=case_id)
    return tuple(
        MemberName(
            membership_id=row.id, name=row.name, job=row.job, signed=True, is_member=True, since=row.since
        )
        for row in rows
    )  # fmt: skip


_REAL = select(col(Case.id)).where(
    col(Case.region_id) == ASKER.region, col(Case.id) == given("case"), at_table.no_item_file()
)
_TERM = select(col(Region.closing_term_months)).where(col(Region.id) == ASKER.region)
_OURS = (
    select(col(Partner.short_name), col(Share.ends_at), col(Share.book_id), col(Share.rule_number))
    .join(Partner, row_of(Partner, Share.receiver_id, Share.region_id))
    .where(col(Share.region_id) == ASKER.region, col(Share.giver_id) == ASKER.partner)
    .where(col(Share.case_id) == given("case"), visible.in_force(NOW))
    .order_by(col(Partner.position))
)
_MEMBERS = (
    select(col(Membership.id), col(Person.name), col(Membership.job), col(CaseMember.since))
    .select_from(CaseMember)
    .join(
        Membership,
        and_(row_of(Membership, CaseMember.membership_id, CaseMember.region_id), col(Membership.ended_at).is_(None)),
    )
    .join(Person, col(Person.id) == col(Membership.person_id))
    .where(col(CaseMember.region_id) == ASKER.region, col(CaseMember.case_id) == given("case"))
    .where(col(CaseMember.partner_id) == ASKER.partner, col(CaseMember.until).is_(None))
    .order_by(col(Person.name), col(Membership.id))
)
