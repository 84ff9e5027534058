"""Reminders: what is due soon, a recall nobody acted on, secrecy to be signed. One mail a day at most for one person.

The link in it opens a page without content: reading that page changes nothing, and its button works once.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.mail_terms import Notice
from models.meeting_terms import ActionState, Answer, ItemKind, ItemState, MeetingState, MinutesState
from models.tables.amendments import Amendment, AmendmentReceiver
from models.tables.casework import Case, CaseMember, HandOut, Statement, Version
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.tables.minutes import Minutes
from models.tables.people import Membership
from models.tables.post import Reminder
from models.tables.questions import Question, QuestionPartner
from models.tables.room import ActionItem
from tafel import clock, db, ids, links, notices, secrecy
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, NOW, given
from tafel.refusals import NotFound
from tafel.seat import of_chores
from tafel.sight import at_table, questions_waiting
from tafel.sight.joins import row_of
from tafel.sign_in import digest

_HOURS = range(8, 18)
_AHEAD = timedelta(days=1)
_ASKED_LONG_AGO = timedelta(days=28)
_QUIET = _LATE_AGAIN = timedelta(days=7)
_ACTED_BY = timedelta(days=3)  # what others corrected or recalled
_LINK_LASTS = timedelta(days=14)


def is_time(reading: Reading) -> bool:
    """Whether it is a time of day to be reminded."""
    return reading.now.astimezone(clock.AMSTERDAM).hour in _HOURS


def remind(work: Writing) -> int:
    """Remind whoever has something to do by tomorrow, and once a week whoever is late; returns how many."""
    return sum(_send(work, one) for one in sorted(_due(work), key=str))


def ask(work: Writing, memberships: set[UUID]) -> int:
    """Somebody asks these people again: the same mail, so also once a day, and to nobody who asked for rest."""
    today, last = clock.day_of(work.now), {row.membership_id: row for row in work.rows(_LAST)}
    asked = (one for one in sorted(memberships, key=str) if _may(work, last.get(one), today))
    return sum(_send(work, one) for one in asked)


def stands(token: str) -> bool:
    """Whether the button behind a link still works. Raises NotFound when there never was such a link."""
    region = links.region_of(token)
    with db.reading(of_chores(region)) as reading:
        return _works(reading, _of(reading, token))


def rest(token: str) -> bool:
    """No reminders for a week; False when the link was used before, or is too old."""
    with db.writing(of_chores(links.region_of(token))) as work:
        reminder = _of(work, token)
        works = _works(work, reminder)
        if works:
            reminder.used_at, reminder.quiet_until = work.now, work.now + _QUIET
    return works


def _send(work: Writing, membership: UUID) -> bool:
    """One mail; False where another process just sent that person today's."""
    token, kept = links.make(work.seat.region)
    new = {
        "region_id": work.seat.region, "id": ids.new(), "membership_id": membership, "token_hash": kept,
        "on_day": clock.day_of(work.now), "sent_at": work.now,
    }  # fmt: skip
    dialect = work.session.get_bind().dialect.name
    insert = postgresql.insert(Reminder) if dialect == "postgresql" else sqlite.insert(Reminder)
    if work.session.execute(insert.values(**new).on_conflict_do_nothing().returning(col(Reminder.id))).first() is None:
        return False
    notices.tell(work, membership, Notice.REMINDED, f"/herinnering/{token}")
    return True


def _of(reading: Reading, token: str) -> Reminder:
    here = (col(Reminder.region_id) == reading.seat.region, col(Reminder.token_hash) == digest(token))
    wanted = select(Reminder).where(*here)
    found = reading.session.scalar(wanted.with_for_update() if isinstance(reading, Writing) else wanted)
    if found is None:
        raise NotFound
    return found


def _works(reading: Reading, reminder: Reminder) -> bool:
    return reminder.used_at is None and reading.now < reminder.sent_at + _LINK_LASTS


def _due(reading: Reading) -> set[UUID]:
    """Whom to remind now: not twice a day, not while it rests, and of what is late alone once a week."""
    today = clock.day_of(reading.now)
    days = {"today": today, "tomorrow": today + _AHEAD}
    near: set[UUID] = set(reading.values(_CONTRIBUTIONS, ahead=reading.now + _AHEAD))
    near.update(reading.values(_REMARKS, **days))
    late: set[UUID] = set(reading.values(_TO_SIGN, ahead=reading.now + secrecy.AHEAD))
    late.update(reading.values(_AMENDED, since=reading.now - _ACTED_BY))
    asked = reading.rows(_QUESTIONS, tomorrow=days["tomorrow"], since=today - _ASKED_LONG_AGO)
    for row in (*reading.rows(_ACTIONS, tomorrow=days["tomorrow"]), *asked):
        (near if row.due_on >= today else late).add(row.id)
    last = {row.membership_id: row for row in reading.rows(_LAST)}
    rested = {one for one in near if _may(reading, last.get(one), today)}
    again = {one for one in late - near if one not in last or last[one].on_day <= today - _LATE_AGAIN}
    return rested | {one for one in again if _may(reading, last.get(one), today)}


def _may(reading: Reading, last: Any, today: date) -> bool:
    if last is None:
        return True
    return last.on_day < today and (last.quiet_until is None or last.quiet_until <= reading.now)


_SITS = (
    col(Membership.region_id) == ASKER.region,
    col(Membership.confirmed_at).is_not(None),
    col(Membership.ended_at).is_(None),
)
_HEARS = and_(  # the members of what an item is about, for the partners in its circle
    col(CaseMember.region_id) == col(AgendaItem.region_id), col(CaseMember.case_id) == col(AgendaItem.case_id),
    col(CaseMember.partner_id) == col(ItemPartner.partner_id), col(CaseMember.until).is_(None),
)  # fmt: skip
_IN_CIRCLE = and_(
    col(ItemPartner.region_id) == col(AgendaItem.region_id), col(ItemPartner.item_id) == col(AgendaItem.id),
    col(ItemPartner.until).is_(None),
)  # fmt: skip
_MEMBERS = (
    select(col(Membership.id))
    .distinct()
    .select_from(AgendaItem)
    .join(Meeting, and_(*at_table.of_meeting()))
    .join(ItemPartner, _IN_CIRCLE)
    .join(CaseMember, _HEARS)
    .join(Membership, row_of(Membership, CaseMember.membership_id, CaseMember.region_id))
    .where(*_SITS)
)
_BY = func.coalesce(col(Meeting.contribute_by), col(Meeting.starts_at))
_CONTRIBUTIONS = _MEMBERS.where(
    col(Meeting.state) == MeetingState.INVITED, _BY > NOW, given("ahead") >= _BY,
    col(AgendaItem.state) == ItemState.ACCEPTED, col(AgendaItem.kind).in_((ItemKind.CASE, ItemKind.FREE)),
    col(ItemPartner.answer).in_((Answer.OPEN, Answer.LATER)),
)  # fmt: skip
_OF_ITEM = and_(col(Minutes.region_id) == col(AgendaItem.region_id), col(Minutes.item_id) == col(AgendaItem.id))
_REMARKS = _MEMBERS.join(Minutes, _OF_ITEM).where(
    col(Minutes.state) == MinutesState.FOR_REMARKS,
    col(Minutes.remarks_by) >= given("today"), col(Minutes.remarks_by) <= given("tomorrow"),
)  # fmt: skip
_doer, _takes_part = aliased(Membership), aliased(CaseMember)
_goes_on = exists().where(  # whoever it was given to, while that person sits and takes part
    col(_doer.region_id) == col(ActionItem.region_id), col(_doer.id) == col(ActionItem.person_id),
    col(_doer.ended_at).is_(None), col(_takes_part.region_id) == col(ActionItem.region_id),
    col(_takes_part.case_id) == col(Statement.case_id), col(_takes_part.membership_id) == col(_doer.id),
    col(_takes_part.until).is_(None),
)  # fmt: skip
_ACTIONS = (
    select(col(Membership.id), col(ActionItem.due_on))
    .distinct()
    .select_from(ActionItem)
    .join(Statement, row_of(Statement, ActionItem.statement_id, ActionItem.region_id))
    .join(
        CaseMember,
        and_(
            col(CaseMember.region_id) == col(Statement.region_id), col(CaseMember.case_id) == col(Statement.case_id),
            col(CaseMember.partner_id) == col(Statement.partner_id), col(CaseMember.until).is_(None),
        ),
    )
    .join(Membership, row_of(Membership, CaseMember.membership_id, CaseMember.region_id))
    .where(*_SITS, col(Statement.removed_at).is_(None), col(ActionItem.state) == ActionState.OPEN)
    .where(col(ActionItem.due_on) <= given("tomorrow"))
    .where(or_(~_goes_on, col(ActionItem.person_id) == col(Membership.id)))
)  # fmt: skip
_BY_DAY = func.coalesce(col(QuestionPartner.later_on), col(Question.due_on))
_QUESTIONS = (
    select(col(Membership.id), _BY_DAY.label("due_on"))
    .distinct()
    .select_from(Question)
    .join(
        QuestionPartner,
        and_(
            col(QuestionPartner.region_id) == col(Question.region_id),
            col(QuestionPartner.question_id) == col(Question.id),
        ),
    )
    .join(Case, row_of(Case, Question.case_id, Question.region_id))
    .join(
        CaseMember,
        and_(
            col(CaseMember.region_id) == col(Question.region_id), col(CaseMember.case_id) == col(Question.case_id),
            col(CaseMember.partner_id) == col(QuestionPartner.partner_id), col(CaseMember.until).is_(None),
        ),
    )
    .join(Membership, row_of(Membership, CaseMember.membership_id, CaseMember.region_id))
    .where(*_SITS, *questions_waiting.stands())
    .where(col(QuestionPartner.answer).in_(questions_waiting.UNANSWERED))
    .where(given("tomorrow") >= _BY_DAY, given("since") <= _BY_DAY)
)  # fmt: skip
_TO_SIGN = select(col(Membership.id)).where(  # for secrecy, again: from a month ahead, once a week
    *_SITS, col(Membership.secrecy_until) > NOW, col(Membership.secrecy_until) <= given("ahead")
)
_AMENDED = (
    select(col(Membership.id))
    .distinct()
    .select_from(AmendmentReceiver)
    .join(Amendment, row_of(Amendment, AmendmentReceiver.amendment_id, AmendmentReceiver.region_id))
    .join(Membership, and_(
        col(Membership.region_id) == col(AmendmentReceiver.region_id),
        col(Membership.partner_id) == col(AmendmentReceiver.receiver_id),
    ))
    .where(*_SITS, col(AmendmentReceiver.confirmed_at).is_(None), col(AmendmentReceiver.told_at) <= given("since"))
    .where(or_(
        exists().where(
            col(CaseMember.region_id) == col(Membership.region_id), col(CaseMember.case_id) == col(Amendment.case_id),
            col(CaseMember.membership_id) == col(Membership.id), col(CaseMember.until).is_(None),
        ),
        exists().where(
            col(HandOut.region_id) == col(Membership.region_id), col(HandOut.membership_id) == col(Membership.id),
            col(HandOut.version_id) == col(Version.id), col(Version.region_id) == col(HandOut.region_id),
            col(Version.statement_id) == col(Amendment.statement_id),
        ),
    ))
)  # fmt: skip
_later = aliased(Reminder)
_LAST = select(col(Reminder.membership_id), col(Reminder.on_day), col(Reminder.quiet_until)).where(
    col(Reminder.region_id) == ASKER.region,
    ~exists().where(
        col(_later.region_id) == col(Reminder.region_id), col(_later.membership_id) == col(Reminder.membership_id),
        col(_later.on_day) > col(Reminder.on_day),
    ),
)  # fmt: skip
