"""What a partner answers to an item: unchanged, new, nothing, or later. Others see only whether it did."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlmodel import col

from models.acts import Act
from models.forms.casework import WritePassage
from models.forms.meetings import AnswerItem, AskAgain
from models.forms.sharing import GiveShares
from models.meeting_terms import Answer, ItemKind, ItemState, LineKind, MeetingState
from models.tables.meetings import AgendaItem, ItemPartner, Meeting
from models.tables.room import Line
from models.tables.sharing import Share
from tafel import anonymous, asking, clock, ids, live, on_behalf, questions, sharing, statements
from tafel.db import Writing
from tafel.meetings import amsterdam
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import at_table, lines, own, passages, visible

ANSWERED_IN = (MeetingState.INVITED, MeetingState.IN_SESSION)
ASKED_FOR = (ItemKind.CASE, ItemKind.FREE)
_UNSAID = (Answer.OPEN, Answer.LATER, Answer.NONE, Answer.UNCHANGED)


def answer(work: Writing, meeting_id: UUID, form: AnswerItem) -> bool:
    """Answer one item for one's own partner; new words are written, and shared with those of its circle that may.

    Returns whether new words wait: they were kept, and the rules let nobody read them yet. Raises Invalid for new
    without words, or later without a time before the meeting.
    """
    if form.answer is Answer.OPEN:
        return False
    item, meeting = at_table.require_own_item(work, form.item_id)
    row = _asked(work, item, meeting, meeting_id)
    if form.answer is Answer.NEW:
        return _new(work, item, row, form)
    if form.answer is Answer.UNCHANGED and not _stands(work, item.case_id):
        form = form.model_copy(update={"answer": Answer.NONE})  # nothing was given, and that has not changed
    later = _later(work, meeting, form) if form.answer is Answer.LATER else None
    _write(work, item, row, form.answer)
    row.later_until = later
    return False


def ask_again(work: Writing, item_id: UUID, form: AskAgain) -> int:
    """Ask the partners of an item's circle that did not answer once more; returns how many.

    With a question also those that had nothing to say before it. It is about nobody: who asks need not know the case.
    """
    item, meeting = at_table.require_item(work, item_id)
    at_table.require_managed(work, meeting.id, ANSWERED_IN)
    if item.kind not in ASKED_FOR or item.state is not ItemState.ACCEPTED:
        raise Refused(say("Bij dit punt wordt nu niets gevraagd."))
    questions.check(form.text, "text", nameless=form.nameless)
    asked = _UNSAID if form.text else (Answer.OPEN, Answer.LATER)
    silent = [row for row in _circle(work, item_id) if row.answer in asked and row.partner_id != work.seat.partner]
    for row in silent:
        row.asked_at = work.now
        if form.text:
            row.answer, row.answered_at, row.answered_by, row.later_until = Answer.OPEN, None, None, None
    item.asked = form.text or item.asked
    if silent:
        receivers = [row.partner_id for row in silent]
        work.record(Act.ANSWER_ASKED, meeting=meeting.id, item=item_id, receivers=sorted(receivers, key=str))
    return len(silent)


def give(work: Writing, case_id: UUID, form: GiveShares) -> int:
    """Share, as `sharing.give`; what was still asked of one's own partner on this case is answered by it."""
    given = anonymous.give(work, case_id, form)
    answered_by_sharing(work, case_id)
    asking.shared(work, case_id, form)
    return given


def answered_by_sharing(work: Writing, case_id: UUID) -> None:
    """Whoever shares answers what was still asked of their partner on a case."""
    rows = work.session.execute(
        select(ItemPartner, AgendaItem)
        .join(AgendaItem, col(AgendaItem.id) == col(ItemPartner.item_id))
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(col(ItemPartner.region_id) == work.seat.region, col(ItemPartner.partner_id) == work.seat.partner)
        .where(col(ItemPartner.until).is_(None), col(ItemPartner.answer).in_((Answer.OPEN, Answer.LATER)))
        .where(col(AgendaItem.case_id) == case_id, col(AgendaItem.state) == ItemState.ACCEPTED)
        .where(col(Meeting.state).in_(ANSWERED_IN))
    ).all()
    for row, item in rows:
        _write(work, item, row, Answer.NEW)


def _new(work: Writing, item: AgendaItem, row: ItemPartner, form: AnswerItem) -> bool:
    if not form.text and row.answer is Answer.NEW:
        return False  # sent before, and nothing was added
    if not form.text:
        raise Invalid(text=say("Schrijf wat er nieuw is, of kies een ander antwoord."))
    statement = statements.write(work, item.case_id, _words(work, form))
    passage = own.one_passage(work, item.case_id, statement)
    assert passage is not None
    receivers = [one.partner_id for one in _circle(work, item.id) if one.partner_id != work.seat.partner]
    purpose, ends_on = on_behalf.terms(work, item)
    given = GiveShares(
        once=ids.new(), versions=[passage.version_id], receivers=receivers, purpose=purpose, ends_on=ends_on,
        declared=form.declared, nameless=True,
    )  # fmt: skip
    count = sharing.give_where_permitted(work, item.case_id, given)
    if count:
        _write(work, item, row, Answer.NEW)
    if item.kind is ItemKind.FREE and item.opened_at and not item.closed_at:
        live.tell(work, item.meeting_id, (live.Part.NOW,), lines.readers(work, statement))  # they are read at the item
    return not count


def _words(work: Writing, form: AnswerItem) -> WritePassage:
    return WritePassage(
        once=ids.new(), text=form.text, category=form.category or own.preset(work.seat), kind=form.kind,
        reliability=form.reliability, observed_on=form.observed_on or clock.day_of(work.now), draft=form.draft,
        base=form.base,
    )  # fmt: skip


def _asked(work: Writing, item: AgendaItem, meeting: Meeting, meeting_id: UUID) -> ItemPartner:
    """The row of one's own partner, held; raises Refused once the item is over."""
    if meeting.id != meeting_id or item.kind not in ASKED_FOR:
        raise NotFound
    at_table.require_state(meeting, ANSWERED_IN)
    if item.state is not ItemState.ACCEPTED:
        raise Refused(say("Dit punt is al behandeld."))
    row = next(row for row in _circle(work, item.id) if row.partner_id == work.seat.partner)
    work.session.refresh(row, with_for_update=True)
    return row


def _later(work: Writing, meeting: Meeting, form: AnswerItem) -> datetime:
    until = amsterdam(form.later_until)
    if until is None or until <= work.now:
        raise Invalid(later_until=say("Zeg tot wanneer: een moment dat nog komt."))
    if until > meeting.ends_at:
        raise Invalid(later_until=say("Kies een moment vóór het overleg voorbij is."))
    return until


def _write(work: Writing, item: AgendaItem, row: ItemPartner, given: Answer) -> None:
    row.answer, row.answered_at, row.answered_by, row.later_until = given, work.now, work.seat.person, None
    work.session.flush()
    work.record(Act.ANSWER_GIVEN, meeting=item.meeting_id, item=item.id, giver=work.seat.partner, answer=given)


def _stands(work: Writing, case_id: UUID) -> bool:
    """Whether something our partner gave on a case is in force; its questions are no contribution."""
    to_table = exists().where(
        col(Line.region_id) == col(Share.region_id), col(Line.statement_id) == col(Share.statement_id),
        col(Line.kind) == LineKind.QUESTION,
    )  # fmt: skip
    question = or_(to_table, passages.is_question(Share.statement_id, Share.region_id))
    standing = exists().where(
        col(Share.region_id) == work.seat.region, col(Share.case_id) == case_id,
        col(Share.giver_id) == work.seat.partner, visible.in_force(work.now), ~question,
    )  # fmt: skip
    return bool(work.session.scalar(select(standing)))


def _circle(work: Writing, item_id: UUID) -> Collection[ItemPartner]:
    return work.session.scalars(
        select(ItemPartner)
        .where(col(ItemPartner.region_id) == work.seat.region, col(ItemPartner.item_id) == item_id)
        .where(col(ItemPartner.until).is_(None))
    ).all()
