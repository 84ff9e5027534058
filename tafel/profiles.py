"""The sharing profile: with whom, for what and until when a partner shares on a case."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from models.acts import Act
from models.forms.sharing import GiveShares
from models.tables.sharing import SharingProfile
from models.terms import Purpose
from tafel.db import Writing
from tafel.sight import profiles as seen


def confirm(work: Writing, case_id: UUID, form: GiveShares) -> None:
    """Carry purpose, receivers and end forward; a change of them, or three months, confirms them anew.

    Minutes and registration go beside a case's own purposes and change nothing in it.
    """
    if form.purpose in (Purpose.P7, Purpose.P8):
        return
    stands = seen.of_case(work, case_id)
    receivers = sorted({str(receiver) for receiver in form.receivers})
    same = stands and (stands.purpose, stands.receivers, stands.ends_on) == (form.purpose, receivers, form.ends_on)
    if stands and same and not seen.is_old(stands, work.now):
        return
    assert work.seat.partner
    if stands:
        stands.replaced_at = work.now
        work.session.flush()
    work.session.add(
        SharingProfile(
            region_id=work.seat.region, case_id=case_id, giver_id=work.seat.partner, purpose=form.purpose,
            receivers=receivers, ends_on=form.ends_on, confirmed_by=work.seat.person, confirmed_at=work.now,
        )
    )  # fmt: skip
    work.record(Act.PROFILE_CONFIRMED, case=case_id, giver=work.seat.partner, purpose=form.purpose, until=form.ends_on)


def open_again(work: Writing, case_id: UUID, giver: UUID | None = None) -> None:
    """The sharing profiles of a case must be confirmed again, or that of one giver: what it rests on changed."""
    work.session.execute(
        update(SharingProfile)
        .where(col(SharingProfile.region_id) == work.seat.region, col(SharingProfile.case_id) == case_id)
        .where(col(SharingProfile.replaced_at).is_(None), *((col(SharingProfile.giver_id) == giver,) if giver else ()))
        .values(replaced_at=work.now)
    )
