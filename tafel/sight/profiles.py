"""Sharing profiles as a partner's own members see them: confirmed once, carried forward."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.tables.sharing import SharingProfile
from models.terms import Purpose
from tafel.db import Reading
from tafel.prepared import ASKER, given
from tafel.sight import sharing

LASTS = timedelta(days=91)


def default_end(today: date) -> date:
    """Six months on, until somebody chooses."""
    return today + timedelta(days=182)


def of_case(reading: Reading, case_id: UUID) -> SharingProfile | None:
    """Our sharing profile for a case, as confirmed last."""
    found = reading.entities(_PROFILE, case=case_id)
    return found[0] if found else None


def is_old(profile: SharingProfile, now: datetime) -> bool:
    """Three months after it was confirmed, a profile must be confirmed again."""
    return profile.confirmed_at + LASTS < now


def usual_purpose(reading: Reading, case_id: UUID) -> Purpose:
    """The one we share a case for: of our profile, else the first of the case."""
    profile = of_case(reading, case_id)
    return profile.purpose if profile else sharing.purposes(reading, case_id)[0]


_PROFILE = (
    select(SharingProfile)
    .where(col(SharingProfile.region_id) == ASKER.region, col(SharingProfile.case_id) == given("case"))
    .where(col(SharingProfile.giver_id) == ASKER.partner, col(SharingProfile.replaced_at).is_(None))
)
