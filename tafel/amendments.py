"""What was corrected or recalled is kept with who had it: each is told, and asked what it did about it."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from models.acts import Act
from models.amend_terms import AmendmentKind, RecallReason
from models.mail_terms import Notice
from models.tables.amendments import Amendment, AmendmentReceiver
from models.tables.casework import Statement
from tafel import ids, notices
from tafel.db import Writing
from tafel.refusals import Refused, say
from tafel.sight import amended as seen
from tafel.sight import handed_out
from tafel.sight.amended import Had

_FIRST = say("Anderen kregen dit al te zien. Haal het eerst bij hen terug, met een reden. Daarna kan dit wel.")


def recalled(work: Writing, statement: Statement, receivers: Collection[UUID], reason: RecallReason) -> UUID:
    """Keep that a statement was taken back from these partners, with a line for each, and tell who was shown it."""
    amendment = add(work, statement, AmendmentKind.RECALLED, reason=reason)
    shown = had(work, statement.id)
    for receiver in sorted(receivers, key=str):
        work.record(
            Act.SHARE_RECALLED, case=statement.case_id, giver=statement.partner_id, receiver=receiver,
            statement=statement.id, amendment=amendment.id, recalled_for=reason, had=receiver in shown,
        )  # fmt: skip
    tell(work, amendment, {receiver: one for receiver, one in shown.items() if receiver in receivers})
    return amendment.id


def require_recalled(work: Writing, statement_id: UUID) -> None:
    """What others were shown was taken back from all of them, with a reason. Raises Refused."""
    had(work, statement_id)
    if any(one.shown_at and one.to_recall for one in seen.has_it(work, statement_id)):
        raise Refused(_FIRST)


def add(
    work: Writing, statement: Statement, kind: AmendmentKind, *, known_as: UUID | None = None, **more: Any
) -> Amendment:
    """Keep a correction or a recall."""
    amendment = Amendment(
        region_id=work.seat.region, id=known_as or ids.new(), case_id=statement.case_id, statement_id=statement.id,
        giver_id=statement.partner_id, kind=kind, made_by=work.seat.person, made_at=work.now, **more,
    )  # fmt: skip
    work.session.add(amendment)
    work.session.flush()
    return amendment


def had(work: Writing, statement_id: UUID) -> Mapping[UUID, Had]:
    """Who was shown it; whoever is being shown it now is so before this, or no more."""
    work.session.flush()
    handed_out.hold_ledger(work)
    return seen.had(work, statement_id)


def tell(work: Writing, amendment: Amendment, shown: Mapping[UUID, Had]) -> None:
    """Each partner that had it, and by mail its members of the case and who was shown it, as far as they still sit."""
    for receiver, one in shown.items():
        members = notices.members(work, amendment.case_id, receiver, one.members)
        work.session.add(
            AmendmentReceiver(
                region_id=work.seat.region, amendment_id=amendment.id, receiver_id=receiver, shown_at=one.since,
                had_as=list(one.had_as), told_at=work.now if members else None,
            )
        )  # fmt: skip
        for member in members:
            notices.tell(work, member, Notice.AMENDED, "/herstel")
    work.session.flush()
