"""The file of an item that is no case: what is said at it hangs there, and its members are the circle's people."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlmodel import col

from models.rule_terms import PURPOSES_OF
from models.tables.casework import Case, CaseMember, CasePartner, CasePurpose
from models.tables.meetings import Meeting
from models.tables.people import Membership
from tafel import ids, keys
from tafel.db import Writing

_LONGEST = 40


def open_file(work: Writing, meeting: Meeting, title: str, circle: Collection[UUID]) -> UUID:
    """A file under the frame of the meeting, with the partners of the circle; no list of cases shows it."""
    assert work.seat.partner is not None
    made = Case(
        region_id=work.seat.region, id=ids.new(), reference=ids.new().hex[:12], code_word=title[:_LONGEST],
        framework=meeting.framework, brought_by=work.seat.partner, lead_partner_id=work.seat.partner,
        opened_at=work.now,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    purpose = PURPOSES_OF[meeting.framework][0]
    work.session.add(CasePurpose(region_id=work.seat.region, case_id=made.id, purpose=purpose, position=0))
    keys.make_case_key(work.session, work.seat.region, made.id)
    join(work, made.id, circle, (meeting.chair_id, meeting.note_taker_id))
    return made.id


def rename(work: Writing, case_id: UUID, title: str) -> None:
    """The file is called as its item is."""
    work.session.get_one(Case, (work.seat.region, case_id)).code_word = title[:_LONGEST]


def join(work: Writing, case_id: UUID, circle: Collection[UUID], also: Collection[UUID] = ()) -> None:
    """Let partners take part in a file, each with its contact persons; whoever takes part already stays as it is.

    `also`: seats that run the item, where their partner is in the circle.
    """
    here = (col(CasePartner.region_id) == work.seat.region, col(CasePartner.case_id) == case_id)
    inside = set(
        work.session.scalars(select(col(CasePartner.partner_id)).where(*here, col(CasePartner.until).is_(None)))
    )
    fresh = sorted(set(circle) - inside, key=str)
    if not fresh:
        return
    same = {"region_id": work.seat.region, "case_id": case_id, "since": work.now}
    work.session.execute(insert(CasePartner), [same | {"id": ids.new(), "partner_id": partner} for partner in fresh])
    readers = _readers(work, fresh, {*also, work.seat.membership})
    if readers:
        same |= {"added_by": work.seat.person}
        work.session.execute(
            insert(CaseMember),
            [same | {"id": ids.new(), "membership_id": seat, "partner_id": partner} for seat, partner in readers],
        )


def leave(work: Writing, case_id: UUID, partners: Collection[UUID]) -> None:
    """Partners take part in a file no longer, and their people stop reading it."""
    for table in (CasePartner, CaseMember):
        work.session.execute(
            update(table)
            .where(col(table.region_id) == work.seat.region, col(table.case_id) == case_id)
            .where(col(table.partner_id).in_(partners), col(table.until).is_(None))
            .values(until=work.now)
        )


def _readers(work: Writing, partners: Collection[UUID], also: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """The contact persons of these partners, and of the others those named, where secrecy was signed."""
    found = work.session.execute(
        select(col(Membership.id), col(Membership.partner_id), col(Membership.is_contact)).where(
            col(Membership.region_id) == work.seat.region,
            col(Membership.partner_id).in_(partners),
            col(Membership.confirmed_at).is_not(None),
            col(Membership.ended_at).is_(None),
            col(Membership.secrecy_until) > work.now,
        )
    )
    return [(one.id, one.partner_id) for one in found if one.is_contact or one.id in also]
