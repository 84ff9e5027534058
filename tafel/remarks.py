"""What partners say of minutes: remarks until a day, what became of each, agreement, and additions later."""

from typing import Any
from uuid import UUID

from models.acts import Act
from models.forms.casework import PassageWords
from models.forms.minutes import AddToMinutes, AnswerRemark, MakeRemark
from models.meeting_terms import LineKind, MinutesState, RemarkOutcome
from models.tables.casework import Statement
from models.tables.meetings import AgendaItem, Meeting
from models.tables.minutes import Minutes, MinutesAgreement, Remark
from models.tables.people import Membership
from models.tables.room import Line
from tafel import general_part, lines, minutes, narrowing, on_behalf, statements, versions
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, NotFound, Refused, say
from tafel.sight import minutes as seen
from tafel.sight import minutes_page as pages
from tafel.sight import noting, own, visible

_NOT_YOURS = say("Een opmerking komt van wie aan dit punt deelneemt.")
_WHO = say("Kies van wie deze aanvulling is: een partner die aan dit punt deelneemt.")


def remark(work: Writing, minutes_id: UUID, form: MakeRemark) -> UUID:
    """Say what is not right, in one's own words; it goes to the circle and the note-taker, as far as the rules permit.

    Returns the meeting.
    """
    found, part = minutes.require(work, minutes_id)
    if why_not := pages.why_silent(work, part):
        raise Refused(why_not)
    item = _own_item(work, found)
    line = _write(work, item, LineKind.REMARK, form)
    work.session.add(Remark(region_id=work.seat.region, statement_id=line.statement_id, minutes_id=minutes_id))
    work.session.flush()
    work.record(Act.REMARK_MADE, **_in_ledger(work, found, item, line))
    _give(work, item, line)
    return found.meeting_id


def agree(work: Writing, minutes_id: UUID) -> UUID:
    """Say for one's own partner that the minutes are right as they stand. Returns the meeting."""
    found, part = minutes.require(work, minutes_id)
    if why_not := pages.why_silent(work, part):
        raise Refused(why_not)
    partner = work.seat.partner
    if partner is None or not pages.hears(work, minutes_id):
        raise Refused(_NOT_YOURS)
    agreement = work.session.get(MinutesAgreement, (work.seat.region, minutes_id, partner))
    if agreement is None:
        agreement = MinutesAgreement(region_id=work.seat.region, minutes_id=minutes_id, partner_id=partner)
        work.session.add(agreement)
    agreement.agreed_by, agreement.agreed_at = work.seat.membership, work.now
    work.record(Act.MINUTES_AGREED, **minutes.in_ledger(found), giver=partner)
    return found.meeting_id


def answer(work: Writing, statement_id: UUID, form: AnswerRemark) -> Minutes:
    """Say what became of a remark, once. Returns the minutes it is on."""
    remark = work.session.get(Remark, (work.seat.region, statement_id), with_for_update=True, populate_existing=True)
    statement = work.session.get(Statement, (work.seat.region, statement_id))
    if remark is None or statement is None or statement.removed_at is not None:
        raise NotFound
    found, _ = minutes.require_managed(work, remark.minutes_id)
    minutes.require_open(found)
    if remark.outcome is not RemarkOutcome.OPEN:
        raise Conflict(say("Deze opmerking is intussen al beantwoord."))
    remark.outcome, remark.answered_at, remark.answered_by = form.outcome, work.now, work.seat.person
    said: dict[str, Any] = {"case": statement.case_id, "giver": statement.partner_id, "statement": statement_id}
    work.record(Act.REMARK_ANSWERED, **minutes.in_ledger(found), **said, outcome=form.outcome)
    return found


def add(work: Writing, minutes_id: UUID, form: AddToMinutes) -> UUID:
    """Put right what stands in adopted minutes, beside it. Returns the meeting.

    Whoever writes them up can write it for a partner of the circle, which then confirms it; others for their own.
    """
    found, part = minutes.require(work, minutes_id)
    if found.state is not MinutesState.ADOPTED:
        raise Refused(say("Dit verslag is nog niet vastgesteld. Pas het aan, of maak een opmerking."))
    if found.item_id and seen.manages(work.seat, part):
        item = work.session.get_one(AgendaItem, (work.seat.region, found.item_id))
        minutes.require_case_open(work, item)
        line = lines.write_for(work, item, (form.partner_id, _WHO), LineKind.ADDITION, form.text, form.heard)
    else:
        item = _own_item(work, found)
        line = _write(work, item, LineKind.ADDITION, form)
        _give(work, item, line)
    work.record(Act.MINUTES_EXTENDED, **_in_ledger(work, found, item, line))
    lines.tell(work, item, line.statement_id)
    return found.meeting_id


def _own_item(work: Writing, found: Minutes) -> AgendaItem:
    """Where one's own words on these minutes hang; for a general part without an item of ours a file is opened."""
    item: AgendaItem | None = pages.own_item(work, found.id)
    if item is None and found.item_id is None and pages.was_called(work, found.meeting_id):
        item = general_part.open_file(work, found)
    if item is None:
        raise Refused(_NOT_YOURS)
    visible.require_open_case(work, item.case_id)
    return item


def _write(work: Writing, item: AgendaItem, kind: LineKind, form: MakeRemark) -> Line:
    """A line of one's own partner, in one's own words."""
    if work.seat.kind in own.ASKED_RELIABILITY and form.reliability is None:
        raise Invalid(reliability=statements.OPS_ASKS)
    category = form.category or pages.preset(work, item.preset)
    if not own.may_choose(work.seat, category):
        raise Invalid(category=say("Deze soort gegevens kunt u niet kiezen."))
    named = own.names_somebody(work, item.case_id, form.text)
    words = PassageWords(text=form.text, category=category, reliability=form.reliability, names_person=named)
    statement = versions.new_statement(work, item.case_id)
    versions.first_version(work, statement, words)
    line = Line(
        region_id=work.seat.region, statement_id=statement.id, item_id=item.id, kind=kind,
        confirmed_at=work.now, confirmed_by=work.seat.person,
    )  # fmt: skip
    work.session.add(line)
    work.session.flush()
    narrowing.keep(work, item.id, (statement.id, statement.partner_id), form.heard)
    return line


def _give(work: Writing, item: AgendaItem, line: Line) -> None:
    """To who was to hear it, and to who writes the minutes up, as far as the rules permit."""
    meeting = work.session.get_one(Meeting, (work.seat.region, item.meeting_id))
    taker = work.session.get_one(Membership, (work.seat.region, item.note_taker_id or meeting.note_taker_id))
    writes = {taker.partner_id} if taker.partner_id else set()
    readers = noting.readers_of_line(work, item.id, line.statement_id)
    on_behalf.share_own(work, item, [line.statement_id], readers | writes)


def _in_ledger(work: Writing, found: Minutes, item: AgendaItem, line: Line) -> dict[str, Any]:
    statement = work.session.get_one(Statement, (work.seat.region, line.statement_id))
    return lines.in_ledger(item, statement.partner_id, line) | {"minutes": found.id}
