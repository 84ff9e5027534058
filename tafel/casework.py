"""Cases: open one, say who leads it and who takes part."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.casework import ChangeLead, NameMember, OpenCase, TakePart
from models.rule_terms import PURPOSES_OF
from models.signal_terms import CaseStage
from models.tables.casework import Case, CaseMember, CasePartner, CasePurpose
from models.tables.people import Membership, Partner, Region
from models.terms import Framework, PartnerKind, Purpose
from tafel import following, ids, keys, profiles, sharing
from tafel.db import Writing
from tafel.prepared import ASKER, NOW, given
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import persons, taking_part, visible

NOT_INVITED = frozenset({PartnerKind.BUI})


def open_case(work: Writing, form: OpenCase) -> UUID:
    """Open a case: whoever opens it is its first member, the partner that brings it in leads; others are asked along.

    Raises Invalid when something in the form does not fit; Refused without a partner, or with secrecy unsigned.
    """
    opener = may_open(work)
    _fitting(form.framework, form.purposes)
    brought_by = _bringing(work, form.brought_by or opener)
    case = Case(
        region_id=work.seat.region, id=ids.new(), reference=_free_reference(work), code_word=form.code_word,
        framework=form.framework, municipality=form.municipality, brought_by=brought_by,
        lead_partner_id=brought_by, opened_at=work.now,
    )  # fmt: skip
    _open(work, case, form.purposes, opener)
    _bring_along(work, case.id, form, brought_by)
    return case.id


def open_signal(work: Writing, case_id: UUID) -> bool:
    """Open what a signal hangs on: weighed under the own convenant, called by a word at random, its writer's alone.

    False where another window opened it at this very moment.
    """
    opener = may_open(work)
    case = Case(
        region_id=work.seat.region, id=case_id, reference=_free_reference(work), code_word=ids.code_word(),
        framework=Framework.C, brought_by=opener, lead_partner_id=opener, stage=CaseStage.SIGNAL, opened_at=work.now,
    )  # fmt: skip
    return _open(work, case, [Purpose.P1], opener)


def _open(work: Writing, case: Case, purposes: list[Purpose], opener: UUID) -> bool:
    if not work.add_if_new(case):
        return False
    set_purposes(work, case.id, purposes)
    keys.make_case_key(work.session, work.seat.region, case.id)
    work.record(Act.CASE_OPENED, case=case.id, giver=case.brought_by, framework=case.framework, purposes=purposes)
    _join(work, case.id, _partner(work, opener))
    _add_member(work, case.id, work.session.get_one(Membership, (work.seat.region, work.seat.membership)))
    return True


def seat_handler(work: Writing, case_id: UUID, handler: Membership) -> None:
    """Who takes a signal up takes part for its partner, and knows that it waits; nothing is shared by it."""
    assert handler.partner_id
    if _part(work, case_id, handler.partner_id) is None:
        _join(work, case_id, _partner(work, handler.partner_id))
    _add_member(work, case_id, handler)


def change_lead(work: Writing, case_id: UUID, form: ChangeLead) -> None:
    """The lead partner hands over the lead, or sets the purposes; every sharing profile must be confirmed again."""
    case = taking_part.require_led(work, case_id)
    if case.lead_partner_id != work.seat.partner:
        raise Refused(say("Alleen de regiehouder wijzigt de regie en het doel."))
    _fitting(case.framework, form.purposes)
    if _part(work, case_id, form.lead_partner_id) is None:
        raise Invalid(lead_partner_id=say("Kies een partner die aan deze casus deelneemt."))
    case.lead_partner_id = form.lead_partner_id
    set_purposes(work, case_id, form.purposes)
    profiles.open_again(work, case_id)
    work.record(Act.CASE_CHANGED, case=case_id, lead=form.lead_partner_id, purposes=form.purposes)


def add_partner(work: Writing, case_id: UUID, form: TakePart) -> None:
    """Ask a partner to take part; its contact person becomes its first member. Nothing is shared by it.

    A partner that takes part and has nobody left in the case gets its contact person in the same way.
    """
    visible.require_open_case(work, case_id)
    _ask_along(work, case_id, _partner(work, form.partner_id))


def join_for_item(work: Writing, case_id: UUID, partners: Collection[UUID]) -> None:
    """Partners that are wanted in the circle of an agenda item take part in its case; nothing is shared by it."""
    for partner in sorted(partners, key=str):
        _ask_along(work, case_id, _partner(work, partner))


def remove_partner(work: Writing, case_id: UUID, form: TakePart) -> None:
    """A partner leaves the case: its members stop reading, what it shared and got ends, its own words stay its own."""
    case = taking_part.require_may_leave(work, case_id, form.partner_id)
    if (part := _part(work, case_id, form.partner_id)) is None:
        raise NotFound
    if form.partner_id == case.lead_partner_id:
        raise Refused(say("De regiehouder kan niet weg. Draag eerst de regie over."))
    if work.seat.partner not in (case.lead_partner_id, form.partner_id):
        raise Refused(say("Alleen de regiehouder of de partner zelf kan dit."))
    part.until = work.now
    for member in _members(work, case_id, form.partner_id):
        member.until = work.now
    sharing.end_of_receiver(work, case_id, form.partner_id)
    sharing.end_of_giver(work, case_id, form.partner_id)
    profiles.open_again(work, case_id, form.partner_id)
    work.record(Act.CASE_PARTNER_REMOVED, case=case_id, receiver=form.partner_id)
    following.circles(work, case_id)


def add_member(work: Writing, case_id: UUID, form: NameMember) -> None:
    """Name a colleague of one's own partner; only who signed for secrecy can be named."""
    visible.require_open_case(work, case_id)
    taking_part.require_brought(work, case_id)
    if (found := work.entities(_SEATED, partner=work.seat.partner, membership=form.membership_id)) is None:
        raise NotFound
    if not persons.signed(work, found.Membership):
        raise Refused(say("Deze collega heeft de geheimhouding nog niet getekend."))
    _add_member(work, case_id, found.Membership)


def remove_member(work: Writing, case_id: UUID, form: NameMember) -> None:
    """A colleague stops being a member; the last one of a partner stays until the partner leaves."""
    visible.require_case(work, case_id)
    members = _members(work, case_id, work.seat.partner)
    leaving = next((member for member in members if member.membership_id == form.membership_id), None)
    if leaving is None:
        raise NotFound
    if len(members) == 1:
        raise Refused(say("Dit is de laatste deelnemer van uw organisatie. Noem eerst een ander."))
    leaving.until = work.now
    work.record(Act.MEMBER_REMOVED, case=case_id, member=form.membership_id)


def may_open(work: Writing) -> UUID:
    """The partner that brings a case or a signal in."""
    if work.seat.partner is None:
        raise Refused(say("U zit hier niet voor een partner. Een casus brengt een partner in."))
    if not persons.signed(work, work.session.get_one(Membership, (work.seat.region, work.seat.membership))):
        raise Refused(say("Teken eerst de geheimhouding op uw eigen pagina."))
    return work.seat.partner


def _bringing(work: Writing, partner_id: UUID) -> UUID:
    """Who brings it in: one's own partner; the secretariat may write it down for another."""
    if partner_id != work.seat.partner and work.seat.kind is not PartnerKind.VZ:
        raise Invalid(brought_by=say("Alleen het secretariaat opent een casus namens een andere partner."))
    return _partner(work, partner_id).id


def _bring_along(work: Writing, case_id: UUID, form: OpenCase, brought_by: UUID) -> None:
    """The partners asked along, each with its contact person, and the colleagues named."""
    for field, wanted in (("brought_by", [brought_by]), ("partners", form.partners)):
        for partner in (_partner(work, one) for one in wanted if one != work.seat.partner):
            try:
                _ask_along(work, case_id, partner)
            except Refused as refused:
                raise Invalid(**{field: refused.why}) from None
    for membership in form.members:
        add_member(work, case_id, NameMember(once=form.once, membership_id=membership))


def _ask_along(work: Writing, case_id: UUID, partner: Partner) -> None:
    """A partner takes part, with its contact person; so too one that has nobody left in the case."""
    taking_part.require_brought(work, case_id)
    if partner.kind in NOT_INVITED:
        raise Refused(say("Deze partner kan niet aan een casus deelnemen."))
    if _part(work, case_id, partner.id) is None:
        _join(work, case_id, partner)
    if not _members(work, case_id, partner.id) and not _seat_contacts(work, case_id, partner.id):
        raise Refused(
            say("{partner} heeft nog geen contactpersoon die de geheimhouding tekende.", partner=partner.name)
        )


def _fitting(framework: Framework, purposes: list[Purpose]) -> None:
    if not set(purposes) <= set(PURPOSES_OF[framework]):
        raise Invalid(purposes=say("Een van deze doelen hoort niet bij dit juridisch kader."))


def _free_reference(work: Writing) -> str:
    prefix = work.session.scalar(select(col(Region.prefix)).where(col(Region.id) == work.seat.region))
    while True:
        reference = ids.reference(prefix or "T")
        taken = select(col(Case.id)).where(col(Case.region_id) == work.seat.region, col(Case.reference) == reference)
        if work.session.scalar(taken) is None:
            return reference


def set_purposes(work: Writing, case_id: UUID, purposes: list[Purpose]) -> None:
    """What a case can be shared for, in the order in which they were chosen."""
    stands = select(CasePurpose).where(
        col(CasePurpose.region_id) == work.seat.region, col(CasePurpose.case_id) == case_id
    )
    for row in work.session.scalars(stands):
        work.session.delete(row)
    work.session.flush()
    for position, purpose in enumerate(dict.fromkeys(purposes)):
        work.session.add(CasePurpose(region_id=work.seat.region, case_id=case_id, purpose=purpose, position=position))


def _join(work: Writing, case_id: UUID, partner: Partner) -> None:
    work.session.add(CasePartner(region_id=work.seat.region, case_id=case_id, partner_id=partner.id, since=work.now))
    work.session.flush()
    work.record(Act.CASE_PARTNER_ADDED, case=case_id, receiver=partner.id)
    following.circles(work, case_id)


def _add_member(work: Writing, case_id: UUID, membership: Membership) -> None:
    known = any(m.membership_id == membership.id for m in _members(work, case_id, membership.partner_id))
    if known or membership.partner_id is None or not persons.signed(work, membership):
        return
    work.session.add(
        CaseMember(
            region_id=work.seat.region, case_id=case_id, membership_id=membership.id,
            partner_id=membership.partner_id, added_by=work.seat.person, since=work.now,
        )
    )  # fmt: skip
    work.session.flush()
    work.record(Act.MEMBER_ADDED, case=case_id, receiver=membership.partner_id, member=membership.id)


def _seat_contacts(work: Writing, case_id: UUID, partner_id: UUID) -> Sequence[Membership]:
    """Let who is asked first for a partner read for it; without one nobody there could open the case."""
    found = () if taking_part.is_draft(work, case_id) else work.things(_CONTACTS, partner=partner_id)
    for contact in found:
        _add_member(work, case_id, contact)
    return found


def _members(work: Writing, case_id: UUID, partner_id: UUID | None) -> Sequence[CaseMember]:
    return work.things(_MEMBERS, case=case_id, partner=partner_id)


def _part(work: Writing, case_id: UUID, partner_id: UUID) -> CasePartner | None:
    """That a partner takes part; held, so that nobody shares while this changes."""
    return next(iter(work.things(_PART, case=case_id, partner=partner_id)), None)


def _partner(work: Writing, partner_id: UUID | None) -> Partner:
    partner = work.session.get(Partner, (work.seat.region, partner_id))
    if partner is None:
        raise NotFound
    return partner


def leave_all(work: Writing, membership_id: UUID) -> None:
    """A seat that ended is a member of no case any more; where it was its partner's last, the contact person follows.

    Without one nobody is left to answer for what the partner shared there: that ends.
    """
    members = work.session.scalars(
        select(CaseMember).where(
            col(CaseMember.region_id) == work.seat.region, col(CaseMember.membership_id) == membership_id,
            col(CaseMember.until).is_(None),
        )
    ).all()  # fmt: skip
    for member in members:
        case, partner = member.case_id, member.partner_id
        _part(work, case, partner)
        member.until = work.now
        work.record(Act.MEMBER_REMOVED, case=case, member=membership_id)
        if not _members(work, case, partner) and not _seat_contacts(work, case, partner):
            sharing.end_of_giver(work, case, partner)


_SEATED_FOR = (
    col(Membership.region_id) == ASKER.region,
    col(Membership.partner_id) == given("partner"),
    col(Membership.confirmed_at).is_not(None),
    col(Membership.ended_at).is_(None),
)
_SEATED = select(Membership).where(*_SEATED_FOR, col(Membership.id) == given("membership"))
_CONTACTS = select(Membership).where(
    *_SEATED_FOR, col(Membership.is_contact).is_(True), col(Membership.secrecy_until) > NOW
)
_MEMBERS = select(CaseMember).where(
    col(CaseMember.region_id) == ASKER.region, col(CaseMember.case_id) == given("case"),
    col(CaseMember.partner_id) == given("partner"), col(CaseMember.until).is_(None),
)  # fmt: skip
_PART = (
    select(CasePartner)
    .where(col(CasePartner.region_id) == ASKER.region, col(CasePartner.case_id) == given("case"))
    .where(col(CasePartner.partner_id) == given("partner"), col(CasePartner.until).is_(None))
    .with_for_update()
)
