"""Records that meet conditions: made or confirmed by the partner whose authority it is; a typed yes never counts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.forms.sharing import GiveShares, RecordEvidence
from models.tables.people import Membership, Partner
from models.tables.sharing import Evidence
from models.terms import Act, Condition, PartnerKind, Purpose, Role
from tafel import clock, ids, keys, seal
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, Said, say
from tafel.sight import evidence as seen
from tafel.sight import visible

OPS = frozenset({PartnerKind.POL, PartnerKind.KMAR, PartnerKind.NLA_O})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: what its form asks, who makes it, who must confirm it, and what it must name."""

    condition: Condition
    asks: tuple[Said, ...] = ()
    makers: frozenset[PartnerKind] | None = None
    confirmers: frozenset[PartnerKind] = frozenset()
    colleague_confirms: bool = False
    any_party_confirms: bool = False
    about_subject: bool = False
    needs_end: bool = False
    of_region: bool = False


NECESSITY = (
    say("Waarom is dit delen nodig voor het doel?"),
    say("Waarom is het niet meer dan past bij het doel?"),
    say("Waarom is er geen lichtere weg?"),
)
_SIX = (
    say("Zwaarwegend belang"),
    say("Samenwerking"),
    say("Doel"),
    say("Welke gegevens"),
    say("Voorwaarden"),
    say("Ontvangers"),
)
_FIVE = (
    say("Is toestemming gevraagd of overwogen?"),
    say("Welke ernstige schade dreigt?"),
    say("Waarom is dit de enige weg?"),
    say("Waarom is dit het minste dat nodig is?"),
    say("Met wie is dit besproken (functie)?"),
)

KINDS: dict[Condition, Kind] = {
    kind.condition: kind
    for kind in (
        Kind(Condition.NPS, asks=NECESSITY),
        Kind(Condition.CONV, asks=(say("Welke afspraak, en met welke bijlagen?"),), any_party_confirms=True, of_region=True),
        Kind(Condition.W20, asks=_SIX, makers=OPS, confirmers=frozenset({PartnerKind.OM, PartnerKind.BGM}), needs_end=True, of_region=True),
        Kind(Condition.W19, asks=(say("Wat houdt het besluit in?"),), makers=OPS, confirmers=frozenset({PartnerKind.OM, PartnerKind.BGM}), needs_end=True),
        Kind(Condition.DECISION_39F, asks=(say("Wat houdt het besluit in?"),), makers=frozenset({PartnerKind.OM}), needs_end=True),
        Kind(Condition.OM, asks=(say("Welke officier, en wanneer?"),), makers=OPS | {PartnerKind.OM}),
        Kind(Condition.BF, asks=(say("Welke bevoegd functionaris, en wanneer?"),), makers=OPS),
        Kind(Condition.AGR, asks=(say("Welke gegevens, wanneer en onder welke voorwaarden?"),), any_party_confirms=True, of_region=True),
        Kind(Condition.REG, asks=(say("Welk samenwerkingsverband en welke deelnemerslijst?"),), makers=frozenset({PartnerKind.ZVH, PartnerKind.RIEC}), of_region=True),
        Kind(Condition.CONS_S, asks=(say("Hoe en door wie is toestemming gevraagd?"),), about_subject=True, needs_end=True),
        Kind(Condition.CONS_S_WRITTEN, asks=(say("Waar ligt het getekende papier of bericht?"),), about_subject=True, needs_end=True),
        Kind(Condition.CONS_G, asks=(say("Hoe en door wie is toestemming gevraagd?"),), makers=frozenset({PartnerKind.COM, PartnerKind.SHN}), about_subject=True, needs_end=True),
        Kind(Condition.AGE, asks=(say("Wie stemde in: de minderjarige, de ouder of voogd, of beiden?"), say("Kan een ouder of voogd betrokken zijn?")), about_subject=True),
        Kind(Condition.CVP, asks=_FIVE, colleague_confirms=True),
        Kind(Condition.INF, asks=(say("Verteld, of uitgesteld: waarom, en wat is afgewogen?"),), about_subject=True, needs_end=True),
        Kind(Condition.HAND, asks=(say("Wat wordt overgedragen, en hoe is dat verteld?"),), makers=frozenset({PartnerKind.ZC}), confirmers=frozenset({PartnerKind.ZC_X})),
    )
}  # fmt: skip


def declare(work: Writing, case_id: UUID, form: GiveShares) -> None:
    """Turn ticked sentences, and a necessity filled in on the share page, into records: who, when, for which passages."""
    for condition in form.declared:
        if not condition.is_declaration:
            raise Invalid(declared=say("Deze verklaring bestaat niet."))
        _add(work, case_id, condition, form, answers=(), versions=form.versions)
    texts = (form.necessary, form.proportionate, form.no_lighter_way)
    if any(texts):
        _all_filled(texts, ("necessary", "proportionate", "no_lighter_way"))
        _add(work, case_id, Condition.NPS, form, answers=texts, versions=None)
    work.session.flush()


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
        claimed_from=form.claimed_from, claimed_until=form.claimed_until, recorded_afterwards=_afterwards(work, form),
    )  # fmt: skip
    return made.id


def confirm(work: Writing, evidence_id: UUID) -> None:
    """Confirm a record, as the partner or colleague whose confirmation it needs; never the person who made it."""
    found = _visible(work, evidence_id)
    if not seen.may_confirm(work.seat, found):
        raise Refused(say("Iemand anders moet dit bevestigen."))
    found.confirmed_by, found.confirmed_at = work.seat.person, work.now
    found.confirmed_for = found.confirmed_for or work.seat.partner
    work.record(Act.EVIDENCE_CONFIRMED, case=found.case_id, giver=found.giver_id, evidence=found.id, condition=found.condition)


def end(work: Writing, evidence_id: UUID) -> int:
    """End or withdraw a record now: the shares that lean on it end in the same act; returns how many."""
    from tafel import sharing

    found = _visible(work, evidence_id)
    if not seen.may_end(work.seat, found):
        raise Refused(say("Alleen wie dit vastlegde of bevestigde kan het beëindigen."))
    found.ended_at = work.now
    work.session.flush()
    work.record(Act.EVIDENCE_ENDED, case=found.case_id, giver=found.giver_id, evidence=found.id, condition=found.condition)
    return sharing.end_on(work, found.id)


def bound_to(evidence_id: UUID) -> str:
    """What a record's sealed text is bound to."""
    return f"evidence|{evidence_id}|text"


def _visible(work: Writing, evidence_id: UUID) -> Evidence:
    found = work.session.scalar(
        select(Evidence)
        .where(visible.evidence(work.seat), col(Evidence.id) == evidence_id, col(Evidence.ended_at).is_(None))
        .with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def _add(
    work: Writing, case_id: UUID, condition: Condition, form: GiveShares, *, answers: Sequence[str], versions: Sequence[UUID] | None
) -> None:
    """A record the giver makes while sharing: for these receivers and this purpose (minutes follow the case's purposes)."""
    made = Evidence(
        region_id=work.seat.region, id=ids.new(), condition=condition, case_id=case_id, partner_id=work.seat.partner,
        giver_id=work.seat.partner, receivers=[str(r) for r in form.receivers] if versions else None,
        purposes=[form.purpose, Purpose.P8] if versions else None,
        versions=[str(v) for v in versions] if versions else None,
        claimed_from=clock.day_of(work.now), made_by=work.seat.person, made_at=work.now,
    )  # fmt: skip
    made.text_sealed = _sealed(work, made.id, answers)
    work.session.add(made)
    work.record(Act.EVIDENCE_RECORDED, case=case_id, giver=work.seat.partner, evidence=made.id, condition=condition)


def _new(work: Writing, kind: Kind, form: RecordEvidence) -> Evidence:
    made = Evidence(
        region_id=work.seat.region, id=ids.new(), condition=form.condition, case_id=form.case_id,
        partner_id=work.seat.partner, giver_id=_giver(work, kind), subject_id=form.subject_id,
        receivers=_parties(work, kind, form), categories=list(form.categories) or None,
        purposes=list(form.purposes) or None, claimed_from=form.claimed_from, claimed_until=form.claimed_until,
        made_by=work.seat.person, made_at=work.now, needs_confirmation=_needs_confirmation(kind),
    )  # fmt: skip
    _ask_confirmation(work, kind, form, made)
    made.text_sealed = _sealed(work, made.id, form.answers)
    return made


def _giver(work: Writing, kind: Kind) -> UUID | None:
    return None if kind.any_party_confirms else work.seat.partner


def _parties(work: Writing, kind: Kind, form: RecordEvidence) -> list[str] | None:
    parties = [str(receiver) for receiver in form.receivers]
    if kind.any_party_confirms:
        return sorted({*parties, str(work.seat.partner)})
    return parties or None


def _needs_confirmation(kind: Kind) -> bool:
    return bool(kind.confirmers or kind.colleague_confirms or kind.any_party_confirms)


def _ask_confirmation(work: Writing, kind: Kind, form: RecordEvidence, made: Evidence) -> None:
    if kind.colleague_confirms:
        made.confirmed_for = work.seat.partner
        made.asked_person = _colleague(work, form.confirmer_id)
    elif kind.confirmers or kind.any_party_confirms:
        made.confirmed_for = _confirmer(work, kind, form)


def _colleague(work: Writing, membership_id: UUID | None) -> UUID:
    found = work.session.scalar(
        select(Membership.person_id).where(
            col(Membership.region_id) == work.seat.region, col(Membership.id) == membership_id,
            col(Membership.partner_id) == work.seat.partner, col(Membership.person_id) != work.seat.person,
            col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None),
        )
    )  # fmt: skip
    if found is None:
        raise Invalid(confirmer_id=say("Kies een collega die dit bevestigt."))
    return found


def _confirmer(work: Writing, kind: Kind, form: RecordEvidence) -> UUID:
    partner = work.session.get(Partner, (work.seat.region, form.confirmer_id)) if form.confirmer_id else None
    party = kind.any_party_confirms and partner and partner.id != work.seat.partner and partner.id in form.receivers
    if partner is None or not (party or partner.kind in kind.confirmers):
        raise Invalid(confirmer_id=say("Kies de partner die dit moet bevestigen."))
    return partner.id


def _has_authority(work: Writing, kind: Kind, form: RecordEvidence) -> None:
    if kind.makers and work.seat.kind not in kind.makers:
        raise Refused(say("Dit kan alleen de partner vastleggen die hierover gaat."))
    if work.seat.role is Role.PRIVACY_OFFICER or (form.case_id is None and not kind.of_region):
        raise Invalid(case_id=say("Kies de casus waarbij dit hoort."))


def _complete(work: Writing, kind: Kind, form: RecordEvidence) -> None:
    today = clock.day_of(work.now)
    if form.claimed_until and form.claimed_until < form.claimed_from:
        raise Invalid(claimed_until=say("De einddatum ligt vóór de begindatum."))
    if form.claimed_until and form.claimed_until < today:
        raise Invalid(claimed_until=say("Dit is al afgelopen. Kies een einddatum vanaf vandaag."))
    if kind.needs_end and form.claimed_until is None:
        raise Invalid(claimed_until=say("Vul in tot wanneer dit geldt."))
    if kind.about_subject and (form.subject_id is None or form.case_id is None):
        raise Invalid(subject_id=say("Kies over welke betrokkene dit gaat."))
    if form.subject_id and form.case_id:
        seen.require_subject(work, form.case_id, form.subject_id)
    if len(form.answers) != len(kind.asks):
        raise Invalid(answers=say("Vul alle vragen in."))
    _all_filled(form.answers, tuple(f"answers-{n}" for n in range(len(form.answers))))


def _all_filled(answers: Sequence[str], names: Sequence[str]) -> None:
    empty = {name: say("Vul dit in.") for name, answer in zip(names, answers, strict=True) if not answer.strip()}
    if empty:
        raise Invalid(**empty)


def _afterwards(work: Writing, form: RecordEvidence) -> bool:
    return form.claimed_from < clock.day_of(work.now)


def _sealed(work: Writing, evidence_id: UUID, answers: Sequence[str]) -> bytes:
    return seal.seal(keys.region_key(work.seat.region), json.dumps(list(answers), ensure_ascii=False), bound_to(evidence_id))
