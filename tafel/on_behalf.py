"""What a note-taker writes for the partner that takes it on goes under that partner's own sharing profile."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.forms.sharing import GiveShares
from models.tables.casework import CaseMember, Statement, Version
from models.tables.meetings import AgendaItem
from models.tables.people import Partner
from models.terms import Condition, Purpose
from tafel import clock, ids, sharing
from tafel.db import Reading, Writing
from tafel.sight import profiles, visible
from tafel.sight import sharing as seen
from tafel.sight.profiles import Profile


def as_giver(work: Writing, case_id: UUID, giver_id: UUID) -> Writing | None:
    """The same act, judged from where a giver sits: its facts and its records, never more than its member may see.

    One's own seat for one's own partner, when one is in the case; None when the giver has nobody there. The ledger
    names who really acts; what the giver may see is shown to nobody.
    """
    member = work.session.scalar(
        select(col(CaseMember.membership_id))
        .where(col(CaseMember.region_id) == work.seat.region, col(CaseMember.case_id) == case_id)
        .where(col(CaseMember.partner_id) == giver_id, col(CaseMember.until).is_(None))
        .order_by(col(CaseMember.membership_id) != work.seat.membership, col(CaseMember.since), col(CaseMember.id))
        .limit(1)
    )
    if member == work.seat.membership:
        return work
    partner = work.session.get(Partner, (work.seat.region, giver_id))
    if member is None or partner is None:
        return None
    seat = replace(work.seat, partner=partner.id, kind=partner.kind, partner_name=partner.name, membership=member)
    return replace(work, seat=seat, shown=set(), consulted=[])


def share(work: Writing, case_id: UUID, giver_id: UUID, statements: Collection[UUID], circle: Collection[UUID]) -> int:
    """Share statements of a giver with those of a circle that its profile names and the rules permit.

    Returns with how many; nought without a fresh profile, and then they stay with giver and note-taker.
    """
    giver = as_giver(work, case_id, giver_id)
    if giver is None:
        return 0
    form = _form(giver, case_id, statements, circle)
    return sharing.give_where_permitted(giver, case_id, form) if form else 0


def share_own(work: Writing, item: AgendaItem, statements: Collection[UUID], circle: Collection[UUID]) -> int:
    """Share one's own words with the circle one chose, and the secretariat where one's profile names it."""
    profile = profiles.of_case(work, item.case_id)
    named = set(profile.receivers) if profile and profile.fresh else set[UUID]()
    secretariat = named.intersection(work.values(sharing.SECRETARIATS))
    purpose, ends_on = terms(work, item)
    form = _given(work, statements, {*circle, *secretariat}, purpose, ends_on)
    return sharing.give_where_permitted(work, item.case_id, form) if form else 0


def terms(reading: Reading, item: AgendaItem) -> tuple[Purpose, date]:
    """For what and until when one's own words for an item are shared: as the profile says; else the item."""
    profile, today = profiles.of_case(reading, item.case_id), clock.day_of(reading.now)
    if profile and profile.fresh and profile.ends_on >= today:
        return profile.purpose, profile.ends_on
    return item.purpose or seen.purposes(reading, item.case_id)[0], profiles.default_end(today)


def has_profile(work: Writing, case_id: UUID, giver_id: UUID) -> bool:
    """Whether a giver confirmed with whom it shares on a case, not longer than three months ago."""
    giver = as_giver(work, case_id, giver_id)
    return giver is not None and _profile(giver, case_id) is not None


def _profile(giver: Writing, case_id: UUID) -> Profile | None:
    profile = profiles.of_case(giver, case_id)
    return profile if profile and profile.fresh and clock.end_of(profile.ends_on) > giver.now else None


def _form(giver: Writing, case_id: UUID, statements: Collection[UUID], circle: Collection[UUID]) -> GiveShares | None:
    profile = _profile(giver, case_id)
    if profile is None:
        return None
    named = set(profile.receivers) & set(circle)
    return _given(giver, statements, named, profile.purpose, profile.ends_on)


def _given(
    giver: Writing, statements: Collection[UUID], receivers: Collection[UUID], purpose: Purpose, ends_on: date
) -> GiveShares | None:
    """The form that shares the latest words of these statements; None when there is nobody or nothing."""
    versions = giver.session.scalars(
        select(col(Version.id))
        .join(Statement, col(Statement.id) == col(Version.statement_id))
        .where(*visible.latest(), col(Statement.region_id) == giver.seat.region, col(Statement.id).in_(statements))
    ).all()
    others = sorted(set(receivers) - {giver.seat.partner} - seen.taken_back_from(giver, versions), key=str)
    if not others or not versions:
        return None
    return GiveShares(
        once=ids.new(), versions=list(versions), receivers=others, purpose=purpose, ends_on=ends_on,
        declared=[Condition.DECL_MIN],  # whoever writes it presses its button under this sentence
    )  # fmt: skip
