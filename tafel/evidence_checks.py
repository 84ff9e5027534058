"""What must hold of a record before it is made; each mistake is told beside its field, and nothing is half done."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlmodel import col

from models.evidence_terms import Involved
from models.forms.evidence import RecordAge, RecordEvidence
from models.tables.people import Membership, Partner
from models.terms import ConsentOf, PartnerKind, Purpose
from tafel import clock, naming
from tafel.db import Writing
from tafel.evidence_kinds import Kind
from tafel.refusals import Invalid, NotFound, Refused, Said, say
from tafel.sight import asks, evidence_form, own, records

NAMED = say("Hier lijkt een naam, nummer of adres te staan. Haal het weg, of vink aan dat u het heeft nagekeken.")
_FILL_IN = say("Vul dit in.")
_CHOOSE = say("Kies een van de mogelijkheden.")


def has_authority(work: Writing, kind: Kind, form: RecordEvidence) -> None:
    """Whether this partner makes records of this kind, and here. Raises Refused or Invalid."""
    if kind.makers and work.seat.kind not in kind.makers:
        raise Refused(say("Dit kan alleen de partner vastleggen die hierover gaat."))
    if form.case_id is None and not kind.of_region:
        raise Invalid(case_id=say("Kies de casus waarbij dit hoort."))


def complete(work: Writing, kind: Kind, form: RecordEvidence) -> None:
    """Whether its dates can be, what it counts for is named, and every question is answered.

    Raises Invalid with all that is wrong, so that nobody has to come back for the next mistake.
    """
    answers = dict(zip((one.name for one in kind.asks), kind.written(form), strict=True))
    together(
        partial(_dates, work, kind, form), partial(_named_parties, work, kind, form),
        partial(_subject, work, kind, form), partial(_answered, kind, answers), partial(_review, work, answers, form),
    )  # fmt: skip
    if isinstance(form, RecordAge):
        _guardian_unasked(work, form)
    texts = {one.name: answers[one.name] for one in kind.asks if not one.choices and answers[one.name]}
    names_nobody(work, form.case_id, texts, looked_over=form.nameless)


def giver(work: Writing, kind: Kind, form: RecordEvidence) -> UUID | None:
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


def colleague(work: Writing, membership_id: UUID | None) -> UUID:
    """The colleague asked to confirm it: another person who sits for the same partner."""
    found = work.session.scalar(
        select(col(Membership.person_id)).where(
            *_sits_elsewhere(work, work.seat.partner), col(Membership.id) == membership_id
        )
    )
    if found is None:
        raise Invalid(confirmer_id=say("Kies een collega die dit bevestigt."))
    return UUID(str(found))


def confirmer(work: Writing, kind: Kind, form: RecordEvidence) -> UUID:
    """The partner asked to confirm it: another, whose authority it is or that is a party to it."""
    partner = work.session.get(Partner, (work.seat.region, form.confirmer_id)) if form.confirmer_id else None
    party = kind.party_confirms and partner and partner.id != work.seat.partner and partner.id in form.receivers
    if partner is None or not (party or partner.kind in kind.confirmers):
        raise Invalid(confirmer_id=say("Kies de partner die dit moet bevestigen."))
    if form.case_id and partner.id not in evidence_form.inside(work, form.case_id):
        raise Invalid(
            confirmer_id=say(
                "Deze partner doet niet mee aan deze casus en kan dit niet bevestigen. Voeg de partner eerst toe."
            )
        )
    if PartnerKind.BGM in kind.confirmers:
        _right_authority(partner.kind, form.purposes)
    if not work.session.scalar(select(exists().where(*_sits_elsewhere(work, partner.id)))):
        raise Invalid(
            confirmer_id=say("Bij deze partner zit niemand anders dan u. Uzelf bevestigen kan niet; kies een ander.")
        )
    return partner.id


def together(*checks: Callable[[], None]) -> None:
    """All these checks; raises one Invalid with what each of them found."""
    wrong: dict[str, Said] = {}
    for check in checks:
        try:
            check()
        except Invalid as found:
            wrong |= found.errors
    if wrong:
        raise Invalid(**wrong)


def all_filled(fields: Mapping[str, str]) -> None:
    """Whether nothing is left open. Raises Invalid."""
    if empty := {name: _FILL_IN for name, answer in fields.items() if not answer.strip()}:
        raise Invalid(**empty)


def names_nobody(work: Writing, case_id: UUID | None, fields: Mapping[str, str], *, looked_over: bool) -> None:
    """The privacy officer reads these texts, so they name nobody; what only looks like a name can be looked over."""
    if looked_over:
        return
    known = own.known_names(work, case_id) if case_id else []
    if found := {name: NAMED for name, text in fields.items() if naming.names_somebody(text, known)}:
        raise Invalid(**found)


def _sits_elsewhere(work: Writing, partner: UUID | None) -> tuple[ColumnElement[bool], ...]:
    """Somebody else than who asks sits for this partner."""
    return (
        col(Membership.region_id) == work.seat.region, col(Membership.partner_id) == partner,
        col(Membership.person_id) != work.seat.person,
        col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None),
    )  # fmt: skip


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
    wrong: dict[str, Said] = {}
    if (kind.between_parties or kind.names_all) and not wanted - {work.seat.partner}:
        wrong["receivers"] = say("Vink aan voor welke partners dit geldt.")
    if kind.names_all and not form.categories:
        wrong["categories"] = say("Vink aan voor welke gegevens dit geldt.")
    if kind.names_all and not form.purposes:
        wrong["purposes"] = say("Vink aan voor welke doelen dit geldt.")
    if wrong:
        raise Invalid(**wrong)


def _subject(work: Writing, kind: Kind, form: RecordEvidence) -> None:
    """A record is about somebody of this very case; whether that letter is elsewhere, nobody is told."""
    if kind.about_subject and (form.subject_id is None or form.case_id is None):
        raise Invalid(subject_id=say("Kies over welke betrokkene dit gaat."))
    if form.subject_id and not (form.case_id and evidence_form.is_subject(work, form.case_id, form.subject_id)):
        raise Invalid(subject_id=say("Deze betrokkene hoort niet bij deze casus. Kies een ander."))


def _answered(kind: Kind, answers: Mapping[str, str]) -> None:
    """Every question that is asked has an answer; one that depends on another only where that one asks for it."""
    asked = [one for one in kind.asks if one.only_if is None or answers[one.only_if[0]] == one.only_if[1]]
    if empty := {one.name: _CHOOSE if one.choices else _FILL_IN for one in asked if not answers[one.name]}:
        raise Invalid(**empty)
    if spare := [one.name for one in kind.asks if one not in asked and answers[one.name]]:
        raise Invalid(**dict.fromkeys(spare, say("Dit hoort bij een ander antwoord. Haal het weg, of kies opnieuw.")))


def _review(work: Writing, answers: Mapping[str, str], form: RecordEvidence) -> None:
    """Who waits to tell somebody looks at it again on a day to come."""
    if answers.get("ground"):
        if form.claimed_until is None:
            raise Invalid(claimed_until=say("Kies de dag waarop u dit opnieuw bekijkt."))
        if form.claimed_until <= clock.day_of(work.now):
            raise Invalid(claimed_until=say("Opnieuw bekijken kan op zijn vroegst morgen."))


def _guardian_unasked(work: Writing, form: RecordAge) -> None:
    """A guardian who may be involved is never asked; so below sixteen there is no consent then, whoever records it."""
    if form.consent_of is ConsentOf.MINOR:
        return
    if form.involved is Involved.YES:
        raise Invalid(
            consent_of=say(
                "Een ouder of voogd die betrokken kan zijn, wordt niets gevraagd. Deze toestemming telt niet. Is het "
                "kind jonger dan 16, deel dan met Veilig Thuis, of leg een conflict van plichten vast."
            )
        )
    if _known_to_be_involved(work, form):
        raise Invalid(
            involved=say(
                "Uw partner legde eerder vast dat een ouder of voogd betrokken kan zijn. Die wordt dan niets gevraagd. "
                "Klopt dat niet meer, beëindig dan eerst dat bewijsstuk."
            )
        )


def _known_to_be_involved(work: Writing, form: RecordAge) -> bool:
    """Whether one's own partner recorded of this very person that a guardian may be involved, and that still stands."""
    assert form.case_id
    today, same = (
        clock.day_of(work.now),
        {one.id: one.merged_into or one.id for one in asks.subjects(work, form.case_id)},
    )
    said = [one for one in records.for_giver(work, form.case_id) if same.get(one.subject) == same.get(form.subject_id)]
    return any(one.guardian_involved and one.lasts_until >= today for one in said)


def _right_authority(kind: PartnerKind, purposes: Collection[Purpose]) -> None:
    """Over police data the prosecutor decides, for public order the mayor: one decision has one of them."""
    if Purpose.P5 in purposes and not set(purposes) <= {Purpose.P5, Purpose.P8}:
        raise Invalid(purposes=say("Leg openbare orde apart vast: daarvoor bevestigt een burgemeester het besluit."))
    if (kind is PartnerKind.BGM) != (Purpose.P5 in purposes):
        raise Invalid(confirmer_id=say("Voor openbare orde bevestigt een burgemeester, voor andere doelen het OM."))
