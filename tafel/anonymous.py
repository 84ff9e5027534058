"""Eerst anoniem overleggen: a case that began without names goes on with names by a share, and by nothing else."""

from uuid import UUID

from models.acts import Act
from models.forms.casework import TakePart
from models.forms.sharing import DoubtCategory, GiveShares
from models.tables.casework import Case
from models.terms import DataCategory, Framework
from models.views.casework import Passage
from tafel import case_care, casework, doubts, profiles, sharing
from tafel.db import Writing
from tafel.refusals import Invalid, Refused, say
from tafel.sight import anonymous, visible
from tafel.sight import sharing as shared

_NOT_YET = say("Kijk eerst deze eerdere teksten na: met wat u nu weet, wijzen ze naar iemand.")
_NOT_BOTH = say("Wie iets krijgt, doet ook verder mee. Kies voor elke partner één van de twee.")
_NOBODY = say("Dit gaat over niemand: dat kan anoniem blijven. Kies wat u met naam wilt delen.")


def give(work: Writing, case_id: UUID, form: GiveShares) -> int:
    """Share, as `sharing.give`; with `named` an anonymous consultation goes on with names by this very share.

    Where the rules permit it to nobody, it stays anonymous. Who is let go leaves in the same act, and does not see that
    it went on. Raises Invalid while an old text that points at somebody was not looked at.
    """
    if not form.named:
        return sharing.give(work, case_id, form)
    case = visible.require_open_case(work, case_id)
    if not anonymous.may_name(work.seat, case):
        raise Refused(say("Alleen de regiehouder laat een anoniem overleg met naam verder gaan."))
    said, _ = shared.own_passages(work, case_id)
    _about_somebody([one for one in said if one.version_id in form.versions])
    _looked_at(work, case_id, said, form)
    if set(form.leave) & set(form.receivers):
        raise Invalid(leave=_NOT_BOTH)
    _become_named(work, case, form)
    given = sharing.give(work, case_id, form)
    if not given:
        raise Refused(say("Er is niets nieuws gedeeld. Het overleg blijft anoniem."))
    for partner in form.leave:
        casework.remove_partner(work, case_id, TakePart(once=form.once, partner_id=partner))
    _doubt_others(work, case_id, form)
    return given


def _about_somebody(chosen: list[Passage]) -> None:
    if not any(one.category is not DataCategory.D0 or one.names_person or one.about for one in chosen):
        raise Invalid(versions=_NOBODY)


def _looked_at(work: Writing, case_id: UUID, said: list[Passage], form: GiveShares) -> None:
    old = anonymous.old_texts(work, case_id, said)
    if any(one.names and one.version_id not in form.looked_at for one in old):
        raise Invalid(looked_at=_NOT_YET)


def _become_named(work: Writing, case: Case, form: GiveShares) -> None:
    """The case is one under the own convenant from now; what was confirmed for an anonymous one is confirmed again."""
    case_care.of_case(work, case.id).anonymous_until = work.now
    case.framework = Framework.C
    work.session.flush()
    profiles.open_again(work, case.id)
    work.record(Act.CASE_CHANGED, case=case.id, framework=Framework.C, looked_at=sorted(map(str, form.looked_at)))


def _doubt_others(work: Writing, case_id: UUID, form: GiveShares) -> None:
    """What others said anonymously and points at somebody now is hidden until they looked; they are told no name."""
    for share in list(anonymous.of_others(work, case_id)):
        doubts.doubt(work, DoubtCategory(once=form.once, share_id=share, suggested=DataCategory.D1))
