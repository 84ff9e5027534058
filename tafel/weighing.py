"""Signals are taken up and weighed: acknowledged in a day, an outcome with its reason, and word back to the bringer.

What a table weighs and what two partners settle is one act; at a table it is said at an item.
"""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.signals import MakeCase, WeighSignal
from models.mail_terms import Notice
from models.meeting_terms import Closing
from models.rule_terms import PURPOSES_OF
from models.signal_terms import CaseStage, SignalOutcome, SignalState
from models.tables.casework import CaseClosing, CaseMember
from models.tables.signals import Signal
from models.tables.weighing import Weighing
from models.terms import CaseState
from tafel import case_care, casework, clock, live, notices, profiles, sharing, weighing_desk
from tafel.db import Writing
from tafel.prepared import ASKER, given
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import at_table, hearing, visible
from tafel.sight import signals as seen
from tafel.weighing_desk import Desk

REJECTED_KEPT = 6  # months


def acknowledge(work: Writing, case_id: UUID) -> None:
    """Tell the bringer that a signal arrived and is looked at."""
    signal = to_take_up(work, case_id)
    if signal.acknowledged_at is None:
        signal.acknowledged_at = work.now
        work.record(Act.SIGNAL_ACKNOWLEDGED, case=case_id, giver=work.seat.partner)
        _tell_bringers(work, case_id, visible.require_case(work, case_id).brought_by, Notice.SIGNAL_ARRIVED)


def weigh(work: Writing, case_id: UUID, form: WeighSignal, *, lead_knows: bool = False) -> None:
    """Say what comes of a signal, why, and what its bringer hears; a rejected one is kept for a short while alone.

    At a weighing table with the item of it; `lead_knows`: who leads was told of another one just now. Raises Invalid
    for what is missing or names somebody; Refused where nothing may go back to the bringer.
    """
    signal, desk = _from(work, case_id, form)
    weighing = weighing_desk.settle(desk, form, {desk.case.brought_by})
    signal.reason_id, signal.feedback_id = weighing.reason_id, weighing.feedback_id
    signal.acknowledged_at = signal.acknowledged_at or work.now
    signal.outcome = weighing.outcome
    if weighing.outcome is SignalOutcome.ENRICH:
        assert weighing.follow_up_on
        signal.state, signal.weigh_by = SignalState.ENRICHING, clock.end_of(weighing.follow_up_on)
    else:
        signal.state, signal.weighed_at = SignalState.WEIGHED, work.now
    work.session.flush()
    _tell_bringers(work, case_id, desk.case.brought_by, Notice.SIGNAL_WEIGHED)
    if weighing.lead_partner_id not in (None, desk.partner, desk.case.brought_by) and not lead_knows:
        for member in notices.members(work, case_id, weighing.lead_partner_id):
            notices.tell(work, member, Notice.SIGNAL_LED, "/signalen")
    if weighing.outcome is SignalOutcome.NO_TRAFFICKING:
        _reject(desk)


def weigh_at(work: Writing, meeting_id: UUID, form: WeighSignal) -> None:
    """The same from the page of the meeting in which the table weighs it; all who hear the item see it at once."""
    if form.item_id is None:
        raise NotFound
    item, meeting = at_table.require_item(work, form.item_id)
    if meeting.id != meeting_id:
        raise NotFound
    weigh(work, item.case_id, form)
    audience = hearing.audience(work, [item.id], meeting.chair_id, meeting.note_taker_id, work.seat.membership)
    live.tell(work, meeting_id, (live.Part.WEIGHED, live.Part.LINES), audience)


def make_case(work: Writing, case_id: UUID, form: MakeCase) -> None:
    """A weighed signal goes on as a case; nothing becomes more visible by it."""
    signal, case = seen.require_signal(work, case_id), visible.require_open_case(work, case_id)
    if case.stage is not CaseStage.SIGNAL:
        raise NotFound
    if signal.state is not SignalState.WEIGHED:
        raise Refused(say("Weeg het signaal eerst."))
    if work.seat.partner not in (signal.handler_partner_id, case.lead_partner_id):
        raise Refused(say("Alleen de regiehouder, of wie het signaal woog, maakt er een casus van."))
    if not set(form.purposes) <= set(PURPOSES_OF[case.framework]):
        raise Invalid(purposes=say("Een van deze doelen hoort niet bij dit juridisch kader."))
    case.stage = CaseStage.CASE
    casework.set_purposes(work, case_id, form.purposes)
    profiles.open_again(work, case_id)
    if look_again := next(iter(work.values(_FOLLOW_UP, case=case_id)), None):
        case_care.of_case(work, case_id).review_on = look_again
    work.record(Act.SIGNAL_MADE_CASE, case=case_id, giver=work.seat.partner, purposes=form.purposes)


def to_take_up(work: Writing, case_id: UUID) -> Signal:
    """The signal, held, for the partner that is to take it up."""
    signal = seen.require_signal(work, case_id)
    if signal.state is SignalState.DRAFT or signal.handler_partner_id != work.seat.partner:
        raise Refused(say("Alleen wie dit signaal oppakt, kan dit."))
    _to_weigh(signal)
    return signal


def _from(work: Writing, case_id: UUID, form: WeighSignal) -> tuple[Signal, Desk]:
    """The signal, held, and from where it is weighed."""
    if form.item_id is None:
        return to_take_up(work, case_id), weighing_desk.between_partners(work, case_id)
    signal = work.session.get(Signal, (work.seat.region, case_id), with_for_update=True)
    desk = weighing_desk.at_item(work, form.item_id, case_id, signal.handler_partner_id if signal else None)
    if signal is None or desk.case.stage is not CaseStage.SIGNAL:
        raise NotFound
    _to_weigh(signal)
    return signal, desk


def _to_weigh(signal: Signal) -> None:
    if signal.state is SignalState.WEIGHED:
        raise Refused(say("Dit signaal is al gewogen."))


def _tell_bringers(work: Writing, case_id: UUID, partner: UUID, notice: Notice) -> None:
    for member in work.values(_BRINGERS, case=case_id, partner=partner):
        notices.tell(work, member, notice, "/signalen")


def _reject(desk: Desk) -> None:
    """No trafficking: closed at once, and kept for a short while alone."""
    work, case = desk.work, desk.case
    kept_to = clock.months_on(clock.day_of(work.now), REJECTED_KEPT)
    case.state, case.closed_at = CaseState.CLOSED, work.now
    sharing.end_with_case(work, case.id, kept_to)
    work.session.add(
        CaseClosing(
            region_id=work.seat.region, case_id=case.id, closed_at=work.now, reason=Closing.NO_SIGNS, kept_to=kept_to,
            closed_by=work.seat.person,
        )
    )  # fmt: skip
    work.record(Act.CASE_CLOSED, case=case.id, giver=desk.partner, closing=Closing.NO_SIGNS, kept_to=kept_to)


_BRINGERS = select(col(CaseMember.membership_id)).where(
    col(CaseMember.region_id) == ASKER.region, col(CaseMember.case_id) == given("case"),
    col(CaseMember.partner_id) == given("partner"), col(CaseMember.until).is_(None),
    col(CaseMember.membership_id) != ASKER.membership,
)  # fmt: skip
_FOLLOW_UP = (
    select(col(Weighing.follow_up_on))
    .where(col(Weighing.region_id) == ASKER.region, col(Weighing.case_id) == given("case"))
    .order_by(col(Weighing.at).desc())
    .limit(1)
)
