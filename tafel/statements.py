"""What a partner says: write, edit, save while typing, take back, put right what was typed in the wrong place."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col

from models.forms.casework import AboutSubject, Autosave, EditPassage, MovePassage, PassageWords, WritePassage
from models.tables.casework import About, Statement, Subject, Version
from models.terms import Act, DataCategory, FieldName, Reliability, Shape, ShareEnd, SubjectRole
from tafel import clock, ids, keys, naming, seal
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, NotFound, Refused, say
from tafel.sight import own as seen
from tafel.sight import passages, visible

OPS_ASKS = say("Kies hoe betrouwbaar dit is: dat vraagt de wet van u.")


def write(work: Writing, case_id: UUID, form: WritePassage) -> UUID:
    """Write a new passage on a case, for one's own partner; nobody else reads it until it is shared."""
    case = visible.require_open_case(work, case_id)
    words = _checked(work, case_id, form)
    statement = _new_statement(work, case.id, Shape.PASSAGE)
    _new_version(work, statement, words, number=1)
    work.record(Act.STATEMENT_WRITTEN, case=case_id, giver=work.seat.partner, statement=statement.id)
    return statement.id


def edit(work: Writing, statement_id: UUID, form: EditPassage) -> UUID:
    """New words for a passage: receivers keep what was shared with them until it is shared again.

    Raises Conflict with what stands now when somebody saved in between.
    """
    statement, version = visible.require_own_statement(work, statement_id)
    visible.require_open_case(work, statement.case_id)
    _same_base(work, statement, version, form.base)
    words = _checked(work, statement.case_id, form)
    if _is_own_draft(work, version):
        _overwrite(work, statement, version, words)
    else:
        _next_version(work, statement, words)
    work.record(Act.STATEMENT_EDITED, case=statement.case_id, giver=work.seat.partner, statement=statement_id)
    return statement_id


def autosave(work: Writing, statement_id: UUID, form: Autosave) -> str:
    """Keep the text of one's own draft while it is typed; returns the base of the next save.

    It keeps no idempotency key: the draft, its base and the text are its own.
    """
    statement, version = visible.require_own_statement(work, statement_id)
    visible.require_open_case(work, statement.case_id)
    _same_base(work, statement, version, form.base)
    if not _is_own_draft(work, version):
        raise Refused(say("Deze tekst is gedeeld of van een collega. Druk op Bewaar om een nieuwe versie te maken."))
    if form.text:
        version.text_sealed = _sealed(work, statement.case_id, version.id, form.text)
        version.names_person = version.names_person or naming.names_somebody(form.text)
        version.edit += 1
        version.written_at = work.now
    return base_of(version)


def recategorise(work: Writing, statement_id: UUID, category: DataCategory) -> None:
    """The same words under another category, as a draft that was shared with nobody yet."""
    statement, version = visible.require_own_statement(work, statement_id)
    text = seen.own_text(work, statement, version)
    about = [AboutSubject(subject_id=link.subject_id, role=link.role) for link in seen.links_of(work, version.id)]
    words = PassageWords(
        text=text, category=category, kind=version.kind, reliability=version.reliability,
        observed_on=version.observed_on, names_person=version.names_person, exact_place=version.exact_place, about=about,
    )  # fmt: skip
    _next_version(work, statement, words)
    work.record(Act.STATEMENT_EDITED, case=statement.case_id, giver=work.seat.partner, statement=statement_id)


def remove(work: Writing, statement_id: UUID) -> None:
    """Take a passage or field back; it must not be shared any more. It can be put back."""
    statement, version = visible.require_own_statement(work, statement_id)
    if seen.is_shared(work, statement_id):
        raise Refused(say("Deze passage is nog gedeeld. Trek eerst de verstrekkingen in."))
    statement.removed_at = work.now
    work.record(Act.STATEMENT_REMOVED, case=statement.case_id, giver=work.seat.partner, statement=statement.id)


def restore(work: Writing, statement_id: UUID) -> UUID:
    """Put back what was taken back; returns the case it stands in."""
    statement = work.session.scalar(
        select(Statement).where(
            col(Statement.region_id) == work.seat.region,
            col(Statement.id) == statement_id,
            col(Statement.partner_id) == work.seat.partner,
            visible.membership_of(work.seat, col(Statement.case_id)),
        )
    )
    if statement is None:
        raise NotFound
    statement.removed_at = None
    work.record(Act.STATEMENT_RESTORED, case=statement.case_id, giver=work.seat.partner, statement=statement.id)
    return statement.case_id


def move(work: Writing, statement_id: UUID, form: MovePassage) -> UUID:
    """Typed in the wrong case: its shares end, and the words go on as a draft in the right one, without subjects.

    Undoing it is moving the new draft back. Returns the new draft.
    """
    from tafel import sharing

    statement, version = visible.require_own_statement(work, statement_id)
    visible.require_open_case(work, form.case_id)
    if form.case_id == statement.case_id:
        raise Invalid(case_id=say("Kies een andere casus."))
    if statement.shape is Shape.FIELD:
        raise Refused(say("Een gegeven van een betrokkene hoort bij deze casus. Haal het hier weg en vul het daar in."))
    sharing.end_of_statement(work, statement_id, ShareEnd.MOVED)
    moved = _new_statement(work, form.case_id, Shape.PASSAGE)
    _new_version(work, moved, _words_without_subjects(work, statement, version), number=1)
    statement.removed_at = work.now
    work.record(
        Act.STATEMENT_MOVED, case=statement.case_id, giver=work.seat.partner, statement=statement_id,
        to_case=form.case_id, to_statement=moved.id,
    )  # fmt: skip
    return moved.id


def say_field(work: Writing, case_id: UUID, subject_id: UUID, field: FieldName, value: str) -> UUID:
    """Say one field of a subject (role, age, name …); saying it again is a new version."""
    visible.require_open_case(work, case_id)
    _own_subjects(work, case_id, [subject_id])
    words = PassageWords(
        text=value, category=FIELD_CATEGORY[field], reliability=Reliability.OWN_OBSERVATION,
        names_person=field in NAMING_FIELDS, about=[],
    )  # fmt: skip
    statement = seen.own_field(work, case_id, subject_id, field)
    if statement is None:
        statement = _new_statement(work, case_id, Shape.FIELD, subject_id, field)
        version = _new_version(work, statement, words, number=1)
    else:
        version = _next_version(work, statement, words)
    role = SubjectRole(value) if field is FieldName.ROLE else SubjectRole.OTHER
    _link(work, version, [AboutSubject(subject_id=subject_id, role=role)])
    work.record(Act.STATEMENT_WRITTEN, case=case_id, giver=work.seat.partner, statement=statement.id, field=field)
    return statement.id


FIELD_CATEGORY = {
    FieldName.ROLE: DataCategory.D2,
    FieldName.AGE_BRANCH: DataCategory.D2,
    FieldName.TOLD: DataCategory.D2,
    FieldName.FORM: DataCategory.D2,
    FieldName.NAME: DataCategory.D1,
    FieldName.BIRTH_DATE: DataCategory.D1,
    FieldName.ADDRESS: DataCategory.D1,
    FieldName.CONTACT: DataCategory.D1,
    FieldName.SAFE_CONTACT: DataCategory.D1,
    FieldName.SECRET_ADDRESS: DataCategory.D12,
}
NAMING_FIELDS = {
    FieldName.NAME,
    FieldName.BIRTH_DATE,
    FieldName.ADDRESS,
    FieldName.CONTACT,
    FieldName.SAFE_CONTACT,
    FieldName.SECRET_ADDRESS,
}


def freeze(work: Writing, version_id: UUID) -> None:
    """From now on these very words stand: they were shared."""
    work.session.execute(
        update(Version)
        .where(col(Version.region_id) == work.seat.region, col(Version.id) == version_id)
        .where(col(Version.frozen_at).is_(None))
        .values(frozen_at=work.now)
    )


def base_of(version: Version) -> str:
    """What a page was drawn from: the version and the save."""
    return f"{version.id}.{version.edit}"


def _same_base(work: Writing, statement: Statement, version: Version, base: str) -> None:
    if base != base_of(version):
        theirs = seen.one_passage(work, statement.case_id, statement.id)
        raise Conflict(say("Deze passage is intussen veranderd. Uw tekst is er nog."), theirs)


def _is_own_draft(work: Writing, version: Version) -> bool:
    return version.frozen_at is None and version.written_by == work.seat.person


def _checked(work: Writing, case_id: UUID, form: PassageWords) -> PassageWords:
    """The form with what cannot be chosen put right: month for anonymous, named where a name was found."""
    if form.observed_on and form.observed_on > clock.day_of(work.now):
        raise Invalid(observed_on=say("Deze datum ligt in de toekomst."))
    if work.seat.kind in seen.ASKED_RELIABILITY and form.reliability is None:
        raise Invalid(reliability=OPS_ASKS)
    if not seen.may_choose(work.seat, form.category):
        raise Invalid(category=say("Deze soort gegevens kunt u niet kiezen."))
    _own_subjects(work, case_id, [link.subject_id for link in form.about])
    found = naming.names_somebody(form.text, seen.known_names(work, case_id))
    month = form.observed_on.replace(day=1) if form.observed_on and form.category is DataCategory.D0 else form.observed_on
    return form.model_copy(update={"names_person": form.names_person or found, "observed_on": month})


def _own_subjects(work: Writing, case_id: UUID, subjects: Iterable[UUID]) -> None:
    wanted = set(subjects)
    found = work.session.scalars(
        select(Subject.id).where(
            col(Subject.region_id) == work.seat.region, col(Subject.case_id) == case_id, col(Subject.id).in_(wanted)
        )
    ).all()
    if len(found) < len(wanted):
        raise NotFound


def _new_statement(
    work: Writing, case_id: UUID, shape: Shape, subject_id: UUID | None = None, field: FieldName | None = None
) -> Statement:
    statement = Statement(
        region_id=work.seat.region, id=ids.new(), case_id=case_id, partner_id=work.seat.partner, shape=shape,
        field=field, subject_id=subject_id, latest=1, written_at=work.now,
    )  # fmt: skip
    work.session.add(statement)
    work.session.flush()
    return statement


def _next_version(work: Writing, statement: Statement, words: PassageWords) -> Version:
    statement.latest += 1
    return _new_version(work, statement, words, statement.latest)


def _new_version(work: Writing, statement: Statement, words: PassageWords, number: int) -> Version:
    version = Version(region_id=work.seat.region, id=ids.new(), statement_id=statement.id, number=number)
    _fill(work, statement, version, words)
    work.session.add(version)
    work.session.flush()
    _link(work, version, words.about)
    return version


def _overwrite(work: Writing, statement: Statement, version: Version, words: PassageWords) -> None:
    version.edit += 1
    _fill(work, statement, version, words)
    for link in work.session.scalars(
        select(About).where(col(About.region_id) == work.seat.region, col(About.version_id) == version.id)
    ):
        work.session.delete(link)
    work.session.flush()
    _link(work, version, words.about)


def _fill(work: Writing, statement: Statement, version: Version, words: PassageWords) -> None:
    version.category, version.kind, version.reliability = words.category, words.kind, words.reliability
    version.observed_on, version.by_month = words.observed_on, words.category is DataCategory.D0
    version.names_person, version.exact_place = words.names_person, words.exact_place
    version.text_sealed = _sealed(work, statement.case_id, version.id, words.text)
    version.written_by, version.written_at = work.seat.person, work.now


def _link(work: Writing, version: Version, about: Iterable[AboutSubject]) -> None:
    for link in {one.subject_id: one for one in about}.values():
        work.session.add(
            About(region_id=work.seat.region, version_id=version.id, subject_id=link.subject_id, role=link.role)
        )


def _sealed(work: Writing, case_id: UUID, version_id: UUID, text: str) -> bytes:
    return seal.seal(keys.case_key(work, case_id), text, passages.bound_to(version_id))


def _words_without_subjects(work: Writing, statement: Statement, version: Version) -> PassageWords:
    return PassageWords(
        text=seen.own_text(work, statement, version), category=version.category, kind=version.kind,
        reliability=version.reliability, observed_on=version.observed_on, names_person=version.names_person,
        exact_place=version.exact_place, about=[],
    )  # fmt: skip
