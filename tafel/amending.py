"""Putting right what others were shown: a correction, a recall, and what each receiver did about it.

Whoever had it is told, also after a share ended or somebody left the case; words are shown by shares alone.
"""

from uuid import UUID

from models.acts import Act
from models.amend_terms import AmendmentKind
from models.forms.amendments import ConfirmAmendment, RecallPassage
from models.forms.casework import EditPassage, SayField
from models.tables.casework import Statement, Version
from models.terms import FieldName
from tafel import amendments, asking, ids, keys, seal, share_ends, statements, subjects
from tafel.db import Writing
from tafel.refusals import Conflict, Invalid, NotFound, Refused, say
from tafel.sight import amended as seen
from tafel.sight import corrected, visible

CORRECTED = frozenset(FieldName) - {FieldName.SAFE_CONTACT, FieldName.SECRET_ADDRESS}  # read by few, each with a lock
_NOBODY = say("Nog niemand anders kreeg deze passage te zien. Bewaar haar zonder te zeggen wat er fout was.")
_SAME = say("Deze woorden kregen anderen al te zien. Verander wat er fout was.")
_NO_WORDS = say("Dit gegeven wordt niet verbeterd met woorden erbij. Haal het terug, en deel daarna het nieuwe.")
_AGAIN = say("Dit is al teruggehaald. Wie het had, heeft daarvan bericht. Er is niets veranderd.")
_CONFIRMED = say("Uw organisatie heeft dit al bevestigd. Er is niets veranderd.")
_MORE = say("Intussen kreeg een andere partner dit ook. Kijk de lijst na en druk opnieuw.")


def edit(work: Writing, statement_id: UUID, form: EditPassage) -> UUID:
    """New words for a passage; where it says what was wrong, they correct what others were shown."""
    if not form.wrong:
        return statements.edit(work, statement_id, form)
    statement, _ = visible.require_own_statement(work, statement_id)
    named = form.names_person or statements.names_somebody(work, statement.case_id, form.wrong)
    statements.edit(work, statement_id, form.model_copy(update={"names_person": named}))
    _correct(work, *visible.require_own_statement(work, statement_id), form.wrong)
    return statement_id


def say_field(work: Writing, case_id: UUID, subject_id: UUID, form: SayField) -> UUID:
    """A field of a subject; where it says what was wrong, it corrects what others were shown."""
    said = (form.field, form.value, form.on)
    if not form.wrong:
        return subjects.say_field(work, case_id, subject_id, *said)
    if form.field not in CORRECTED:
        raise Invalid(wrong=_NO_WORDS)
    named = statements.names_somebody(work, case_id, form.wrong)
    made = subjects.say_field(work, case_id, subject_id, *said, names=named)
    _correct(work, *visible.require_own_statement(work, made), form.wrong, where="value")
    return made


def recall(work: Writing, statement_id: UUID, form: RecallPassage) -> UUID:
    """Take a statement back from these partners, for a reason: who was shown it is told, and asked what it did.

    So is the secretariat, where what it had because these had it ends with it.
    Raises Conflict when others were given it since the page was drawn, Refused when it was recalled already.
    """
    statement = seen.require_given(work, statement_id)
    has_it = {one.partner_id: one for one in seen.has_it(work, statement_id)}
    chosen = set(form.receivers)
    if not chosen <= has_it.keys():
        raise NotFound
    still = {partner for partner, one in has_it.items() if one.to_recall}
    if not chosen & still:
        raise Refused(_AGAIN)
    if still - set(form.drawn):
        raise Conflict(_MORE)
    fresh = chosen & still
    share_ends.take_back(work, statement_id, fresh)
    asking.recalled(work, statement_id)
    ended = {one.partner_id for one in seen.has_it(work, statement_id) if not one.in_force}
    followed = {partner for partner in ended if has_it[partner].in_force}
    return amendments.recalled(work, statement, fresh | followed, form.reason)


def confirm(work: Writing, amendment_id: UUID, form: ConfirmAmendment) -> None:
    """One's own partner acted on it; a colleague cannot say it a second time."""
    found = seen.require_asked(work, amendment_id)
    if found is None:
        raise NotFound
    amendment, mine = found
    if mine.confirmed_at:
        raise Refused(_CONFIRMED)
    mine.confirmed_at, mine.confirmed_by, mine.dealt = work.now, work.seat.person, form.dealt
    work.record(
        Act.AMENDMENT_CONFIRMED, case=amendment.case_id, giver=amendment.giver_id, receiver=mine.receiver_id,
        statement=amendment.statement_id, amendment=amendment.id, dealt=form.dealt,
    )  # fmt: skip


def _correct(work: Writing, statement: Statement, version: Version, wrong: str, *, where: str = "text") -> None:
    amendment_id = ids.new()
    text = seal.seal(keys.case_key(work, statement.case_id), wrong, corrected.bound_to(amendment_id))
    had = amendments.had(work, statement.id)
    if not had:
        raise Invalid(wrong=_NOBODY)
    if any(version.id in one.versions for one in had.values()):
        raise Invalid(**{where: _SAME})
    amendment = amendments.add(
        work, statement, AmendmentKind.CORRECTED, known_as=amendment_id, new_version_id=version.id, text_sealed=text
    )
    for receiver in sorted(had, key=str):
        work.record(
            Act.STATEMENT_CORRECTED, case=statement.case_id, giver=statement.partner_id, receiver=receiver,
            statement=statement.id, version=version.id, amendment=amendment.id,
        )  # fmt: skip
    amendments.tell(work, amendment, had)
