"""What waits at signals: to share, to acknowledge, to weigh, what is late for the secretary, what came of one's own."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, false, func, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.signal_terms import SignalState
from models.tables.casework import Case
from models.tables.people import Partner
from models.tables.sharing import Share
from models.tables.signals import Signal
from models.tables.weighing import Weighing
from models.terms import CaseState, PartnerKind
from models.views.signals import SignalWaiting, Why
from tafel import clock
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given
from tafel.sight import visible
from tafel.sight.joins import row_of
from tafel.sight.signals import IS_SIGNAL

_LATELY = timedelta(days=14)
_OPEN = (SignalState.NEW, SignalState.ENRICHING)


def for_me(reading: Reading) -> tuple[SignalWaiting, ...]:
    """The signals my partner is to take up or leads now, those of ours that nobody can read yet or that were weighed.

    For the secretary also what is late.
    """
    wanted = _WAITING[reading.seat.kind is PartnerKind.VZ]
    since = reading.now - _LATELY
    rows = reading.rows(wanted, since=since, from_day=clock.day_of(since), to_day=clock.day_of(reading.now))
    return tuple(_waiting(reading, row) for row in rows)


def _waiting(reading: Reading, row: Row[Any]) -> SignalWaiting:
    why = _why(reading, row)
    done = row.weighed_at if why in ("weighed", "leads") else None
    by = done or (row.acknowledge_by if why == "acknowledge" else row.weigh_by)
    if why == "follow-up":
        by = clock.end_of(row.follow_up_on)
    to_do = why in ("acknowledge", "weigh", "late")
    return SignalWaiting(
        case_id=row.id if row.inside else None, word=row.code_word, why=why, by=by, late=to_do and by < reading.now,
        partner=row.brought_by if to_do else row.handled_by,
    )  # fmt: skip


def _why(reading: Reading, row: Row[Any]) -> Why:
    if row.state is SignalState.WEIGHED:
        return "follow-up" if row.follows_up else "weighed" if row.brings == reading.seat.partner else "leads"
    if row.handler_partner_id != reading.seat.partner:
        return "late" if reading.seat.kind is PartnerKind.VZ and row.weigh_by < reading.now else "share"
    return "weigh" if row.acknowledged_at or row.weigh_by < reading.now else "acknowledge"


_brings, _handles = aliased(Partner), aliased(Partner)
_INSIDE = visible.membership_of(ASKER, col(Case.id))
_STANDS = and_(col(Case.state) == CaseState.OPEN, col(Signal.state).in_(_OPEN))
_ASKED = and_(_INSIDE, col(Signal.handler_partner_id) == ASKER.partner, _STANDS)
_reads = exists().where(
    col(Share.region_id) == col(Signal.region_id), col(Share.case_id) == col(Signal.case_id),
    col(Share.giver_id) == ASKER.partner, col(Share.receiver_id) == col(Signal.handler_partner_id),
    visible.in_force(NOW),
)  # fmt: skip
_UNREAD = and_(
    _INSIDE, col(Case.brought_by) == ASKER.partner, col(Signal.handler_partner_id) != ASKER.partner, _STANDS, ~_reads
)
_TOLD = and_(
    _INSIDE, col(Case.brought_by) == ASKER.partner, col(Signal.handler_partner_id) != ASKER.partner,
    col(Signal.state) == SignalState.WEIGHED, col(Signal.weighed_at) > given("since"),
)  # fmt: skip
_LEADS = and_(
    _INSIDE, col(Case.state) == CaseState.OPEN, col(Case.brought_by) != ASKER.partner,
    col(Signal.handler_partner_id) != ASKER.partner, col(Signal.weighed_at) > given("since"),
    col(Weighing.lead_partner_id) == ASKER.partner,
)  # fmt: skip
_LATE = and_(_STANDS, col(Signal.weigh_by) < NOW)
_FOLLOWS_UP = and_(
    _INSIDE, col(Case.state) == CaseState.OPEN, col(Signal.state) == SignalState.WEIGHED,
    or_(col(Weighing.lead_partner_id) == ASKER.partner, col(Signal.handler_partner_id) == ASKER.partner),
    col(Weighing.follow_up_on) >= given("from_day"), col(Weighing.follow_up_on) <= given("to_day"),
)  # fmt: skip
_last_weighing = (
    col(Weighing.region_id) == col(Signal.region_id), col(Weighing.reason_id) == col(Signal.reason_id)
)  # fmt: skip
_looked_at, _followed = aliased(Signal), aliased(Weighing)
_IN_REGION = select(col(_looked_at.case_id)).where(col(_looked_at.region_id) == ASKER.region)
_FEW = union_all(  # those are looked for first: all others were weighed long ago
    _IN_REGION.where(col(_looked_at.state).in_(_OPEN)),
    _IN_REGION.where(col(_looked_at.weighed_at) > given("since")),
    select(col(_followed.case_id)).where(
        col(_followed.region_id) == ASKER.region, col(_followed.follow_up_on) >= given("from_day"),
        col(_followed.follow_up_on) <= given("to_day"),
    ),
)  # fmt: skip
_FOUND: Any = (
    select(
        col(Case.id), col(Case.code_word), _INSIDE.label("inside"), col(Case.brought_by).label("brings"),
        col(_brings.short_name).label("brought_by"),
        col(_handles.short_name).label("handled_by"), col(Signal.state), col(Signal.handler_partner_id),
        col(Signal.acknowledge_by), col(Signal.acknowledged_at), col(Signal.weigh_by), col(Signal.weighed_at),
        col(Weighing.follow_up_on), func.coalesce(_FOLLOWS_UP, false()).label("follows_up"),
    )
    .select_from(Signal)
    .join(Case, IS_SIGNAL)
    .join(_brings, row_of(_brings, Case.brought_by, Case.region_id))
    .join(_handles, row_of(_handles, Signal.handler_partner_id, Signal.region_id))
    .outerjoin(Weighing, and_(*_last_weighing))
    .where(col(Signal.region_id) == ASKER.region, col(Case.id).in_(_FEW))
    .order_by(col(Signal.weigh_by), col(Case.id))
    .limit(30)
)  # fmt: skip
_WAITING = {
    True: _FOUND.where(or_(_ASKED, _UNREAD, _TOLD, _LEADS, _LATE, _FOLLOWS_UP)),
    False: _FOUND.where(or_(_ASKED, _UNREAD, _TOLD, _LEADS, _FOLLOWS_UP)),
}
