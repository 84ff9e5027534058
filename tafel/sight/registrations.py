"""What a partner needs to register a presumed victim: its own words alone, and what the rules let CoMensha have.

What others shared with it was shared for another purpose: none of it is filled in here.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from models.tables.casework import Case
from models.tables.people import Person
from models.tables.registrations import Registration
from models.terms import (
    Condition,
    DataCategory,
    FieldName,
    Outcome,
    PartnerKind,
    Purpose,
    Reliability,
    StatementKind,
    SubjectRole,
)
from models.views.casework import Passage, SubjectLink
from models.views.registrations import RegistrationLine, RegistrationPage
from models.views.sharing import ReceiverVerdict
from tafel import fields, ids, keys
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.refusals import NotFound, Refused, say
from tafel.registration_words import CATEGORIES
from tafel.sight import about, asks, casework, passages, profiles, sharing, verdict_words, visible
from tafel.sight.asks import Desk, Receiver, Terms

VICTIMS = (SubjectRole.VICTIM, SubjectRole.BOTH)
_ASKED = (FieldName.ROLE, FieldName.AGE_BRANCH, FieldName.FORM)


def page(reading: Reading, case_id: UUID, subject_id: UUID) -> RegistrationPage:
    """All of it, for a member of the case."""
    case = visible.require_case(reading, case_id)
    desk = asks.desk(reading, case)
    letter = _letter(reading, case_id, subject_id)
    rows = passages.of_case(reading, case_id)
    ours = _said(reading, case_id, subject_id, rows)
    verdicts = _verdicts(reading, desk, _passages(reading, subject_id, letter, CATEGORIES), rows)
    role: Any = ours.get(FieldName.ROLE)
    return RegistrationPage(
        head=casework.head_of(reading, case, desk), subject_id=subject_id, letter=letter, victim=role in VICTIMS,
        age=ours.get(FieldName.AGE_BRANCH), form=ours.get(FieldName.FORM), verdicts=verdicts,
        permitted=tuple(one for one, found in verdicts.items() if found.outcome is Outcome.PERMITTED),
        consent=_consented(desk, subject_id),
        made=tuple(_line(row) for row in reading.rows(_OURS, case=case_id) if desk.same(row.subject_id) == subject_id),
    )  # fmt: skip


def require(reading: Reading, case_id: UUID, registration_id: UUID) -> Row[Any]:
    """A registration of our own partner in this case, for its members; else there is none."""
    visible.require_case(reading, case_id)
    for row in reading.rows(_OURS, case=case_id):
        if row.id == registration_id:
            return row  # type: ignore[no-any-return]
    raise NotFound


def told(reading: Reading, case: Case, statement_id: UUID) -> tuple[Passage, ReceiverVerdict | None]:
    """What a registration says, and what the rules say of it now, to CoMensha.

    NotFound once it was taken back, Refused where its words are no longer those that were chosen from the lists.
    """
    rows = passages.of_case(reading, case.id)
    ours = [row for row in rows if row.statement_id == statement_id and row.partner_id == reading.seat.partner]
    said = passages.views(reading, case.id, ours)
    if not said:
        raise NotFound
    if (said[0].number, said[0].edit) != (1, 1):
        raise Refused(say("Deze passage is na het vastleggen gewijzigd. Leg een nieuwe registratie vast."))
    verdicts = _verdicts(reading, asks.desk(reading, case), [said[0]], rows)
    return said[0], verdicts.get(said[0].category)


def in_case(reading: Reading, case_id: UUID) -> list[UUID]:
    """The statements of our registrations in a case: meant for CoMensha, so nobody else is offered them first."""
    return [row.statement_id for row in reading.rows(_OURS, case=case_id) if row.statement_id]


def comensha(desk: Desk) -> Receiver | None:
    """The partner of the region that is CoMensha."""
    return next((one for one in desk.receivers if one.kind is PartnerKind.COM), None)


def _letter(reading: Reading, case_id: UUID, subject_id: UUID) -> str:
    """The letter; of one that was found to be another's, NotFound: that one is registered."""
    for one in asks.subjects(reading, case_id):
        if one.id == subject_id and one.merged_into is None:
            return str(one.letter)
    raise NotFound


def _said(reading: Reading, case_id: UUID, subject_id: UUID, rows: Sequence[Row[Any]]) -> dict[FieldName, Any]:
    """What our own partner said of role, age and form, under whichever letter."""
    key, us = keys.case_key(reading, case_id), reading.seat.partner
    ours = [row for row in rows if row.partner_id == us and row.subject_id == subject_id and row.field in _ASKED]
    return {row.field: fields.decode(row.field, passages.words(reading, key, row)).coded for row in ours}


def _verdicts(
    reading: Reading, desk: Desk, asked: Iterable[Passage], rows: Sequence[Row[Any]]
) -> dict[DataCategory, ReceiverVerdict]:
    """What the rules say of each passage to CoMensha, for registration; the sentence on least is ticked at the act."""
    receiver = comensha(desk)
    if receiver is None or desk.in_force is None:
        return {}
    alone = replace(desk, receivers=(receiver,))
    under = Terms(
        purpose=Purpose.P7, ends_on=profiles.default_end(desk.today), declared=frozenset({Condition.DECL_MIN})
    )
    facts = about.subject_facts(reading, keys.case_key(reading, desk.case), rows)
    found: dict[DataCategory, ReceiverVerdict] = {}
    for one in asked:
        chosen = sharing.chosen_of(reading, alone, [one], facts, under, frozenset({receiver.id}))
        (found[one.category],) = verdict_words.verdicts_of(chosen)
    return found


def _passages(
    reading: Reading, subject_id: UUID, letter: str, categories: Collection[DataCategory]
) -> Iterator[Passage]:
    """One passage of each kind about this victim, by letter alone, as it would be once written."""
    assert reading.seat.partner
    link = SubjectLink(subject_id=subject_id, letter=letter, role=SubjectRole.VICTIM)
    for category in categories:
        yield Passage(
            statement_id=ids.new(), version_id=ids.new(), partner_id=reading.seat.partner, text="", category=category,
            kind=StatementKind.FACT, reliability=Reliability.OWN_OBSERVATION, observed_on=None, by_month=False,
            names_person=False, exact_place=False, about=(link,), writer=None, own_words=True,
            written_at=reading.now, edit=1, number=1, is_draft=True, share_id=None, shared_at=None, ends_at=None,
            shared_with=0, doubted=False,
        )  # fmt: skip


def _consented(desk: Desk, subject_id: UUID) -> bool:
    """Whether a record of written consent to CoMensha, for registration, stands."""
    receiver = comensha(desk)
    return receiver is not None and any(
        record.condition is Condition.CONS_S_WRITTEN
        and record.subject is not None
        and desk.same(record.subject) == subject_id
        and record.names(str(receiver.id), Purpose.P7)
        for record in desk.fresh
    )


def _line(row: Row[Any]) -> RegistrationLine:
    return RegistrationLine(id=row.id, made_at=row.made_at, by=row.by, fields=row.statement_id is not None)


_OURS: Any = (
    select(
        col(Registration.id), col(Registration.subject_id), col(Registration.statement_id),
        col(Registration.made_at), col(Person.name).label("by"),
    )
    .join(Person, col(Person.id) == col(Registration.made_by))
    .where(col(Registration.region_id) == ASKER.region, col(Registration.partner_id) == ASKER.partner)
    .where(col(Registration.case_id) == given("case"))
    .order_by(col(Registration.made_at).desc(), col(Registration.id))
)  # fmt: skip
