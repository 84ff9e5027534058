"""Whom a case is about: by letter, with what each partner says of them field by field, and letters that are one."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlmodel import col

from models.acts import Act
from models.forms.casework import AboutSubject, MergeSubjects, PassageWords
from models.tables.casework import CardIndex, Statement, Subject
from models.terms import FieldName, Reliability, Shape, SubjectRole, Told
from tafel import clock, doubts, fields, ids, statements, versions
from tafel.db import Writing
from tafel.prepared import ASKER, given
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import identity, own, visible

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def add_subject(work: Writing, case_id: UUID) -> UUID:
    """Give somebody in the case the next letter: all members see the letter, nobody sees who it is."""
    _hold_letters(work, case_id)
    used = work.session.scalar(
        select(func.count()).where(col(Subject.region_id) == work.seat.region, col(Subject.case_id) == case_id)
    )
    if used == len(_LETTERS):
        raise Refused(say("Een casus heeft ten hoogste 26 betrokkenen."))
    subject = Subject(
        region_id=work.seat.region, id=ids.new(), case_id=case_id, letter=_LETTERS[used or 0], added_at=work.now
    )
    work.session.add(subject)
    work.session.flush()
    work.record(Act.SUBJECT_ADDED, case=case_id, subject=subject.id)
    return subject.id


def say_field(
    work: Writing, case_id: UUID, subject_id: UUID, field: FieldName, value: str, on: date | None = None, *,
    names: bool = False,
) -> UUID:  # fmt: skip
    """Say one field of a subject (role, age, name …) for one's own partner; saying it again is a new version.

    `names`: what goes along with it names somebody, whatever the field. Raises Invalid when the value is not one of the
    field's own.
    """
    visible.require_open_case(work, case_id)
    work.rows(_HELD, subject=subject_id)
    statements.require_subjects(work, case_id, [subject_id])
    text = fields.encode(field, value, on)
    if on and field is FieldName.TOLD:
        _fits(value, on, clock.day_of(work.now))
    words = PassageWords(
        text=text, category=fields.category_of(field, value), reliability=Reliability.OWN_OBSERVATION,
        names_person=names or field in fields.NAMING,
        about=[AboutSubject(subject_id=subject_id, role=_role(field, value))],
    )  # fmt: skip
    statement = _said(work, case_id, subject_id, field, words)
    _index(work, case_id, subject_id, field)
    return statement


def _fits(told: str, on: date, today: date) -> None:
    """A talk was held; a review is still to come."""
    if told == Told.TOLD and on > today:
        raise Invalid(on=say("Deze datum ligt in de toekomst."))
    if told == Told.POSTPONED and on < today:
        raise Invalid(on=say("Deze datum is al voorbij. Kies een datum vanaf vandaag."))


def merge_subjects(work: Writing, case_id: UUID, form: MergeSubjects) -> None:
    """Two letters are one person: both stay in the texts, and count as one from now on."""
    _hold_letters(work, case_id)
    gone, stays = _subject(work, case_id, form.gone), _subject(work, case_id, form.stays)
    if gone.id == stays.id or stays.merged_into or gone.merged_into:
        raise Invalid(gone=say("Kies twee verschillende letters die nog los staan."))
    if _others_in(work, gone):
        raise Invalid(
            gone=say("Bij deze letter hoort al een andere. Laat deze letter blijven, of haal ze eerst uit elkaar.")
        )
    gone.merged_into = stays.id
    work.record(Act.SUBJECTS_MERGED, case=case_id, subject=stays.id, gone=gone.id)


def split_subjects(work: Writing, case_id: UUID, subject_id: UUID) -> UUID:
    """They were two after all; returns the letter that had stayed.

    What was shared of words that moved from one letter to the other meanwhile is hidden until its giver looked again.
    """
    _hold_letters(work, case_id)
    subject = _subject(work, case_id, subject_id)
    stayed = subject.merged_into
    if stayed is None:
        raise Refused(say("Deze letters staan al los van elkaar."))
    work.record(Act.SUBJECTS_SPLIT, case=case_id, subject=stayed, gone=subject.id)
    subject.merged_into = None
    doubts.look_again(work, case_id, subject.id, stayed)
    return stayed


def _hold_letters(work: Writing, case_id: UUID) -> None:
    """Letters are given, merged and split one after another: two at once could merge each into the other."""
    case = visible.require_open_case(work, case_id)
    work.session.refresh(case, with_for_update={"key_share": True})
    visible.require_open_case(work, case_id)


def _role(field: FieldName, value: str) -> SubjectRole:
    return SubjectRole(value) if field is FieldName.ROLE else SubjectRole.OTHER


def _said(work: Writing, case_id: UUID, subject_id: UUID, field: FieldName, words: PassageWords) -> UUID:
    """The field with these words: begun, said anew, or left alone when it says so already."""
    statement = own.own_field(work, case_id, subject_id, field)
    if statement is None:
        statement = versions.new_statement(work, case_id, Shape.FIELD, subject_id, field)
        versions.first_version(work, statement, words)
    elif _says(work, statement, words):
        return statement.id
    else:
        versions.next_version(work, statement, words)
    work.record(
        Act.STATEMENT_WRITTEN, case=case_id, giver=work.seat.partner, statement=statement.id, subject=subject_id,
        field=field,
    )  # fmt: skip
    return statement.id


def _says(work: Writing, statement: Statement, words: PassageWords) -> bool:
    try:
        _, version = visible.require_own_statement(work, statement.id)
    except NotFound:  # how somebody is reached in safety is not for every colleague
        raise Refused(
            say("Een collega legde dit al vast. Lees het eerst: dat kan met een actie die contact vraagt.")
        ) from None
    return own.own_text(work, statement, version) == words.text


def _index(work: Writing, case_id: UUID, subject_id: UUID, field: FieldName) -> None:
    """Keep the keyed fingerprint by which the same identity card is found again."""
    if field not in identity.COMPARED:
        return
    card = identity.own_card(work, case_id, subject_id)
    for statement, digest in identity.digests(work, card):
        mine = (col(CardIndex.region_id) == work.seat.region, col(CardIndex.statement_id) == statement)
        work.session.execute(delete(CardIndex).where(*mine))
        work.session.add(CardIndex(region_id=work.seat.region, statement_id=statement, digest=digest))
    work.session.flush()


def _subject(work: Writing, case_id: UUID, subject_id: UUID) -> Subject:
    subject = work.session.scalar(
        select(Subject).where(
            col(Subject.region_id) == work.seat.region,
            col(Subject.case_id) == case_id,
            col(Subject.id) == subject_id,
        )
    )
    if subject is None:
        raise NotFound
    return subject


def _others_in(work: Writing, subject: Subject) -> bool:
    wanted = select(col(Subject.id)).where(
        col(Subject.region_id) == work.seat.region, col(Subject.merged_into) == subject.id
    )
    return work.session.scalar(wanted.limit(1)) is not None


_HELD = (  # of one field of a subject a partner says one thing
    select(col(Subject.id))
    .where(col(Subject.region_id) == ASKER.region, col(Subject.id) == given("subject"))
    .with_for_update(key_share=True)
)
