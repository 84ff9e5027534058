"""Signals are taken up and weighed: acknowledged in a day, an outcome with its reason, and word back to the bringer."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.casework import PassageWords
from models.forms.sharing import GiveShares
from models.forms.signals import MakeCase, WeighSignal
from models.mail_terms import Notice
from models.meeting_terms import Closing
from models.rule_terms import PURPOSES_OF
from models.signal_terms import CaseStage, SignalOutcome, SignalState
from models.tables.casework import Case, CaseClosing, CaseMember
from models.tables.signals import Signal
from models.terms import CaseState, Condition, DataCategory, Purpose, StatementKind
from tafel import casework, clock, ids, naming, notices, profiles, sharing, versions
from tafel.db import Writing
from tafel.prepared import ASKER, given
from tafel.refusals import Invalid, Refused, Said, say
from tafel.sight import care, own, visible
from tafel.sight import profiles as profiled
from tafel.sight import signals as seen

REJECTED_KEPT = 6  # months
LED = frozenset(
    {SignalOutcome.CRIMINAL, SignalOutcome.CARE, SignalOutcome.ADMINISTRATIVE, SignalOutcome.COMBINED}
)  # fmt: skip


def acknowledge(work: Writing, case_id: UUID) -> None:
    """Tell the bringer that a signal arrived and is looked at."""
    signal = _to_take_up(work, case_id)
    if signal.acknowledged_at is None:
        signal.acknowledged_at = work.now
        work.record(Act.SIGNAL_ACKNOWLEDGED, case=case_id, giver=work.seat.partner)


def weigh(work: Writing, case_id: UUID, form: WeighSignal) -> None:
    """Say what comes of a signal, why, and what its bringer hears; a rejected one is kept for a short while alone.

    Raises Invalid for what is missing or names somebody; Refused where the rules let nothing go back to the bringer.
    """
    signal, case = _to_take_up(work, case_id), visible.require_open_case(work, case_id)
    _checked(work, case, form)
    if form.lead_partner_id:
        _lead(work, case, form.lead_partner_id)
    everyone = set(work.values(care.PARTNERS, case=case_id)) - {work.seat.partner}
    signal.reason_id = _tell(work, case_id, form.reason, StatementKind.OPINION, everyone)
    signal.feedback_id = _tell(
        work, case_id, form.feedback, StatementKind.FACT, {case.brought_by} - {work.seat.partner}
    )
    signal.acknowledged_at = signal.acknowledged_at or work.now
    signal.outcome = form.outcome
    if form.outcome is SignalOutcome.ENRICH:
        assert form.follow_up_on
        signal.state, signal.weigh_by = SignalState.ENRICHING, clock.end_of(form.follow_up_on)
    else:
        signal.state, signal.weighed_at = SignalState.WEIGHED, work.now
    work.session.flush()
    work.record(
        Act.SIGNAL_WEIGHED, case=case_id, giver=work.seat.partner, outcome=form.outcome, lead=form.lead_partner_id,
        follow_up=form.follow_up_on,
    )  # fmt: skip
    for member in work.values(_BRINGERS, case=case_id, partner=case.brought_by):
        notices.tell(work, member, Notice.SIGNAL_WEIGHED, "/signalen")
    if form.outcome is SignalOutcome.NO_TRAFFICKING:
        _reject(work, case)


def make_case(work: Writing, case_id: UUID, form: MakeCase) -> None:
    """A weighed signal goes on as a case; nothing becomes more visible by it."""
    signal, case = seen.require_signal(work, case_id), visible.require_open_case(work, case_id)
    if signal.state is not SignalState.WEIGHED:
        raise Refused(say("Weeg het signaal eerst."))
    if work.seat.partner not in (signal.handler_partner_id, case.lead_partner_id):
        raise Refused(say("Alleen de regiehouder, of wie het signaal woog, maakt er een casus van."))
    if not set(form.purposes) <= set(PURPOSES_OF[case.framework]):
        raise Invalid(purposes=say("Een van deze doelen hoort niet bij dit juridisch kader."))
    case.stage = CaseStage.CASE
    casework.set_purposes(work, case_id, form.purposes)
    profiles.open_again(work, case_id)
    work.record(Act.SIGNAL_MADE_CASE, case=case_id, giver=work.seat.partner, purposes=form.purposes)


def _to_take_up(work: Writing, case_id: UUID) -> Signal:
    """The signal, held, for the partner that is to take it up."""
    signal = seen.require_signal(work, case_id)
    work.session.refresh(signal, with_for_update=True)
    if signal.state is SignalState.DRAFT or signal.handler_partner_id != work.seat.partner:
        raise Refused(say("Alleen wie dit signaal oppakt, kan dit."))
    if signal.state is SignalState.WEIGHED:
        raise Refused(say("Dit signaal is al gewogen."))
    return signal


def _checked(work: Writing, case: Case, form: WeighSignal) -> None:
    wrong: dict[str, Said] = {}
    for field, text in (("reason", form.reason), ("feedback", form.feedback)):
        named = naming.title_names_somebody(text) or own.names_somebody(work, case.id, text)
        if named and not form.nameless:
            wrong[field] = naming.NAMES_SOMEBODY
    if form.outcome in LED and form.lead_partner_id is None:
        wrong["lead_partner_id"] = say("Kies wie de regie krijgt.")
    if form.outcome is SignalOutcome.ENRICH and form.follow_up_on is None:
        wrong["follow_up_on"] = say("Kies wanneer het opnieuw wordt gewogen.")
    if form.follow_up_on and form.follow_up_on < clock.day_of(work.now):
        wrong["follow_up_on"] = say("Deze dag is al voorbij. Kies een dag vanaf vandaag.")
    if wrong:
        raise Invalid(**wrong)


def _lead(work: Writing, case: Case, partner: UUID) -> None:
    """Who holds the best cards takes part from now; nothing is shared by it."""
    casework.join_for_item(work, case.id, [partner])
    case.lead_partner_id = partner


def _tell(work: Writing, case_id: UUID, text: str, kind: StatementKind, to: Collection[UUID]) -> UUID:
    """Words of the partner that weighs, about nobody, for those they are meant for."""
    named = own.names_somebody(work, case_id, text)
    statement = versions.new_statement(work, case_id)
    words = PassageWords(text=text, category=DataCategory.D0, kind=kind, names_person=named)
    version = versions.first_version(work, statement, words)
    work.record(Act.STATEMENT_WRITTEN, case=case_id, giver=work.seat.partner, statement=statement.id)
    if to:
        form = GiveShares(
            once=ids.new(), versions=[version.id], receivers=sorted(to, key=str), purpose=Purpose.P1,
            ends_on=profiled.default_end(clock.day_of(work.now)), declared=[Condition.DECL_MIN],
        )  # fmt: skip
        if not sharing.give_where_permitted(work, case_id, form):
            raise Refused(
                say("De regels staan niet toe dat dit teruggaat naar wie het signaal bracht. Schrijf het anders.")
            )
    return statement.id


def _reject(work: Writing, case: Case) -> None:
    """No trafficking: closed at once, and kept for a short while alone."""
    kept_to = clock.months_on(clock.day_of(work.now), REJECTED_KEPT)
    case.state, case.closed_at = CaseState.CLOSED, work.now
    sharing.end_with_case(work, case.id, kept_to)
    work.session.add(
        CaseClosing(
            region_id=work.seat.region, case_id=case.id, closed_at=work.now, reason=Closing.NO_SIGNS, kept_to=kept_to,
            closed_by=work.seat.person,
        )
    )  # fmt: skip
    work.record(Act.CASE_CLOSED, case=case.id, giver=work.seat.partner, closing=Closing.NO_SIGNS, kept_to=kept_to)


_BRINGERS = select(col(CaseMember.membership_id)).where(
    col(CaseMember.region_id) == ASKER.region, col(CaseMember.case_id) == given("case"),
    col(CaseMember.partner_id) == given("partner"), col(CaseMember.until).is_(None),
    col(CaseMember.membership_id) != ASKER.membership,
)  # fmt: skip
