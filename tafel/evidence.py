"""Records that meet conditions: made or confirmed by the partner whose authority it is; a typed yes never counts."""

import json
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from models.acts import Act
from models.evidence_terms import Involved
from models.forms.evidence import RecordAge, RecordAgreement, RecordEvidence
from models.forms.sharing import GiveShares, ShareChoice
from models.tables.sharing import Evidence
from models.terms import Condition, DataCategory, Purpose
from tafel import clock, evidence_checks, ids, keys, seal
from tafel.db import Writing
from tafel.evidence_kinds import KINDS, Kind
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import asks, records, visible
from tafel.sight import evidence as seen
from tafel.sight.records import bound_to


def check_necessity(work: Writing, case_id: UUID, form: ShareChoice) -> None:
    """A necessity has three answers or none, and names nobody. Raises Invalid."""
    if any(form.necessity):
        fields = dict(zip(("necessary", "proportionate", "no_lighter_way"), form.necessity, strict=True))
        evidence_checks.all_filled(fields)
        evidence_checks.names_nobody(work, case_id, fields, looked_over=form.nameless)
    if not all(condition.is_declaration for condition in form.declared):
        raise Invalid(declared=say("Deze verklaring bestaat niet."))


def declare(
    work: Writing, case_id: UUID, form: GiveShares, sentences: Iterable[Condition], receivers: Collection[UUID]
) -> dict[Condition, UUID]:
    """Turn ticked sentences into records: who, when, for which passages, receivers and purpose; minutes follow it."""
    return {
        sentence: _add(
            work, case_id, sentence, receivers=[str(one) for one in receivers], purposes=[form.purpose, Purpose.P8],
            versions=[str(version) for version in form.versions],
        )
        for sentence in sentences
    }  # fmt: skip


def necessity(work: Writing, case_id: UUID, form: GiveShares, data: Collection[DataCategory]) -> UUID:
    """Turn the three answers into a record, good for the receivers, purpose and kinds of data they were given for."""
    return _add(
        work, case_id, Condition.NPS, answers=form.necessity, receivers=sorted(str(one) for one in form.receivers),
        purposes=[form.purpose, Purpose.P8], categories=sorted(data),
    )  # fmt: skip


def record(work: Writing, form: RecordEvidence) -> UUID:
    """Record what meets a condition; some kinds count only once another confirmed them.

    Raises Refused when this partner has no authority for it, Invalid when its form is not complete.
    """
    kind = KINDS.get(form.condition)
    if kind is None or not isinstance(form, kind.form) or work.seat.partner is None or work.seat.kind is None:
        raise NotFound
    if form.case_id:
        visible.require_open_case(work, form.case_id)
    evidence_checks.has_authority(work, kind, form)
    evidence_checks.complete(work, kind, form)
    made = _new(work, kind, form)
    work.session.add(made)
    work.session.flush()
    work.record(
        Act.EVIDENCE_RECORDED, case=form.case_id, giver=made.giver_id, evidence=made.id, condition=form.condition,
        claimed_from=form.claimed_from, claimed_until=form.claimed_until,
        recorded_afterwards=form.claimed_from < clock.day_of(work.now),
    )  # fmt: skip
    if isinstance(form, RecordAge) and form.involved is Involved.YES:
        _no_longer_asked(work, form)
    return made.id


def confirm(work: Writing, evidence_id: UUID) -> UUID | None:
    """Confirm a record, as the partner or colleague whose confirmation it needs; never the person who made it.

    Returns its case, for whoever is a member of it.
    """
    found = _held(work, evidence_id, visible.evidence(work.seat))
    _may_confirm(work, found)
    found.confirmed_by, found.confirmed_at = work.seat.person, work.now
    found.confirmed_for = found.confirmed_for or work.seat.partner
    work.record(
        Act.EVIDENCE_CONFIRMED, case=found.case_id, giver=found.giver_id, evidence=found.id, condition=found.condition
    )
    return seen.case_to_go_to(work, found.case_id)


def end(work: Writing, evidence_id: UUID) -> UUID | None:
    """End or withdraw a record now: the shares that lean on it end in the same act.

    What the giver shares from then on must be confirmed again. Who made it can do so after leaving the case too.
    Returns its case, for whoever is a member of it.
    """
    from tafel import share_ends

    found = _held(work, evidence_id, visible.evidence(work.seat) | visible.own_evidence(work.seat))
    if work.seat.partner not in (found.partner_id, found.confirmed_for):
        raise Refused(say("Alleen wie dit vastlegde of bevestigde kan het beëindigen."))
    if found.ended_at:
        return seen.case_to_go_to(work, found.case_id)
    found.ended_at = work.now
    work.session.flush()
    work.record(
        Act.EVIDENCE_ENDED, case=found.case_id, giver=found.giver_id, evidence=found.id, condition=found.condition
    )
    share_ends.end_on(work, found.id)
    return seen.case_to_go_to(work, found.case_id)


def _no_longer_asked(work: Writing, form: RecordAge) -> None:
    """What a guardian who may be involved agreed to before, under any letter, counts no more, nor what leans on it."""
    assert form.case_id
    same = {one.id: one.merged_into or one.id for one in asks.subjects(work, form.case_id)}
    for before in records.for_giver(work, form.case_id):
        asked = before.condition is Condition.AGE and before.asked_guardian
        if asked and same.get(before.subject) == same.get(form.subject_id):
            end(work, before.id)


def _may_confirm(work: Writing, found: Evidence) -> None:
    """Whether this seat can confirm a record, and it still makes a difference. Raises Refused."""
    if found.made_by == work.seat.person:
        raise Refused(say("U legde dit zelf vast. Iemand anders moet het bevestigen, ook als u een andere taak heeft."))
    if found.confirmed_at:
        raise Refused(say("Dit is al bevestigd."))
    if found.ended_at or (found.claimed_until and found.claimed_until < clock.day_of(work.now)):
        raise Refused(say("Dit bewijsstuk geldt niet meer. Bevestigen kan niet meer."))
    if not seen.may_confirm(work.seat, found):
        raise Refused(say("Iemand anders moet dit bevestigen."))


def _held(work: Writing, evidence_id: UUID, known: ColumnElement[bool]) -> Evidence:
    found = work.session.scalar(select(Evidence).where(known, col(Evidence.id) == evidence_id).with_for_update())
    if found is None:
        raise NotFound
    return found


def _add(
    work: Writing, case_id: UUID, condition: Condition, *, answers: Sequence[str] = (), **named: list[str]
) -> UUID:
    """A record the giver makes while sharing."""
    assert work.seat.partner
    made = Evidence(
        region_id=work.seat.region, id=ids.new(), condition=condition, case_id=case_id, partner_id=work.seat.partner,
        giver_id=work.seat.partner, claimed_from=clock.day_of(work.now), made_by=work.seat.person, made_at=work.now,
        receivers=named["receivers"], purposes=named["purposes"], categories=named.get("categories"),
        versions=named.get("versions"),
    )  # fmt: skip
    made.text_sealed = _sealed(work, made.id, answers)
    work.session.add(made)
    work.session.flush()
    work.record(Act.EVIDENCE_RECORDED, case=case_id, giver=work.seat.partner, evidence=made.id, condition=condition)
    return made.id


def _new(work: Writing, kind: Kind, form: RecordEvidence) -> Evidence:
    assert work.seat.partner
    made = Evidence(
        region_id=work.seat.region, id=ids.new(), condition=form.condition, case_id=form.case_id,
        partner_id=work.seat.partner, giver_id=evidence_checks.giver(work, kind, form), subject_id=form.subject_id,
        receivers=_parties(work, kind, form), categories=list(form.categories) or None,
        purposes=list(form.purposes) or None, claimed_from=form.claimed_from, claimed_until=form.claimed_until,
        frameworks=[form.framework] if isinstance(form, RecordAgreement) else None,
        made_by=work.seat.person, made_at=work.now, needs_confirmation=kind.needs_confirmation,
    )  # fmt: skip
    if kind.colleague_confirms:
        made.confirmed_for = work.seat.partner
        made.asked_person = evidence_checks.colleague(work, form.confirmer_id)
    elif kind.needs_confirmation:
        made.confirmed_for = evidence_checks.confirmer(work, kind, form)
    made.text_sealed = _sealed(work, made.id, kind.written(form))
    return made


def _parties(work: Writing, kind: Kind, form: RecordEvidence) -> list[str] | None:
    parties = {str(receiver) for receiver in form.receivers}
    if kind.between_parties:
        parties |= {str(work.seat.partner)}
    return sorted(parties) or None


def _sealed(work: Writing, evidence_id: UUID, answers: Sequence[str]) -> bytes:
    return seal.seal(keys.own_key(work), json.dumps(list(answers), ensure_ascii=False), bound_to(evidence_id))
