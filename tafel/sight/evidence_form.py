"""What can be chosen while one records what meets a condition."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from models.tables.casework import CasePartner, Subject
from models.tables.people import Membership, Person
from models.terms import Purpose
from models.views.evidence import EvidenceForm
from tafel.db import Reading
from tafel.evidence_kinds import Kind
from tafel.prepared import ASKER, given
from tafel.refusals import NotFound
from tafel.sight import asks, casework, evidence, sharing, visible


def form(reading: Reading, kind: Kind, case_id: UUID | None) -> EvidenceForm:
    """What can be chosen while one records."""
    if kind.makers and reading.seat.kind not in kind.makers:
        raise NotFound
    case = visible.require_case(reading, case_id) if case_id else None
    others = [partner for partner in evidence.partners(reading) if partner.id != reading.seat.partner]
    givers = (kind.makers or frozenset()) - kind.for_another if reading.seat.kind in kind.for_another else frozenset()
    asked = [p for p in others if kind.party_confirms or p.kind in kind.confirmers]
    if case_id:
        taking_part = inside(reading, case_id)
        asked = [partner for partner in asked if partner.id in taking_part]
    return EvidenceForm(
        head=casework.head_of(reading, case, asks.desk(reading, case)) if case else None,
        partners=_named_ids(others),
        subjects=_named_ids(_subjects(reading, case_id)) if case_id and kind.about_subject else (),
        confirmers=_named_ids(_colleagues(reading) if kind.colleague_confirms else asked),
        givers=_named_ids(partner for partner in others if partner.kind in givers),
        purposes=sharing.purposes(reading, case_id) if case_id else tuple(Purpose),
    )


def inside(reading: Reading, case_id: UUID) -> frozenset[UUID]:
    """The partners that take part in a case: whoever is not there reads nothing of it, and confirms nothing."""
    return frozenset(reading.values(_INSIDE, case=case_id))


def _named_ids(listed: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.id), one.name) for one in listed)


def is_subject(reading: Reading, case_id: UUID, subject_id: UUID) -> bool:
    """Whether this is a subject of this very case."""
    wanted = select(col(Subject.id)).where(
        col(Subject.region_id) == reading.seat.region, col(Subject.case_id) == case_id, col(Subject.id) == subject_id
    )
    return reading.session.scalar(wanted) is not None


def _subjects(reading: Reading, case_id: UUID) -> Sequence[Row[Any]]:
    """Every letter, merged ones too: a record counts for words written under that very letter."""
    return reading.session.execute(
        select(col(Subject.id), col(Subject.letter).label("name"))
        .where(col(Subject.region_id) == reading.seat.region, col(Subject.case_id) == case_id)
        .order_by(col(Subject.letter))
    ).all()


def _colleagues(reading: Reading) -> Sequence[Row[Any]]:
    """Others of my partner: one of them can confirm, a member of the case or not."""
    return reading.session.execute(
        select(col(Membership.id), col(Person.name))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.region_id) == reading.seat.region, col(Membership.partner_id) == reading.seat.partner)
        .where(col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))
        .where(col(Membership.person_id) != reading.seat.person)
        .order_by(col(Person.name))
    ).all()


_INSIDE = select(col(CasePartner.partner_id)).where(
    col(CasePartner.region_id) == ASKER.region, col(CasePartner.case_id) == given("case"),
    col(CasePartner.until).is_(None),
)  # fmt: skip
