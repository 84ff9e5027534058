"""What identifies in signals is erased when its term is over: words, place in the index, questions and hits.

The register keeps each commitment; the key that opens it goes with the question. What is shared waits for the end of
that share. What was shared keeps its words as long as its case does, and nobody reads them any more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, exists, or_, select
from sqlmodel import col

from models.acts import Act
from models.signal_terms import CaseStage, SignalState
from models.tables.casework import CardIndex, Case, CaseClosing, Statement, Version
from models.tables.identifiers import Asked, Hit, HitTelling, Identifier
from models.tables.room import Note
from models.tables.sharing import Share
from models.tables.signals import Signal
from models.terms import CaseState
from tafel import clock, db, erased, versions
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.seat import Seat
from tafel.sight.joins import row_of

NOT_TAKEN_UP, TAKEN_BACK, A_HIT = 3, 1, 6  # months: after it should have been weighed, after it was taken back, told
NO_CASE = 12  # after it was weighed: as long as what comes after it counts as a repeat


def any_due(reading: Reading) -> bool:
    """Whether the term of something is over."""
    terms = _terms(reading)
    return bool(reading.row(_DUE, **terms) or reading.row(_OLD_HITS, **terms))


def erase(work: Writing) -> None:
    """Erase what is due; what went stands in the register, per case and partner, without what it said."""
    terms = _terms(work)
    _erase_all(work, work.rows(_DUE, **terms), work.values(_OLD_HITS, **terms))


def erase_notes(work: Writing, items: Collection[UUID]) -> None:
    """Erase all working notes at these items."""
    erased.note(work.seat.region, "notes of", items)
    work.change(_NOTES, items=list(items))


def erase_again(seat: Seat) -> int:
    """Erase what stands in an older database that was put back, and was erased since; returns how much that was."""
    known = {what: erased.noted(seat.region, what) for what in ("statements", "hits", "notes of")}
    if not any(known.values()):
        return 0
    with db.writing(seat) as work:
        rows = work.rows(_STILL_THERE, statements=known["statements"])
        hits = work.values(_HITS_THERE, hits=known["hits"])
        items = list(dict.fromkeys(work.values(_NOTED, items=known["notes of"])))
        _erase_all(work, rows, hits)
        if items:
            erase_notes(work, items)
            work.record(Act.NOTES_ERASED, items=items)
        return len(rows) + len(hits) + len(items)


def _erase_all(work: Writing, rows: Iterable[Any], hits: Iterable[UUID]) -> None:
    gone: dict[tuple[UUID, UUID], list[UUID]] = defaultdict(list)
    for row in rows:
        gone[row.case_id, row.partner_id].append(row.statement_id)
    for (case, partner), statements in gone.items():
        _erase(work, case, statements)
        work.record(Act.IDENTIFIERS_ERASED, case=case, giver=partner, statements=statements)
    if old := list(hits):
        _erase_hits(work, old)
        work.record(Act.HITS_ERASED, hits=old)


def _terms(reading: Reading) -> dict[str, Any]:
    """Where each term began that ends today; for a case the day until which it is kept."""

    def ago(months: int) -> datetime:
        return clock.months_after(reading.now, -months)

    return {
        "today": clock.day_of(reading.now), "not_taken_up": ago(NOT_TAKEN_UP), "taken_back": ago(TAKEN_BACK),
        "hit": ago(A_HIT), "no_case": ago(NO_CASE),
    }  # fmt: skip


def _erase(work: Writing, case: UUID, statements: list[UUID]) -> None:
    erased.note(work.seat.region, "statements", statements)
    _erase_hits(work, list(work.values(_HITS_OF, statements=statements)))
    for wiped in (_FROM_INDEX, _QUESTIONS):
        work.change(wiped, statements=statements)
    for version in work.things(_WORDS, statements=statements):
        version.text_sealed = versions.sealed(work, case, version.id, "")
    for statement in work.things(_STATEMENTS, statements=statements):
        statement.removed_at = statement.removed_at or work.now
    for identifier in work.things(_IDENTIFIERS, statements=statements):
        identifier.compared, identifier.erased_at = False, work.now
    work.session.flush()


def _erase_hits(work: Writing, hits: list[UUID]) -> None:
    if hits:
        erased.note(work.seat.region, "hits", hits)
    work.change(_TELLINGS, hits=hits)
    work.change(_HITS, hits=hits)


_is_over = or_(
    col(Statement.removed_at) <= given("taken_back"),
    and_(
        col(Case.state) == CaseState.CLOSED,
        exists().where(
            col(CaseClosing.region_id) == col(Case.region_id), col(CaseClosing.case_id) == col(Case.id),
            col(CaseClosing.reopened_at).is_(None), col(CaseClosing.kept_to) < given("today"),
        ),
    ),
    and_(
        col(Case.stage) == CaseStage.SIGNAL, col(Case.state) == CaseState.OPEN,
        or_(
            and_(col(Signal.state) == SignalState.DRAFT, col(Signal.begun_at) <= given("not_taken_up")),
            and_(
                col(Signal.state).in_((SignalState.NEW, SignalState.ENRICHING)),
                col(Signal.weigh_by) <= given("not_taken_up"),
            ),
            and_(col(Signal.state) == SignalState.WEIGHED, col(Signal.weighed_at) <= given("no_case")),
        ),
    ),
)  # fmt: skip
_is_shared = exists().where(
    col(Share.region_id) == col(Statement.region_id), col(Share.statement_id) == col(Statement.id),
    col(Share.ended_at).is_(None), col(Share.ends_at) > NOW,
)  # fmt: skip
_DUE: Any = (
    select(col(Statement.id).label("statement_id"), col(Statement.case_id), col(Statement.partner_id))
    .select_from(Identifier)
    .join(Statement, row_of(Statement, Identifier.statement_id, Identifier.region_id))
    .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
    .outerjoin(Signal, and_(col(Signal.region_id) == col(Case.region_id), col(Signal.case_id) == col(Case.id)))
    .where(col(Identifier.region_id) == ASKER.region, col(Identifier.erased_at).is_(None), _is_over, ~_is_shared)
    .order_by(col(Statement.case_id), col(Statement.id))
)
_STILL_THERE: Any = (
    select(col(Statement.id).label("statement_id"), col(Statement.case_id), col(Statement.partner_id))
    .select_from(Identifier)
    .join(Statement, row_of(Statement, Identifier.statement_id, Identifier.region_id))
    .where(col(Identifier.region_id) == ASKER.region, one_of(col(Statement.id), "statements"))
    .where(col(Identifier.erased_at).is_(None))
    .order_by(col(Statement.case_id), col(Statement.id))
)
_HITS_THERE = select(col(Hit.id)).where(col(Hit.region_id) == ASKER.region, one_of(col(Hit.id), "hits"))
_NOTED = select(col(Note.item_id)).where(col(Note.region_id) == ASKER.region, one_of(col(Note.item_id), "items"))
_NOTES = delete(Note).where(col(Note.region_id) == ASKER.region, one_of(col(Note.item_id), "items"))
_OLD_HITS = select(col(Hit.id)).where(col(Hit.region_id) == ASKER.region, col(Hit.found_at) <= given("hit"))
_HITS_OF = select(col(Hit.id)).where(
    col(Hit.region_id) == ASKER.region,
    or_(one_of(col(Hit.asked_id), "statements"), one_of(col(Hit.held_id), "statements")),
)
_TELLINGS = delete(HitTelling).where(col(HitTelling.region_id) == ASKER.region, one_of(col(HitTelling.hit_id), "hits"))
_HITS = delete(Hit).where(col(Hit.region_id) == ASKER.region, one_of(col(Hit.id), "hits"))
_FROM_INDEX = delete(CardIndex).where(
    col(CardIndex.region_id) == ASKER.region, one_of(col(CardIndex.statement_id), "statements")
)
_QUESTIONS = delete(Asked).where(col(Asked.region_id) == ASKER.region, one_of(col(Asked.statement_id), "statements"))
_WORDS = select(Version).where(
    col(Version.region_id) == ASKER.region, one_of(col(Version.statement_id), "statements"),
    col(Version.frozen_at).is_(None),
)  # fmt: skip
_STATEMENTS = select(Statement).where(col(Statement.region_id) == ASKER.region, one_of(col(Statement.id), "statements"))
_IDENTIFIERS = select(Identifier).where(
    col(Identifier.region_id) == ASKER.region, one_of(col(Identifier.statement_id), "statements")
)
