"""Who sits at the table: a region begins, partners join, persons get a seat that somebody else confirmed."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import col

from models.acts import Act
from models.forms.people import AddPartner, AddPerson, ProposeMember
from models.tables.people import Membership, Partner, Person, Region
from models.terms import PartnerKind, Role
from tafel import db, ids, keys, ledger, secrecy
from tafel.db import Reading, Writing
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.seat import Seat
from tafel.sight.joins import row_of

OF_THE_REGION = frozenset({Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})


def open_region(name: str, prefix: str, administrator: UUID, *, demo: bool = False, slug: UUID | None = None) -> Seat:
    """Open a region with its first administrator; its first ledger entry says for ever whether it is a demo."""
    region = slug or ids.new()
    keys.make_region_keys(region)
    founder = _founder(region, administrator, name)
    with db.writing(founder) as work:
        own = keys.new_own_key(region)
        work.session.add(Region(id=region, name=name, prefix=prefix, created_at=work.now, own_key=own))
        work.session.flush()
        ledger.open_tree(work.session, region, work.now)
        work.session.add(_first_seat(work, founder))
        ledger.keep_key(work)
        work.record(Act.REGION_OPENED, name=name, prefix=prefix, demo=demo)
    return replace(founder, demo=demo)


def add_person(name: str, login: str, language: str = "nl") -> UUID:
    """An account of the installation; without a seat it opens nothing."""
    from tafel import clock

    with db.installation(write=True) as session:
        if session.scalar(select(col(Person.id)).where(col(Person.login) == login)):
            raise Invalid(login=say("Deze aanmeldnaam bestaat al."))
        person = Person(id=ids.new(), name=name, login=login, language=language, created_at=clock.now())
        session.add(person)
        return person.id


def add_person_with_password(work: Writing, form: AddPerson) -> None:
    """The administrator makes an account; the person changes its password at the first sign-in."""
    from tafel import sign_in

    _is_administrator(work)
    if work.session.scalar(select(col(Person.id)).where(col(Person.login) == form.login)):
        raise Invalid(login=say("Deze aanmeldnaam bestaat al."))
    person = Person(id=ids.new(), name=form.name, login=form.login, created_at=work.now)
    work.session.add(person)
    work.session.flush()
    sign_in.store_password(work.session, person.id, form.password, work.now)
    work.record(Act.PERSON_ADDED, added=person.id)


def add_partner(work: Writing, form: AddPartner) -> UUID:
    """A partner signs the convenant; it stands last in the fixed order of partners."""
    _is_administrator(work)
    if form.kind is PartnerKind.BUI:
        raise Invalid(kind=say("Buiten de tafel is geen partner."))
    same = (col(Partner.region_id) == work.seat.region, col(Partner.name) == form.name)
    if work.session.scalar(select(col(Partner.id)).where(*same)):
        raise Invalid(name=say("Er is al een partner met deze naam."))
    partner = Partner(
        region_id=work.seat.region, id=ids.new(), kind=form.kind, name=form.name, short_name=form.short_name,
        municipality=form.municipality, position=_next_position(work), created_at=work.now,
    )  # fmt: skip
    work.session.add(partner)
    work.session.flush()
    work.record(Act.PARTNER_ADDED, receiver=partner.id, kind=form.kind)
    return partner.id


def propose(work: Writing, form: ProposeMember) -> UUID:
    """Propose a seat for a person; it is in force only after somebody seated for that partner confirmed it.

    A partner's first person is confirmed by the secretariat, the secretariat's first when the region is opened.
    """
    _is_administrator(work)
    person = work.session.scalar(select(Person).where(col(Person.login) == form.login))
    if person is None:
        raise Invalid(login=say("Deze aanmeldnaam is hier niet bekend."))
    if (form.partner_id is None) != (form.role in OF_THE_REGION):
        raise Invalid(partner_id=say("Een FG of beheerder zit voor geen partner; alle anderen wel."))
    if form.partner_id and work.session.get(Partner, (work.seat.region, form.partner_id)) is None:
        raise NotFound
    made = Membership(
        region_id=work.seat.region, id=ids.new(), person_id=person.id, partner_id=form.partner_id, role=form.role,
        job=form.job, is_contact=form.is_contact, proposed_by=work.seat.person, proposed_at=work.now,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    work.record(Act.MEMBERSHIP_PROPOSED, receiver=form.partner_id, member=made.id, role=form.role)
    return made.id


def confirm(work: Writing, membership_id: UUID) -> None:
    """Confirm a proposed seat: a colleague of that partner does, or the secretariat for a partner's first."""
    found = _membership(work, membership_id)
    someone_sits = found.partner_id is not None and _seated_for(work, found.partner_id)
    if found.confirmed_at or not may_confirm(work, found, someone_sits=someone_sits):
        raise Refused(say("Een collega van deze partner moet dit bevestigen."))
    found.confirmed_by, found.confirmed_at = work.seat.person, work.now
    secrecy.take_over(work, found)
    work.record(Act.MEMBERSHIP_CONFIRMED, receiver=found.partner_id, member=found.id)


def confirm_from_server(work: Writing, login: str) -> None:
    """Whoever runs the server confirms a seat at a secretariat that has nobody left to do so; on record as such.

    The administrator proposed it first; it takes both, and the register tells where it came from.
    """
    found = work.session.scalar(
        select(Membership)
        .join(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.region_id) == work.seat.region, col(Partner.kind) == PartnerKind.VZ)
        .where(col(Person.login) == login, col(Membership.confirmed_at).is_(None), col(Membership.ended_at).is_(None))
    )
    if found is None or work.seat.origin != "cli":
        raise Refused(say("Er wacht geen voorstel voor deze persoon bij het secretariaat."))
    found.confirmed_by, found.confirmed_at = found.proposed_by, work.now
    secrecy.take_over(work, found)
    work.record(Act.MEMBERSHIP_CONFIRMED, receiver=found.partner_id, member=found.id, recovered=True)


def may_confirm(reading: Reading, proposed: Membership, *, someone_sits: bool) -> bool:
    """Whether this seat can confirm a proposed one: never one's own, nor what one proposed, save the founding seat."""
    seat = reading.seat
    if proposed.confirmed_at or proposed.ended_at or proposed.person_id == seat.person:
        return False
    if seat.role is Role.ADMINISTRATOR:
        return _is_founding(reading, proposed)
    if proposed.proposed_by == seat.person:
        return False
    if proposed.partner_id is None or not someone_sits:
        return seat.kind is PartnerKind.VZ
    return seat.partner == proposed.partner_id


def may_end(seat: Seat, found: Membership) -> bool:
    """Whether this seat can end another: the administrator, or a colleague of that partner."""
    ours = seat.partner is not None and seat.partner == found.partner_id
    return found.ended_at is None and (seat.role is Role.ADMINISTRATOR or ours)


def _is_founding(reading: Reading, proposed: Membership) -> bool:
    """The secretariat's very first person: nobody ever sat there, so the region is just being opened."""
    partner = reading.session.get(Partner, (reading.seat.region, proposed.partner_id)) if proposed.partner_id else None
    if partner is None or partner.kind is not PartnerKind.VZ:
        return False
    return reading.session.scalar(select(col(Membership.id)).where(*_of_secretariat(reading)).limit(1)) is None


def _of_secretariat(reading: Reading) -> tuple[ColumnElement[bool], ...]:
    """The seats at a secretariat of this region that were ever in force."""
    secretariats = select(col(Partner.id)).where(
        col(Partner.region_id) == reading.seat.region, col(Partner.kind) == PartnerKind.VZ
    )
    return (
        col(Membership.region_id) == reading.seat.region,
        col(Membership.partner_id).in_(secretariats),
        col(Membership.confirmed_at).is_not(None),
    )


def end_membership(work: Writing, membership_id: UUID) -> None:
    """A seat ends: its case memberships end with it, and its sittings stop at their next request.

    Raises Refused for the secretariat's last: without one, nobody could confirm the next.
    """
    from tafel import casework, handing_on

    found = _membership(work, membership_id)
    if not may_end(work.seat, found):
        raise Refused(say("Alleen de beheerder of een collega van deze partner kan dit."))
    if _is_last_of_secretariat(work, found):
        raise Refused(say("Dit is de laatste plaats van het secretariaat. Laat het eerst een opvolger bevestigen."))
    found.ended_at = work.now
    casework.leave_all(work, found.id)
    handing_on.handler_left(work, found.id)
    work.record(Act.MEMBERSHIP_ENDED, receiver=found.partner_id, member=found.id)


def _is_last_of_secretariat(work: Writing, found: Membership) -> bool:
    in_force = select(col(Membership.id)).where(*_of_secretariat(work), col(Membership.ended_at).is_(None))
    return work.session.scalars(in_force.with_for_update()).all() == [found.id]


def _founder(region: UUID, administrator: UUID, name: str) -> Seat:
    return Seat(
        region=region, person=administrator, membership=ids.new(), partner=None, kind=None, role=Role.ADMINISTRATOR,
        sitting=ids.new(), person_name="", partner_name="", region_name=name, origin="cli",
    )  # fmt: skip


def _first_seat(work: Writing, founder: Seat) -> Membership:
    return Membership(
        region_id=founder.region, id=founder.membership, person_id=founder.person, role=Role.ADMINISTRATOR,
        proposed_at=work.now, confirmed_at=work.now,
    )  # fmt: skip


def _is_administrator(work: Writing) -> None:
    if work.seat.role is not Role.ADMINISTRATOR:
        raise Refused(say("Alleen de applicatiebeheerder kan dit."))


def _next_position(work: Writing) -> int:
    used = select(func.max(Partner.position)).where(col(Partner.region_id) == work.seat.region)
    return (work.session.scalar(used) or 0) + 1


def _membership(work: Writing, membership_id: UUID) -> Membership:
    found = work.session.get(Membership, (work.seat.region, membership_id))
    if found is None or found.ended_at:
        raise NotFound
    return found


def _seated_for(work: Writing, partner_id: UUID) -> bool:
    wanted = select(col(Membership.id)).where(
        col(Membership.region_id) == work.seat.region,
        col(Membership.partner_id) == partner_id,
        col(Membership.confirmed_at).is_not(None),
        col(Membership.ended_at).is_(None),
    )
    return work.session.scalar(wanted.limit(1)) is not None


def prefer(person: UUID, *, language: str | None = None, private_view: bool | None = None) -> None:
    """Keep somebody's language or private view for the next time."""
    chosen = {"language": language, "private_view": private_view}
    with db.installation(write=True) as session:
        values = {name: value for name, value in chosen.items() if value is not None}
        session.execute(update(Person).where(col(Person.id) == person).values(**values))
