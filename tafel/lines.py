"""What is written down at an item: said, decided, agreed to do.

The note-taker writes it for the partner that says it or takes it on, its giver. A decision or an action goes at once
under the giver's own sharing profile; what was said only when the giver confirms it.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from models.acts import Act
from models.forms.casework import PassageWords
from models.forms.lines import Circle, Decide, EditLine, OneLine, SayLine, TakeAction
from models.meeting_terms import LineKind, MinutingMode, Route
from models.tables.casework import Case, CaseMember, Statement, Version
from models.tables.meetings import AgendaItem
from models.tables.people import Membership, Partner
from models.tables.room import ActionItem, Decision, Line
from models.terms import CaseState, DataCategory, ShareEnd
from tafel import clock, line_input, live, narrowing, on_behalf, sharing, statements, versions
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, NotFound, Refused, Said, say
from tafel.sight import at_table, handed_out, noting, own
from tafel.sight import lines as seen

_WHO = say("Kies wie dit doet: een partner die aan dit punt deelneemt.")
_PAST = say("Deze dag is al voorbij. Kies een dag vanaf vandaag.")
_CHANGED = say("Deze regel is intussen veranderd. Wat u typte, staat er nog.")


def say_line(work: Writing, item_id: UUID, form: SayLine) -> UUID:
    """Write down what a partner said; it and the note-taker alone read it until that partner confirms it."""
    item = require_note_taker(work, item_id)
    if item.mode is not MinutingMode.REPORT:
        raise Refused(say("Bij dit punt worden alleen afspraken en acties vastgelegd."))
    giver = _giver(work, item, form.partner_id, say("Kies wie dit zei: een partner die aan dit punt deelneemt."))
    category = form.category or item.preset or own.preset(replace(work.seat, kind=giver.kind))
    line = _write(work, item, giver, LineKind.SAID, _words(work, item, giver, form.text, category), form.heard)
    work.record(Act.LINE_WRITTEN, **in_ledger(item, giver.id, line))
    return _told(work, item, line)


def decide(work: Writing, item_id: UUID, form: Decide) -> UUID:
    """Write down a decision of some type, for the partner that takes it on."""
    item = require_note_taker(work, item_id)
    if form.route is None:
        raise Invalid(route=say("Kies wat voor afspraak dit is."))
    giver = _giver(work, item, form.partner_id, say("Kies wie deze afspraak op zich neemt."))
    words = _words(work, item, giver, form.text, form.category or item.preset or DataCategory.D0)
    line = _write(work, item, giver, LineKind.DECISION, words, form.heard)
    lead = giver.id if form.route is Route.LEAD else None
    work.session.add(
        Decision(
            region_id=work.seat.region, statement_id=line.statement_id, route=form.route, lead_partner_id=lead
        )
    )  # fmt: skip
    work.session.flush()
    work.record(Act.DECISION_ADDED, **in_ledger(item, giver.id, line))
    share(work, item, giver.id, line.statement_id)
    return _told(work, item, line)


def take_action(work: Writing, item_id: UUID, form: TakeAction) -> UUID:
    """Write down an action: which partner does it, before which day, who there where that was said."""
    item = require_note_taker(work, item_id)
    giver = _giver(work, item, form.partner_id, _WHO)
    if form.due_on is None:
        raise Invalid(due_on=say("Zeg vóór wanneer dit gedaan is."))
    if form.due_on < clock.day_of(work.now):
        raise Invalid(due_on=_PAST)
    if form.person_id is not None:
        require_member(work, item.case_id, giver.id, form.person_id)
    words = _words(work, item, giver, form.text, form.category or item.preset or DataCategory.D0)
    line = _write(work, item, giver, LineKind.ACTION, words, form.heard)
    work.session.add(
        ActionItem(
            region_id=work.seat.region, statement_id=line.statement_id, person_id=form.person_id, due_on=form.due_on,
            first_due_on=form.due_on, changed_at=work.now,
        )
    )  # fmt: skip
    work.session.flush()
    work.record(Act.ACTION_ADDED, **in_ledger(item, giver.id, line))
    share(work, item, giver.id, line.statement_id)
    return _told(work, item, line)


def take_action_in_one_line(work: Writing, item_id: UUID, form: OneLine) -> UUID:
    """The same from one line: `@Het Anker vóór 1 dec: opvangplek regelen`."""
    item = require_note_taker(work, item_id)
    read = line_input.read(form.line, noting.givers(work, item.id), clock.day_of(work.now))
    whole = {"once": form.once, "partner_id": read.partner, "due_on": read.due_on, "text": read.text}
    try:
        return take_action(work, item_id, TakeAction.model_validate(whole | {"heard": form.heard}))
    except Invalid as wrong:
        raise Invalid(**{name if name == "heard" else "line": why for name, why in wrong.errors.items()}) from None


def write_for(
    work: Writing, item: AgendaItem, partner: tuple[UUID | None, Said], kind: LineKind, text: str,
    heard: UUID | Circle | None,
) -> Line:  # fmt: skip
    """Write a line of some other kind down for a partner of the circle; `partner` goes with what to say without one."""
    giver = _giver(work, item, *partner)
    return _write(work, item, giver, kind, _words(work, item, giver, text, item.preset or DataCategory.D0), heard)


def edit(work: Writing, statement_id: UUID, form: EditLine) -> UUID:
    """Other words for a line one wrote, until its giver has confirmed or changed it. Returns its item."""
    line, item, statement, version = _mine(work, statement_id)
    if form.base != statements.base_of(version):
        raise Conflict(_CHANGED)
    giver = _partner(work, statement.partner_id)
    words = _words(work, item, giver, form.text, version.category)
    if version.frozen_at or handed_out.was_shown(work, version.id):
        versions.next_version(work, statement, words)
    else:
        versions.overwrite(work, statement, version, words)
    _change_kind(work, statement_id, form)
    line.confirmed_at = work.now if line.confirmed_at else None  # what needs no confirmation stands from now
    work.session.flush()
    work.record(_CHANGED_ACT[line.kind], **in_ledger(item, giver.id, line))
    if line.kind not in TO_CONFIRM:
        share(work, item, giver.id, statement_id)
    tell(work, item, statement_id)
    return item.id


def drop(work: Writing, statement_id: UUID) -> UUID:
    """Take back a line one wrote, until its giver has confirmed or changed it; its shares end. Returns its item."""
    line, item, statement, _ = _mine(work, statement_id)
    tell(work, item, statement_id)
    sharing.end_of_statement(work, statement_id, ShareEnd.WITHDRAWN)
    statement.removed_at = work.now
    work.record(Act.LINE_DROPPED, **in_ledger(item, statement.partner_id, line))
    return item.id


def require_note_taker(work: Writing, item_id: UUID) -> AgendaItem:
    """The item, for its note-taker, while something can be written down at it; else the reason why not."""
    item, meeting = at_table.require_item(work, item_id)
    if (item.note_taker_id or meeting.note_taker_id) != work.seat.membership:
        raise Refused(say("Alleen de notulist van dit punt legt hier iets vast."))
    found = noting.find(work, meeting.id, item_id)
    if found is None:
        raise NotFound
    if why_not := noting.why_not_writable(found):
        raise Refused(why_not)
    case = work.session.get_one(Case, (work.seat.region, item.case_id))
    if case.state is CaseState.CLOSED:
        raise Refused(say("Deze casus is gesloten. Er kan niets meer bij."))
    return item


def require_member(work: Writing, case_id: UUID, partner_id: UUID, membership_id: UUID) -> Membership:
    """Somebody of a partner who takes part in a case, and can so read what it is about."""
    found = work.session.scalar(
        select(Membership)
        .join(CaseMember, col(CaseMember.membership_id) == col(Membership.id))
        .where(col(Membership.region_id) == work.seat.region, col(Membership.id) == membership_id)
        .where(col(CaseMember.region_id) == work.seat.region, col(CaseMember.case_id) == case_id)
        .where(col(CaseMember.partner_id) == partner_id, col(CaseMember.until).is_(None))
    )
    if found is None:
        raise Invalid(person_id=say("Kies iemand van deze partner die aan dit punt deelneemt."))
    return found


def tell(work: Writing, item: AgendaItem, statement_id: UUID) -> None:
    """Let whoever can read a line now know that the lines of its meeting changed."""
    live.tell(work, item.meeting_id, (live.Part.LINES, live.Part.MINE), seen.readers(work, statement_id))


def share(work: Writing, item: AgendaItem, giver: UUID, statement_id: UUID) -> int:
    """Share a line with who was to hear it and the note-taker's partner, as far as the giver's profile names them."""
    readers = noting.readers_of_line(work, item.id, statement_id) | _of_taker(work, statement_id)
    return on_behalf.share(work, item.case_id, giver, [statement_id], readers)


def in_ledger(item: AgendaItem, giver: UUID, line: Line) -> dict[str, Any]:
    """What the ledger says of every act on a line."""
    same = {"meeting": item.meeting_id, "item": item.id, "case": item.case_id}
    return {**same, "giver": giver, "statement": line.statement_id}


_CHANGED_ACT = {
    LineKind.SAID: Act.LINE_CHANGED,
    LineKind.DECISION: Act.DECISION_CHANGED,
    LineKind.ACTION: Act.ACTION_CHANGED,
    LineKind.TELLING: Act.TELLING_CHANGED,
    LineKind.ADDITION: Act.LINE_CHANGED,
}
TO_CONFIRM = (LineKind.SAID, LineKind.ADDITION)  # what a partner is said to say waits until it confirms that


def _giver(work: Writing, item: AgendaItem, partner_id: UUID | None, sentence: Said) -> Partner:
    if partner_id not in {one.id for one in noting.givers(work, item.id)}:
        raise Invalid(partner_id=sentence)
    return _partner(work, partner_id)


def _partner(work: Writing, partner_id: UUID | None) -> Partner:
    return work.session.get_one(Partner, (work.seat.region, partner_id))


def _words(work: Writing, item: AgendaItem, giver: Partner, text: str, category: DataCategory) -> PassageWords:
    """The words with what cannot be chosen put right; a name on a card that giver or note-taker may see counts."""
    if not own.may_choose(replace(work.seat, kind=giver.kind), category):
        raise Invalid(category=say("Deze soort gegevens kan deze partner niet geven."))
    theirs = on_behalf.as_giver(work, item.case_id, giver.id)
    named = own.names_somebody(work, item.case_id, text) or (
        theirs is not None and own.names_somebody(theirs, item.case_id, text)
    )
    return PassageWords(text=text, category=category, names_person=named)


def _write(
    work: Writing, item: AgendaItem, giver: Partner, kind: LineKind, words: PassageWords, heard: UUID | Circle | None
) -> Line:  # fmt: skip
    statement = versions.new_statement(work, item.case_id, partner_id=giver.id)
    versions.first_version(work, statement, words)
    waits = kind in TO_CONFIRM and giver.id != work.seat.partner
    line = Line(
        region_id=work.seat.region, statement_id=statement.id, item_id=item.id, kind=kind,
        taken_by=work.seat.membership, confirmed_at=None if waits else work.now,
        confirmed_by=None if waits else work.seat.person,
    )  # fmt: skip
    work.session.add(line)
    work.session.flush()
    narrowing.keep(work, item.id, (statement.id, giver.id), heard)
    if kind in TO_CONFIRM and not waits:
        share(work, item, giver.id, statement.id)
    return line


def _of_taker(work: Writing, statement_id: UUID) -> set[UUID]:
    line = work.session.get_one(Line, (work.seat.region, statement_id))
    taker = work.session.get_one(Membership, (work.seat.region, line.taken_by))
    return {taker.partner_id} if taker.partner_id else set()


def _mine(work: Writing, statement_id: UUID) -> tuple[Line, AgendaItem, Statement, Version]:
    """A line one wrote down oneself and may still change, held; else there is no such line, or the reason why not."""
    line = work.session.get(Line, (work.seat.region, statement_id))
    if line is None or line.taken_by != work.seat.membership:
        raise NotFound
    statement = work.session.get_one(Statement, (work.seat.region, statement_id), with_for_update=True)
    if statement.removed_at is not None:
        raise NotFound
    item = require_note_taker(work, line.item_id)
    work.session.refresh(line)
    if line.kind in TO_CONFIRM and line.confirmed_at is not None:
        raise Refused(say("De partner heeft deze regel al bevestigd. Vraag de partner om een wijziging."))
    if work.values(seen.WEIGHED, statement=statement_id):
        raise Refused(say("Dit is de uitkomst van een weging. Die staat vast."))
    version = work.session.scalar(
        select(Version)
        .where(col(Version.region_id) == work.seat.region, col(Version.statement_id) == statement_id)
        .where(col(Version.number) == statement.latest)
    )
    assert version is not None
    if version.written_by != work.seat.person:
        raise Refused(say("De partner heeft deze regel zelf aangepast. Vraag de partner om een wijziging."))
    return line, item, statement, version


def _change_kind(work: Writing, statement_id: UUID, form: EditLine) -> None:
    """Another type of decision, another day for an action."""
    key = (work.seat.region, statement_id)
    if form.route and (decision := work.session.get(Decision, key)):
        lead = work.session.get_one(Statement, key).partner_id if form.route is Route.LEAD else None
        decision.route, decision.lead_partner_id = form.route, lead
    action = work.session.get(ActionItem, key)
    if action and form.due_on and form.due_on != action.due_on:
        if form.due_on < clock.day_of(work.now):
            raise Invalid(due_on=_PAST)
        action.due_on, action.first_due_on, action.changed_at = form.due_on, form.due_on, work.now


def _told(work: Writing, item: AgendaItem, line: Line) -> UUID:
    tell(work, item, line.statement_id)
    return line.statement_id
