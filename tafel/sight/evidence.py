"""Records of conditions with their texts: for their makers, who must confirm them, and the privacy officer."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.tables.casework import Case, Subject
from models.tables.people import Partner, Person
from models.tables.sharing import Evidence
from models.terms import Act, Role
from models.views.sharing import EvidenceLine
from tafel import keys, seal
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sight import visible


def may_confirm(seat: Seat, record: Any) -> bool:
    """Whether this seat can confirm a record: for the partner asked, and never who made it."""
    waiting = record.needs_confirmation and record.confirmed_at is None and record.ended_at is None
    asked = record.asked_person in (None, seat.person) and record.confirmed_for == seat.partner
    return bool(waiting and asked and seat.partner and record.made_by != seat.person)


def may_end(seat: Seat, record: Any) -> bool:
    """Whether this seat can end a record: its maker's partner, or who confirmed it."""
    return bool(seat.partner and record.ended_at is None and seat.partner in (record.partner_id, record.confirmed_for))


def lines(reading: Reading, case_id: UUID | None = None, *, of_region: bool = False) -> tuple[EvidenceLine, ...]:
    """The records this seat may see: of one case with those of the region, of the region alone, or all."""
    wanted = _query(reading)
    if case_id:
        wanted = wanted.where(or_(col(Evidence.case_id) == case_id, col(Evidence.case_id).is_(None)))
    elif of_region:
        wanted = wanted.where(col(Evidence.case_id).is_(None))
    rows = reading.session.execute(wanted.order_by(col(Evidence.made_at).desc(), col(Evidence.id)).limit(500)).all()
    names = _partner_names(reading)
    return tuple(_line(reading, row, names) for row in rows if not row.Evidence.condition.is_declaration)


def one(reading: Reading, evidence_id: UUID) -> EvidenceLine:
    """One record, if this seat may see it."""
    row = reading.session.execute(_query(reading).where(col(Evidence.id) == evidence_id)).first()
    if row is None:
        raise NotFound
    return _line(reading, row, _partner_names(reading))


def require_subject(reading: Reading, case_id: UUID, subject_id: UUID) -> None:
    """A subject of this very case; else there is none."""
    wanted = select(Subject.id).where(
        col(Subject.region_id) == reading.seat.region, col(Subject.case_id) == case_id, col(Subject.id) == subject_id
    )
    if reading.session.scalar(wanted) is None:
        raise NotFound


def _query(reading: Reading) -> Any:
    maker, confirmer = aliased(Person), aliased(Person)
    known_case = and_(col(Case.id) == col(Evidence.case_id), visible.cases(reading.seat))
    subject = and_(col(Subject.region_id) == col(Evidence.region_id), col(Subject.id) == col(Evidence.subject_id))
    return (
        select(Evidence, Case.code_word, Subject.letter, maker.name.label("maker"), confirmer.name.label("confirmer"))  # type: ignore[attr-defined]
        .select_from(Evidence)
        .outerjoin(Case, known_case)
        .outerjoin(Subject, subject)
        .join(maker, maker.id == Evidence.made_by)
        .outerjoin(confirmer, confirmer.id == Evidence.confirmed_by)
        .where(visible.evidence(reading.seat))
    )


def _line(reading: Reading, row: Row[Any], names: dict[str, str]) -> EvidenceLine:
    record = row.Evidence
    return EvidenceLine(
        id=record.id,
        condition=record.condition,
        case_word=row.code_word,
        partner=names[str(record.partner_id)],
        giver=names.get(str(record.giver_id), ""),
        receivers=_receivers(record.receivers, names),
        categories=record.categories,
        purposes=record.purposes,
        subject=row.letter,
        answers=_answers(reading, record),
        claimed_from=record.claimed_from,
        claimed_until=record.claimed_until,
        made_by=row.maker,
        made_at=record.made_at,
        confirmed_by=row.confirmer,
        confirmed_at=record.confirmed_at,
        waits_for_confirmation=record.needs_confirmation and record.confirmed_at is None,
        may_confirm=may_confirm(reading.seat, record),
        may_end=may_end(reading.seat, record),
        ended_at=record.ended_at,
    )


def _receivers(listed: Sequence[str] | None, names: dict[str, str]) -> tuple[str, ...] | None:
    return None if listed is None else tuple(names[one] for one in listed if one in names)


def _answers(reading: Reading, record: Evidence) -> tuple[tuple[str, str], ...]:
    from tafel.evidence import KINDS, bound_to

    told = json.loads(seal.unseal(keys.region_key(reading.seat.region), record.text_sealed, bound_to(record.id)))
    kind = KINDS.get(record.condition)
    questions = kind.asks if kind else ()
    return tuple(zip((str(question) for question in questions), told, strict=False))


def _partner_names(reading: Reading) -> dict[str, str]:
    rows = reading.session.execute(
        select(Partner.id, Partner.name).where(col(Partner.region_id) == reading.seat.region)
    )
    return {str(row.id): row.name for row in rows}


def note_reading(reading: Reading) -> bool:
    """Whether this seat's reading of evidence texts is itself an act for the ledger: the privacy officer's is."""
    return reading.seat.role is Role.PRIVACY_OFFICER


READ_ACT = Act.EVIDENCE_HANDED_OUT
