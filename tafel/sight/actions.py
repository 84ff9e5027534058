"""The actions a reader may know of: mine, my partner's, and those of others that were shared with my partner."""

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.meeting_terms import ActionState, ItemKind
from models.tables.casework import Case, CaseMember, Statement, Version
from models.tables.meetings import AgendaItem
from models.tables.people import Membership, Person
from models.tables.room import ActionItem, Line
from models.tables.sharing import Share
from models.views.casework import MemberName, PartnerName
from models.views.lines import ActionLine, ActionsPage
from tafel import keys
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.sight import casework, passages, visible
from tafel.sight.joins import row_of

_KEPT_IN_VIEW = timedelta(days=14)


def page(reading: Reading) -> ActionsPage:
    """Every open action I may see, and what came of others these two weeks; the earliest day first."""
    found = _found(reading)
    mine = tuple(one for one in found if one.mine)
    ours = tuple(one for one in found if one.ours and not one.mine)
    return ActionsPage(
        mine=mine,
        ours=ours,
        others=tuple(one for one in found if not one.ours),
        colleagues=_colleagues(reading, {one.case_id for one in (*mine, *ours)}),
    )


def open_actions(reading: Reading) -> tuple[ActionLine, ...]:
    """What my partner, or I, still has to do; the earliest day first."""
    return tuple(one for one in still_open(reading) if one.ours)


def still_open(reading: Reading) -> tuple[ActionLine, ...]:
    """Every open action I may see, whoever does it; the earliest day first."""
    return tuple(one for one in _found(reading) if one.state is ActionState.OPEN)


def _found(reading: Reading) -> tuple[ActionLine, ...]:
    rows = reading.rows(_ACTIONS, since=reading.now - _KEPT_IN_VIEW)
    newest = {row.statement_id: row for row in rows}
    keys.read_ahead(reading, {row.case_id for row in newest.values()})
    names = casework.partner_names(reading)
    found = [_action(reading, row, names) for row in newest.values()]
    return tuple(sorted(found, key=lambda one: (one.state is not ActionState.OPEN, one.due_on, one.word)))


def _action(reading: Reading, row: Any, names: dict[UUID, PartnerName]) -> ActionLine:
    ours = row.partner_id == reading.seat.partner
    return ActionLine(
        statement_id=row.statement_id,
        base=f"{row.version_id}.{row.edit}",
        case_id=row.case_id,
        word=row.code_word,
        is_case=row.is_member and row.item_kind is ItemKind.CASE,
        owner=names[row.partner_id],
        person=row.person if ours else None,
        text=passages.words(reading, keys.case_key(reading, row.case_id), row),
        due_on=row.due_on,
        state=row.state,
        changed_at=row.changed_at,
        mine=ours and row.person_id == reading.seat.membership,
        ours=ours,
    )


def _colleagues(reading: Reading, cases: set[UUID]) -> dict[UUID, tuple[MemberName, ...]]:
    """Per case, who of my partner takes part in it."""
    found: dict[UUID, list[MemberName]] = defaultdict(list)
    for row in reading.rows(_COLLEAGUES, cases=list(cases)):
        found[row.case_id].append(
            MemberName(
                membership_id=row.id, name=row.name, job=row.job, signed=True, is_member=True, since=row.since
            )
        )  # fmt: skip
    return {case: tuple(found[case]) for case in cases}


_doer = aliased(Person)
_latest_of_ours = and_(col(Statement.partner_id) == ASKER.partner, col(Version.number) == col(Statement.latest))
_taken = and_(
    col(Line.taken_by) == ASKER.membership,
    col(Version.written_by) == ASKER.person,
    col(Version.number) == col(Statement.latest),
)
_ACTIONS: Any = (
    select(
        col(Statement.id).label("statement_id"), col(Statement.partner_id), col(Statement.case_id),
        col(Version.id).label("version_id"), col(Version.edit), col(Version.text_sealed), col(Version.written_by),
        col(Share.id).label("share_id"), col(Case.code_word), col(AgendaItem.kind).label("item_kind"),
        col(ActionItem.due_on), col(ActionItem.state), col(ActionItem.changed_at), col(ActionItem.person_id),
        col(_doer.name).label("person"), visible.membership_of(ASKER, col(Statement.case_id)).label("is_member"),
    )
    .select_from(ActionItem)
    .join(Statement, row_of(Statement, ActionItem.statement_id, ActionItem.region_id))
    .join(Line, and_(Line.region_id == ActionItem.region_id, Line.statement_id == ActionItem.statement_id))  # type: ignore[arg-type]
    .join(AgendaItem, row_of(AgendaItem, Line.item_id, Line.region_id))
    .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
    .join(Version, and_(*passages.of_statement()))
    .outerjoin(Share, and_(col(Share.version_id) == col(Version.id), visible.shared_with(ASKER, NOW)))
    .outerjoin(Membership, row_of(Membership, ActionItem.person_id, ActionItem.region_id))
    .outerjoin(_doer, col(_doer.id) == col(Membership.person_id))
    .where(col(ActionItem.region_id) == ASKER.region, col(Statement.removed_at).is_(None))
    .where(or_(col(ActionItem.state) == ActionState.OPEN, col(ActionItem.changed_at) > given("since")))
    .where(or_(and_(visible.versions(ASKER, NOW), or_(col(Share.id).is_not(None), _latest_of_ours)), _taken))
    .order_by(col(Statement.written_at), col(Statement.id), col(Version.number))
)  # fmt: skip
_COLLEAGUES = (
    select(col(CaseMember.case_id), col(Membership.id), col(Person.name), col(Membership.job), col(CaseMember.since))
    .join(Membership, row_of(Membership, CaseMember.membership_id, CaseMember.region_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .where(col(CaseMember.region_id) == ASKER.region, col(CaseMember.case_id).in_(one_of("cases")))
    .where(col(CaseMember.partner_id) == ASKER.partner, col(CaseMember.until).is_(None))
    .order_by(col(Person.name), col(Membership.id))
)
