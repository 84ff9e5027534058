"""What a partner says: write, edit, save while typing, take back and put back."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col

from models.acts import Act
from models.forms.casework import AboutSubject, Autosave, EditPassage, PassageWords, WritePassage
from models.tables.casework import Statement, Subject, Version
from models.terms import DataCategory, Framework, Shape
from tafel import clock, identifiers, naming, versions
from tafel.db import Writing
from tafel.prepared import ASKER, NOW, given, one_of
from tafel.refusals import Conflict, Invalid, NotFound, Refused, say
from tafel.sight import handed_out, minutes, visible
from tafel.sight import own as seen

OPS_ASKS = say("Kies hoe betrouwbaar dit is: dat vraagt de wet van u.")


def write(work: Writing, case_id: UUID, form: WritePassage) -> UUID:
    """Write a new passage on a case, for one's own partner; nobody else reads it until it is shared.

    Where a draft of it saved itself while it was typed, that draft gets these words.
    """
    visible.require_open_case(work, case_id)
    if form.draft and _begun(work, case_id, form.draft):
        return _rewrite(work, form.draft, form, form.base)
    words = _checked(work, case_id, form)
    statement = versions.new_statement(work, case_id, known_as=form.draft)
    versions.first_version(work, statement, words)
    work.record(Act.STATEMENT_WRITTEN, case=case_id, giver=work.seat.partner, statement=statement.id)
    return statement.id


def edit(work: Writing, statement_id: UUID, form: EditPassage) -> UUID:
    """New words for a passage: receivers keep what was shared with them until it is shared again.

    Raises Conflict with what stands now when somebody saved in between.
    """
    return _rewrite(work, statement_id, form, form.base)


def begin(work: Writing, case_id: UUID, draft_id: UUID, form: Autosave) -> str:
    """Keep the text of a passage that is being typed for the first time; returns the base of the next save."""
    visible.require_open_case(work, case_id)
    version = _begun(work, case_id, draft_id)
    if version is not None:
        unanswered = not form.base and version.number == version.edit == 1
        return autosave(work, draft_id, form.model_copy(update={"base": base_of(version)}) if unanswered else form)
    if not form.text:
        return ""
    words = PassageWords(text=form.text, category=seen.preset(work.seat), observed_on=clock.day_of(work.now))
    statement = versions.new_statement(work, case_id, known_as=draft_id)
    version = versions.first_version(work, statement, _named_where_found(work, case_id, words))
    work.record(Act.STATEMENT_WRITTEN, case=case_id, giver=work.seat.partner, statement=statement.id)
    return base_of(version)


def autosave(work: Writing, statement_id: UUID, form: Autosave) -> str:
    """Keep the text of one's own draft while it is typed; returns the base of the next save.

    It keeps no idempotency key: the draft, its base and the text are its own.
    """
    statement, version = _own_passage(work, statement_id)
    visible.require_open_case(work, statement.case_id)
    if _is_own_draft(work, version) and form.text == seen.own_text(work, statement, version):
        return base_of(version)
    _same_base(work, statement, version, form.base)
    if not _is_own_draft(work, version):
        raise Refused(say("Deze tekst is gedeeld of van een collega. Druk op Bewaar om een nieuwe versie te maken."))
    return base_of(_retype(work, statement, version, form.text) if form.text else version)


def recategorise(work: Writing, statement_id: UUID, category: DataCategory) -> None:
    """The same words of the same writer under another category, as a draft that was shared with nobody yet."""
    statement, version = visible.require_own_statement(work, statement_id)
    if statement.shape is Shape.FIELD:
        raise Invalid(category=say("De soort van een gegeven van een betrokkene ligt vast."))
    words = words_of(work, statement, version).model_copy(update={"category": category})
    versions.next_version(work, statement, words, version)
    work.record(Act.STATEMENT_EDITED, case=statement.case_id, giver=work.seat.partner, statement=statement_id)


def remove(work: Writing, statement_id: UUID) -> UUID:
    """Take a passage or field back; it must not be shared any more. It can be put back. Returns its case."""
    statement, _ = visible.require_own_statement(work, statement_id)
    visible.require_case(work, statement.case_id)
    if seen.is_shared(work, statement_id):
        raise Refused(say("Dit is nog gedeeld. Trek eerst de verstrekkingen in."))
    statement.removed_at = work.now
    work.record(Act.STATEMENT_REMOVED, case=statement.case_id, giver=work.seat.partner, statement=statement.id)
    identifiers.removed(work, statement_id)
    return statement.case_id


def restore(work: Writing, statement_id: UUID) -> UUID:
    """Put back what was taken back, unless it was moved and stands elsewhere; returns the case it stands in."""
    statement = work.session.scalar(
        select(Statement)
        .where(
            col(Statement.region_id) == work.seat.region,
            col(Statement.id) == statement_id,
            col(Statement.partner_id) == work.seat.partner,
            col(Statement.removed_at).is_not(None),
        )
        .with_for_update()
    )
    if statement is None or statement_id in seen.moved_away(work, statement.case_id):
        raise NotFound
    visible.require_open_case(work, statement.case_id)
    _not_said_anew(work, statement)
    identifiers.restored(work, statement_id)
    statement.removed_at = None
    work.record(Act.STATEMENT_RESTORED, case=statement.case_id, giver=work.seat.partner, statement=statement.id)
    return statement.case_id


def _not_said_anew(work: Writing, statement: Statement) -> None:
    """Of one field of a subject a partner says one thing."""
    if statement.field is None or statement.subject_id is None:
        return
    if seen.own_field(work, statement.case_id, statement.subject_id, statement.field):
        raise Refused(say("Dit gegeven is intussen opnieuw ingevuld. Haal dat eerst weg, of wijzig het."))


def freeze(work: Writing, versions: Collection[UUID]) -> None:
    """From now on these very words stand: they were shared."""
    work.change(_FREEZE, versions=list(versions))


def base_of(version: Version) -> str:
    """What a page was drawn from: the version and the save."""
    return f"{version.id}.{version.edit}"


def words_of(work: Writing, statement: Statement, version: Version) -> PassageWords:
    """The words of a version of one's own partner with all that was said of them, to carry them on."""
    links = [AboutSubject(subject_id=one.subject_id, role=one.role) for one in seen.links_of(work, version.id)]
    return PassageWords(
        text=seen.own_text(work, statement, version), category=version.category, kind=version.kind,
        reliability=version.reliability, observed_on=version.observed_on, names_person=version.names_person,
        exact_place=version.exact_place, about=links,
    )  # fmt: skip


def not_a_question(work: Writing, statement_id: UUID) -> None:
    """Raises Refused for a question to partners: what it asked stays what it asked."""
    if seen.is_question(work, statement_id):
        raise Refused(say("Dit is een vraag aan partners en blijft zo. Trek haar in en stel een nieuwe."))


def require_subjects(work: Writing, case_id: UUID, subjects: Iterable[UUID]) -> None:
    """All of these are subjects of this very case; else there are none."""
    wanted = set(subjects)
    if len(work.values(_SUBJECTS, case=case_id, subjects=list(wanted))) < len(wanted):
        raise NotFound


def _begun(work: Writing, case_id: UUID, draft_id: UUID) -> Version | None:
    """The draft that a page began under an id of its own; whatever else bears that id does not exist."""
    begun = select(col(Statement.id)).where(col(Statement.region_id) == work.seat.region, col(Statement.id) == draft_id)
    if work.session.scalar(begun) is None:
        return None
    statement, version = visible.require_own_statement(work, draft_id)
    if statement.case_id != case_id:
        raise NotFound
    return version


def _own_passage(work: Writing, statement_id: UUID) -> tuple[Statement, Version]:
    """A passage of one's own partner to type in; a field of a subject has a way of its own."""
    statement, version = visible.require_own_statement(work, statement_id)
    if statement.shape is not Shape.PASSAGE:
        raise NotFound
    not_a_question(work, statement_id)
    identifiers.not_by_itself(work, statement_id)
    if minutes.stands_adopted(work, statement_id):
        raise Refused(say("Dit staat in een vastgesteld verslag en blijft zo. Vul dat verslag aan."))
    return statement, version


def _rewrite(work: Writing, statement_id: UUID, form: PassageWords, base: str) -> UUID:
    statement, version = _own_passage(work, statement_id)
    visible.require_open_case(work, statement.case_id)
    _same_base(work, statement, version, base)
    words = _checked(work, statement.case_id, form)
    before = words_of(work, statement, version)
    relinked = seen.letters_of(work, version.id) - {link.subject_id for link in before.about}
    if _same_words(words, before) and not relinked:
        return statement_id
    if _is_own_draft(work, version) and not (relinked or handed_out.was_shown(work, version.id)):
        versions.overwrite(work, statement, version, words)
    else:
        versions.next_version(work, statement, words)
    work.record(Act.STATEMENT_EDITED, case=statement.case_id, giver=work.seat.partner, statement=statement_id)
    return statement_id


def _retype(work: Writing, statement: Statement, version: Version, text: str) -> Version:
    """Another text in one's own draft; in a new version where somebody was shown this one, so that it never changes."""
    named = version.names_person or names_somebody(work, statement.case_id, text)
    if handed_out.was_shown(work, version.id):
        words = words_of(work, statement, version)
        words = words.model_copy(update={"text": text, "names_person": named})
        return versions.next_version(work, statement, words)
    version.text_sealed = versions.sealed(work, statement.case_id, version.id, text)
    version.names_person = named
    version.edit += 1
    version.written_at = work.now
    return version


def _same_base(work: Writing, statement: Statement, version: Version, base: str) -> None:
    if base != base_of(version):
        theirs = seen.one_passage(work, statement.case_id, statement.id)
        raise Conflict(say("Deze passage is intussen veranderd. Uw tekst is er nog."), theirs)


def _same_words(one: PassageWords, other: PassageWords) -> bool:
    def plain(words: PassageWords) -> object:
        about = {(link.subject_id, link.role) for link in words.about}
        return words.model_dump(include=_SAID), about

    return plain(one) == plain(other)


_SAID = {"text", "category", "kind", "reliability", "observed_on", "names_person", "exact_place"}


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
    require_subjects(work, case_id, [link.subject_id for link in form.about])
    return _named_where_found(work, case_id, form)


def _named_where_found(work: Writing, case_id: UUID, form: PassageWords) -> PassageWords:
    found = names_somebody(work, case_id, form.text)
    month = form.category is DataCategory.D0 and form.observed_on
    day = form.observed_on.replace(day=1) if month and form.observed_on else form.observed_on
    return form.model_copy(update={"names_person": form.names_person or found, "observed_on": day})


def names_somebody(work: Writing, case_id: UUID, text: str) -> bool:
    """Also while it is typed: a card by which a name was found is handed out in this very act.

    In an anonymous consultation a street with a number or a title before a name will do.
    """
    case = visible.require_case(work, case_id)
    anonymous = case.framework is Framework.D and naming.question_names_somebody(text)
    found = seen.names_somebody(work, case_id, text) or anonymous
    handed_out.write(work, work.shown)
    return found


_SUBJECTS = select(col(Subject.id)).where(
    col(Subject.region_id) == ASKER.region,
    col(Subject.case_id) == given("case"),
    one_of(col(Subject.id), "subjects"),
)
_FREEZE = (
    update(Version)
    .where(col(Version.region_id) == ASKER.region, one_of(col(Version.id), "versions"))
    .where(col(Version.frozen_at).is_(None))
    .values(frozen_at=NOW)
)
