"""A signal goes on to another handler: with a reason, its terms kept, and only to who may be one.

It is never without one: where a seat ends, another takes over.
"""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.casework import PassageWords
from models.forms.sharing import GiveShares
from models.forms.signals import HandOn
from models.mail_terms import Notice
from models.signal_terms import SignalState
from models.tables.casework import Case
from models.tables.people import Membership
from models.tables.signals import Signal
from models.tables.weighing import HandedOn
from models.terms import Condition, DataCategory, Purpose, StatementKind
from tafel import casework, clock, ids, naming, notices, sharing, versions, weighing
from tafel.db import Writing
from tafel.prepared import ASKER, given
from tafel.refusals import Invalid, say
from tafel.sight import own, profiles, signal_desk
from tafel.sight.signal_desk import Handler


def hand_on(work: Writing, case_id: UUID, form: HandOn) -> None:
    """Let another take a signal up. Who does takes part from now, and knows that it waits; nothing else is shared.

    Raises Invalid for somebody who cannot be a handler, or is it already, and for a reason that names somebody.
    """
    signal = weighing.to_take_up(work, case_id)
    able = {one.membership_id: one for one in signal_desk.able(work)}
    if form.member_id not in able or form.member_id == signal.handler_id:
        raise Invalid(member_id=say("Kies een ander die signalen kan oppakken."))
    named = naming.title_names_somebody(form.reason) or own.names_somebody(work, case_id, form.reason)
    if named and not form.nameless:
        raise Invalid(reason=naming.NAMES_SOMEBODY)
    giver, to = work.seat.partner, able[form.member_id]
    assert giver
    casework.seat_handler(work, case_id, work.session.get_one(Membership, (work.seat.region, to.membership_id)))
    reason = _say_why(work, case_id, form.reason, {to.partner_id} - {giver})
    signal.handler_id, signal.handler_partner_id = to.membership_id, to.partner_id
    work.session.add(
        HandedOn(
            region_id=work.seat.region, id=ids.new(), case_id=case_id, giver_id=giver, receiver_id=to.partner_id,
            at=work.now, handed_by=work.seat.person, reason_id=reason,
        )
    )  # fmt: skip
    work.session.flush()
    work.record(
        Act.SIGNAL_HANDED_ON, case=case_id, giver=giver, receiver=to.partner_id, member=to.membership_id,
        statement=reason,
    )  # fmt: skip
    notices.tell(work, to.membership_id, Notice.SIGNAL_WAITS, "/signalen")
    _tell_bringers(work, case_id, {giver, to.partner_id})


def handler_left(work: Writing, membership_id: UUID) -> None:
    """Who took signals up sits here no more: a colleague on the signal goes on with it, else who takes up new ones."""
    next_one = signal_desk.handler(work)
    for signal in work.things(_HELD, member=membership_id):
        colleagues = notices.members(work, signal.case_id, signal.handler_partner_id)
        if colleagues:
            signal.handler_id = colleagues[0]
        elif next_one:
            _go_on(work, signal, next_one)


def _go_on(work: Writing, signal: Signal, to: Handler) -> None:
    casework.seat_handler(work, signal.case_id, work.session.get_one(Membership, (work.seat.region, to.membership_id)))
    before, signal.handler_id, signal.handler_partner_id = signal.handler_partner_id, to.membership_id, to.partner_id
    work.session.flush()
    work.record(
        Act.SIGNAL_HANDED_ON, case=signal.case_id, giver=before, receiver=to.partner_id, member=to.membership_id
    )
    notices.tell(work, to.membership_id, Notice.SIGNAL_WAITS, "/signalen")
    _tell_bringers(work, signal.case_id, {to.partner_id})


def _tell_bringers(work: Writing, case_id: UUID, know_already: set[UUID]) -> None:
    """Who brought it hears that another takes it up: it is to be shared with that one."""
    bringer = work.session.get_one(Case, (work.seat.region, case_id)).brought_by
    for member in notices.members(work, case_id, bringer) if bringer not in know_already else ():
        notices.tell(work, member, Notice.SIGNAL_MOVED, "/signalen")


def _say_why(work: Writing, case_id: UUID, text: str, to: set[UUID]) -> UUID:
    """Why it goes on: words about nobody, for who takes it up."""
    statement = versions.new_statement(work, case_id)
    named = own.names_somebody(work, case_id, text)
    words = PassageWords(text=text, category=DataCategory.D0, kind=StatementKind.OPINION, names_person=named)
    version = versions.first_version(work, statement, words)
    work.record(Act.STATEMENT_WRITTEN, case=case_id, giver=work.seat.partner, statement=statement.id)
    if to:
        form = GiveShares(
            once=ids.new(), versions=[version.id], receivers=sorted(to, key=str), purpose=Purpose.P1,
            ends_on=profiles.default_end(clock.day_of(work.now)), declared=[Condition.DECL_MIN],
        )  # fmt: skip
        sharing.give_where_permitted(work, case_id, form)
    return statement.id


_HELD = select(Signal).where(
    col(Signal.region_id) == ASKER.region, col(Signal.handler_id) == given("member"),
    col(Signal.state).in_((SignalState.NEW, SignalState.ENRICHING)),
)  # fmt: skip
