"""The question to the table: words of who announces an item, shared with its circle as the rules permit."""

from collections.abc import Collection
from uuid import UUID

from models.acts import Act
from models.forms.casework import PassageWords
from models.meeting_terms import LineKind
from models.tables.meetings import AgendaItem
from models.tables.room import Line
from models.terms import DataCategory
from tafel import naming, on_behalf, versions
from tafel.db import Writing
from tafel.refusals import Invalid
from tafel.sight import own, visible


def check(question: str, field: str, *, nameless: bool) -> None:
    """Raises Invalid for a question that seems to name somebody, until its writer looked it over."""
    if not nameless and naming.question_names_somebody(question):
        raise Invalid(**{field: naming.NAMES_SOMEBODY})


def put(work: Writing, item: AgendaItem, question: str, circle: Collection[UUID]) -> None:
    """Let this be the question of an item; its circle reads it as far as the rules permit.

    The secretariat reads it where its giver's profile names it.
    The same words again change nothing. Without words there is no question any more.
    """
    if item.question_id is None:
        if question:
            _first(work, item, question)
            _share(work, item, circle)
        return
    if not question:
        item.question_id = None
        return
    statement, version = visible.require_own_statement(work, item.question_id)
    if own.own_text(work, statement, version) != question:
        versions.next_version(work, statement, _words(work, item, question))
        work.record(Act.STATEMENT_EDITED, case=item.case_id, giver=work.seat.partner, statement=statement.id)
    _share(work, item, circle)


def _first(work: Writing, item: AgendaItem, question: str) -> None:
    statement = versions.new_statement(work, item.case_id)
    versions.first_version(work, statement, _words(work, item, question))
    work.session.add(
        Line(
            region_id=work.seat.region, statement_id=statement.id, item_id=item.id, kind=LineKind.QUESTION,
            confirmed_at=work.now, confirmed_by=work.seat.person,
        )
    )  # fmt: skip
    item.question_id = statement.id
    work.session.flush()
    work.record(Act.STATEMENT_WRITTEN, case=item.case_id, giver=work.seat.partner, statement=statement.id, item=item.id)


def _words(work: Writing, item: AgendaItem, question: str) -> PassageWords:
    named = own.names_somebody(work, item.case_id, question)
    return PassageWords(text=question, category=DataCategory.D0, names_person=named)


def _share(work: Writing, item: AgendaItem, circle: Collection[UUID]) -> None:
    assert item.question_id is not None
    on_behalf.share_own(work, item, [item.question_id], circle)
