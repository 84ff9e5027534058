"""Records that meet conditions: made or confirmed by the partner whose authority it is; a typed yes never counts."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlmodel import col

from models.acts import Act
from models.forms.sharing import GiveShares, RecordEvidence, ShareChoice
from models.tables.people import Membership, Partner
from models.tables.sharing import Evidence
from models.terms import Condition, ConsentOf, DataCategory, PartnerKind, Purpose
from tafel import clock, ids, keys, naming, seal
from tafel.db import Writing
from tafel.evidence_kinds import KINDS, YES, Kind
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import evidence as seen
from tafel.sight import own, visible
from tafel.sight.records import bound_to

NAMED = say("Hier lijkt een naam, nummer of adres te staan. Haal het weg, of vink aan dat u het heeft nagekeken.")


def check_necessity(work: Writing, case_id: UUID, form: ShareChoice) -> None:
    """A necessity has three answers or none, and names nobody. Raises Invalid."""
    if any(form.necessity):
        fields = dict(zip(("necessary", "proportionate", "no_lighter_way"), form.necessity, strict=True))
        _all_filled(fields)
        _names_nobody(work, case_id, fields, looked_over=form.nameless)
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
    if kind is None or work.seat.partner is None or work.seat.kind is None:
        raise NotFound
    if form.case_id:
        visible.require_open_case(work, form.case_id)
    _has_authority(work, kind, form)
    _complete(work, kind, form)
    made = _new(work, kind, form)
    work.session.add(made)
    work.session.flush()
    work.record(
        Act.EVIDENCE_RECORDED, case=form.case_id, giver=made.giver_id, evidence=made.id, condition=form.condition,
        claimed_from=form.claimed_from, claimed_until=form.claimed_until,
        recorded_afterwards=form.claimed_from < clock.day_of(work.now),
    )  # fmt: skip
    return made.id


def confirm(work: Writing, evidence_id: UUID) -> UUID | None:
    """Confirm a record, as the partner or colleague whose confirmation it needs; never the person who made it.

    Returns its case, for whoever is a member of it.
    """
    found = _held(work, evidence_id, visible.evidence(work.seat))
    if not seen.may_confirm(work.seat, found):
        raise Refused(say("Iemand anders moet dit bevestigen."))
    found.confirmed_by, found.confirmed_at = work.seat.person, work.now
    found.confirmed_for = found.confirmed_for or work.seat.partner
    work.record(
        Act.EVIDENCE_CONFIRMED, case=found.case_id, giver=found.giver_id, evidence=found.id, condition=found.condition
    )
    return seen.case_to_go_to(work, found.case_id)


def end(work: Writing, evidence_id: UUID) -> UUID | None:
    """End or withdraw a record now: the shares that lean on it end in the same act.

    Who made it can do so after leaving the case too. Returns its case, for whoever is a member of it.
    """
    from tafel import sharing

    found = _held(work, evidence_id, visible.evidence(work.seat) | visible.own_evidence(work.seat))
    if not seen.may_end(work.seat, found):
        raise Refused(say("Alleen wie dit vastlegde of bevestigde kan het beëindigen."))
    found.ended_at = work.now
    work.session.flush()
    work.record(
        Act.EVIDENCE_ENDED, case=found.case_id, giver=found.giver_id, evidence=found.id, condition=found.condition
    )
    sharing.end_on(work, found.id)
    return seen.case_to_go_to(work, found.case_id)


def _held(work: Writing, evidence_id: UUID, known: ColumnElement[bool]) -> Evidence:
    found = work.session.scalar(
        select(Evidence)
        .where(known, col(Evidence.id) == evidence_id, col(Evidence.ended_at).is_(None))
        .with_for_update()
    )
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
        partner_id=work.seat.partner, giver_id=_giver(work, kind, form), subject_id=form.subject_id,
        receivers=_parties(work, kind, form), categories=list(form.categories) or None,
        purposes=list(form.purposes) or None, claimed_from=form.claimed_from, claimed_until=form.claimed_until,
        made_by=work.seat.person, made_at=work.now, needs_confirmation=kind.needs_confirmation,
    )  # fmt: skip
    if kind.colleague_confirms:
        made.confirmed_for, made.asked_person = work.seat.partner, _colleague(work, form.confirmer_id)
    elif kind.needs_confirmation:
        made.confirmed_for = _confirmer(work, kind, form)
    made.text_sealed = _sealed(work, made.id, form.answers)
    return made


def _giver(work: Writing, kind: Kind, form: RecordEvidence) -> UUID | None:
    """Who may give on it: one's own partner, or the one somebody else consents for; between parties all of them."""
    if kind.between_parties:
        return None
    if work.seat.kind not in kind.for_another:
        return work.seat.partner
    givers = (kind.makers or frozenset()) - kind.for_another
    partner = work.session.get(Partner, (work.seat.region, form.giver_id)) if form.giver_id else None
    if partner is None or partner.kind not in givers:
        raise Invalid(giver_id=say("Kies voor welke partner u instemt."))
    return partner.id


def _parties(work: Writing, kind: Kind, form: RecordEvidence) -> list[str] | None:
    parties = {str(receiver) for receiver in form.receivers}
    if kind.between_parties:
        parties |= {str(work.seat.partner)}
    return sorted(parties) or None


def _colleague(work: Writing, membership_id: UUID | None) -> UUID:
    found = work.session.scalar(
        select(col(Membership.person_id)).where(
            col(Membership.region_id) == work.seat.region, col(Membership.id) == membership_id,
            col(Membership.partner_id) == work.seat.partner, col(Membership.person_id) != work.seat.person,
            col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None),
        )
    )  # fmt: skip
    if found is None:
        raise Invalid(confirmer_id=say("Kies een collega die dit bevestigt."))
    return UUID(str(found))


def _confirmer(work: Writing, kind: Kind, form: RecordEvidence) -> UUID:
    partner = work.session.get(Partner, (work.seat.region, form.confirmer_id)) if form.confirmer_id else None
    party = kind.party_confirms and partner and partner.id != work.seat.partner and partner.id in form.receivers
    if partner is None or not (party or partner.kind in kind.confirmers):
        raise Invalid(confirmer_id=say("Kies de partner die dit moet bevestigen."))
    if PartnerKind.BGM in kind.confirmers:
        _right_authority(partner.kind, form.purposes)
    return partner.id


def _right_authority(kind: PartnerKind, purposes: Collection[Purpose]) -> None:
    """Over police data the prosecutor decides, for public order the mayor: one decision has one of them."""
    if Purpose.P5 in purposes and not set(purposes) <= {Purpose.P5, Purpose.P8}:
        raise Invalid(purposes=say("Leg openbare orde apart vast: daarvoor bevestigt een burgemeester het besluit."))
    if (kind is PartnerKind.BGM) != (Purpose.P5 in purposes):
        raise Invalid(confirmer_id=say("Voor openbare orde bevestigt een burgemeester, voor andere doelen het OM."))


def _has_authority(work: Writing, kind: Kind, form: RecordEvidence) -> None:
    if kind.makers and work.seat.kind not in kind.makers:
        raise Refused(say("Dit kan alleen de partner vastleggen die hierover gaat."))
    if form.case_id is None and not kind.of_region:
        raise Invalid(case_id=say("Kies de casus waarbij dit hoort."))


def _complete(work: Writing, kind: Kind, form: RecordEvidence) -> None:
    _dates(work, kind, form)
    _named_parties(work, kind, form)
    if kind.about_subject and (form.subject_id is None or form.case_id is None):
        raise Invalid(subject_id=say("Kies over welke betrokkene dit gaat."))
    if form.subject_id and form.case_id:
        seen.require_subject(work, form.case_id, form.subject_id)
    if len(form.answers) != len(kind.asks) or not all(form.answers):
        raise Invalid(answers=say("Beantwoord alle vragen."))
    for question, answer in zip(kind.asks, form.answers, strict=True):
        if question.choices and answer not in dict(question.choices):
            raise Invalid(answers=say("Kies een van de mogelijkheden."))
    if kind.condition is Condition.AGE:
        _guardian_unasked(form.answers)
    texts = [a for q, a in zip(kind.asks, form.answers, strict=True) if not q.choices]
    _names_nobody(work, form.case_id, {"answers": " ".join(texts)}, looked_over=form.nameless)


def _dates(work: Writing, kind: Kind, form: RecordEvidence) -> None:
    if form.claimed_until and form.claimed_until < form.claimed_from:
        raise Invalid(claimed_until=say("De einddatum ligt vóór de begindatum."))
    if form.claimed_until and form.claimed_until < clock.day_of(work.now):
        raise Invalid(claimed_until=say("Dit is al afgelopen. Kies een einddatum vanaf vandaag."))
    if kind.needs_end and form.claimed_until is None:
        raise Invalid(claimed_until=say("Vul in tot wanneer dit geldt."))


def _named_parties(work: Writing, kind: Kind, form: RecordEvidence) -> None:
    wanted = set(form.receivers)
    known = work.session.scalar(
        select(func.count()).where(col(Partner.region_id) == work.seat.region, col(Partner.id).in_(wanted))
    )
    if known != len(wanted):
        raise NotFound
    if (kind.between_parties or kind.names_all) and not wanted - {work.seat.partner}:
        raise Invalid(receivers=say("Vink aan voor welke partners dit geldt."))
    if kind.names_all and not form.categories:
        raise Invalid(categories=say("Vink aan voor welke gegevens dit geldt."))
    if kind.names_all and not form.purposes:
        raise Invalid(purposes=say("Vink aan voor welke doelen dit geldt."))


def _guardian_unasked(answers: Sequence[str]) -> None:
    """A guardian who may be involved is never asked; so below sixteen there is no consent then."""
    consent, involved = answers
    if involved == YES and consent != ConsentOf.MINOR:
        raise Invalid(
            answers=say("Een ouder of voogd die betrokken kan zijn, wordt niets gevraagd. Deze toestemming telt niet.")
        )


def _all_filled(fields: Mapping[str, str]) -> None:
    if empty := {name: say("Vul dit in.") for name, answer in fields.items() if not answer.strip()}:
        raise Invalid(**empty)


def _names_nobody(work: Writing, case_id: UUID | None, fields: Mapping[str, str], *, looked_over: bool) -> None:
    """The privacy officer reads these texts, so they name nobody; what only looks like a name can be looked over."""
    if looked_over:
        return
    known = own.known_names(work, case_id) if case_id else []
    if found := {name: NAMED for name, text in fields.items() if naming.names_somebody(text, known)}:
        raise Invalid(**found)


def _sealed(work: Writing, evidence_id: UUID, answers: Sequence[str]) -> bytes:
    return seal.seal(
        keys.region_key(work.seat.region), json.dumps(list(answers), ensure_ascii=False), bound_to(evidence_id)
    )
