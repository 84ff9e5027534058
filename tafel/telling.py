"""Who tells a presumed victim what was agreed, and when; or until when that is postponed, and why."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from models.acts import Act
from models.forms.minutes import SayWhoTells
from models.meeting_terms import ItemKind, LineKind
from models.tables.casework import Statement, Subject
from models.tables.meetings import AgendaItem
from models.tables.minutes import Telling
from models.tables.people import Membership, Partner, Person
from models.tables.room import Line
from models.terms import ShareEnd
from tafel import clock, lines, minutes, sharing, statements, told
from tafel.db import Writing
from tafel.refusals import Invalid, Refused, say
from tafel.sight import minutes_page as pages

_WHO = say("Kies wie dit vertelt: een partner die aan dit punt deelneemt.")


def say_who_tells(work: Writing, minutes_id: UUID, form: SayWhoTells) -> UUID:
    """Write down who tells one presumed victim; what was written of it before goes. Returns the meeting."""
    found, part = minutes.require_managed(work, minutes_id)
    minutes.require_open(found)
    if part.kind is not ItemKind.CASE or pages.own_member(work, part.case_id) is None:
        raise Refused(say("Wie het vertelt, schrijft een notulist op die aan de casus deelneemt."))
    item = work.session.get_one(AgendaItem, (work.seat.region, found.item_id))
    minutes.require_case_open(work, item)
    subject, day = _checked(work, item, form)
    _forget(work, item, subject)
    words = told.compose(
        _teller(work, form), day, form.text, postponed=form.postponed, done=day < clock.day_of(work.now)
    )
    line = lines.write_for(work, item, (form.partner_id, _WHO), LineKind.TELLING, words, "circle")
    work.session.add(
        Telling(
            region_id=work.seat.region, statement_id=line.statement_id, subject_id=subject,
            person_id=form.person_id, on_day=day, postponed=form.postponed,
        )
    )  # fmt: skip
    work.session.flush()
    statement = work.session.get_one(Statement, (work.seat.region, line.statement_id))
    said = lines.in_ledger(item, statement.partner_id, line) | {"minutes": found.id, "subject": subject}
    work.record(Act.TELLING_CHANGED, **said, postponed=form.postponed)
    lines.share(work, item, statement.partner_id, line.statement_id)
    lines.tell(work, item, line.statement_id)
    return found.meeting_id


def _checked(work: Writing, item: AgendaItem, form: SayWhoTells) -> tuple[UUID, date]:
    """About whom it is, and the day."""
    if form.subject_id is None:
        raise Invalid(subject_id=say("Kies over wie dit gaat."))
    statements.require_subjects(work, item.case_id, [form.subject_id])
    if form.partner_id is None:
        raise Invalid(partner_id=_WHO)
    if form.on_day is None:
        raise Invalid(on_day=say("Kies op welke dag, of tot welke dag het wordt uitgesteld."))
    if form.postponed and form.on_day < clock.day_of(work.now):
        raise Invalid(on_day=say("Uitstellen kan tot een dag die nog komt."))
    if form.on_day < clock.day_of(item.opened_at or work.now):
        raise Invalid(on_day=say("Deze dag is vóór het overleg."))
    if form.postponed and not form.text:
        raise Invalid(text=say("Schrijf waarom het wordt uitgesteld, zonder namen."))
    if form.person_id is not None:
        lines.require_member(work, item.case_id, form.partner_id, form.person_id)
    return form.subject_id, form.on_day


def _forget(work: Writing, item: AgendaItem, subject: UUID) -> None:
    """Of one presumed victim one thing is said at an item."""
    before = work.session.scalars(
        select(Statement)
        .join(Telling, (col(Telling.region_id) == col(Statement.region_id)) & (Telling.statement_id == Statement.id))
        .join(Line, (col(Line.region_id) == col(Statement.region_id)) & (Line.statement_id == Statement.id))
        .where(col(Statement.region_id) == work.seat.region, col(Statement.removed_at).is_(None))
        .where(col(Line.item_id) == item.id, col(Telling.subject_id).in_(_one_person(work, subject)))
        .with_for_update(of=Statement)
    ).all()
    for statement in before:
        sharing.end_of_statement(work, statement.id, ShareEnd.REPLACED)
        statement.removed_at = work.now


def _one_person(work: Writing, subject: UUID) -> Any:
    """A letter and those that turned out to be the same person; as part of a query."""
    letter = select(func.coalesce(col(Subject.merged_into), col(Subject.id)))
    here = col(Subject.region_id) == work.seat.region
    stays = letter.where(here, col(Subject.id) == subject).scalar_subquery()
    return select(col(Subject.id)).where(here, func.coalesce(col(Subject.merged_into), col(Subject.id)) == stays)


def _teller(work: Writing, form: SayWhoTells) -> str:
    if form.person_id is not None:
        member = work.session.get_one(Membership, (work.seat.region, form.person_id))
        return work.session.get_one(Person, member.person_id).name
    return work.session.get_one(Partner, (work.seat.region, form.partner_id)).short_name
