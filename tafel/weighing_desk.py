"""What every weighing does: the outcome with its reason, who leads and why, word to the bringers, who is asked.

Its words are those of the partner that takes it up. Somebody of that partner says them, or the note-taker of the item
at which the table weighs it writes them down: then they go under that partner's sharing profile, as all that a
note-taker writes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from models.acts import Act
from models.forms.casework import PassageWords
from models.forms.questions import AskQuestion
from models.forms.sharing import GiveShares
from models.forms.signals import WeighSignal
from models.meeting_terms import LineKind, MeetingKind, MeetingState, Route
from models.signal_terms import ROUTES_OF, SignalOutcome
from models.tables.casework import Case
from models.tables.meetings import AgendaItem
from models.tables.room import Decision, Line
from models.tables.weighing import Weighing
from models.terms import Condition, DataCategory, Purpose, StatementKind
from tafel import asking, casework, clock, ids, naming, narrowing, on_behalf, sharing, versions
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, Said, say
from tafel.sight import ask_page, asked, at_table, care, noting, own, profiles, visible

LED = frozenset(
    {SignalOutcome.CRIMINAL, SignalOutcome.CARE, SignalOutcome.ADMINISTRATIVE, SignalOutcome.COMBINED}
)  # fmt: skip
MAY_BE_LED = LED | {SignalOutcome.HANDED_OVER, SignalOutcome.CONSULTED}
_NOT_BACK = say("De regels staan niet toe dat dit teruggaat naar wie het signaal bracht. Schrijf het anders.")
_NO_PROFILE = say(
    "Wie dit signaal oppakt, bevestigde nog niet dat het aan deze tafel met de brenger deelt. Laat die partner de"
    " uitkomst zelf vastleggen."
)


@dataclass(frozen=True, slots=True)
class Desk:
    """From where something is weighed: the act, as the partner that takes it up, and at which item, if at one."""

    work: Writing
    giver: Writing
    case: Case
    item: AgendaItem | None

    @property
    def partner(self) -> UUID:
        """The partner that takes it up."""
        assert self.giver.seat.partner
        return self.giver.seat.partner


def between_partners(work: Writing, case_id: UUID) -> Desk:
    """Without a table: from the seat of a member for the partner that takes it up."""
    return Desk(work, work, visible.require_open_case(work, case_id), None)


def at_item(work: Writing, item_id: UUID, case_id: UUID, handler: UUID | None) -> Desk:
    """At a weighing table, once the item is begun: by the partner that takes it up, or by the note-taker for it."""
    item, meeting = at_table.require_item(work, item_id)
    if (meeting.kind, item.case_id) != (MeetingKind.WEIGHING, case_id) or handler is None:
        raise NotFound
    at_table.require_state(meeting, (MeetingState.IN_SESSION,))
    if item.opened_at is None:
        raise Refused(noting.NOT_YET)
    giver = on_behalf.as_giver(work, item.case_id, handler)
    takes_notes = (item.note_taker_id or meeting.note_taker_id) == work.seat.membership
    if giver is None or not (giver is work or takes_notes):
        raise Refused(say("Alleen wie dit signaal oppakt, of de notulist, legt de uitkomst vast."))
    return Desk(work, giver, visible.require_open_case(giver, item.case_id), item)


def settle(desk: Desk, form: WeighSignal, bringers: Collection[UUID]) -> Weighing:
    """Record a weighing with all that goes with it; each bringer hears of it.

    Raises Invalid for what is missing or names somebody; Refused where nothing may go back to the bringers.
    """
    form = fitting(form)
    _check(desk, form)
    work, case = desk.giver, desk.case
    if form.lead_partner_id:  # takes part from now; nothing is shared by it
        _join(work, case.id, [form.lead_partner_id], "lead_partner_id")
        case.lead_partner_id = form.lead_partner_id
    _ask(desk, form)
    everyone = set(work.values(care.PARTNERS, case=case.id))
    heard = noting.inside(work, desk.item.id) | {case.lead_partner_id} if desk.item else everyone
    weighing = Weighing(
        region_id=work.seat.region, id=ids.new(), case_id=case.id, item_id=desk.item.id if desk.item else None,
        outcome=form.outcome, routes=[*form.routes], lead_partner_id=form.lead_partner_id,
        follow_up_on=form.follow_up_on, at=work.now, weighed_by=work.seat.person,
        reason_id=_tell(desk, form.reason, StatementKind.OPINION, everyone & heard)[0],
        lead_reason_id=_tell(desk, form.lead_reason, StatementKind.OPINION, everyone & heard)[0]
        if form.lead_reason else None,
        feedback_id=_feed_back(desk, form.feedback, bringers),
    )  # fmt: skip
    work.session.add(weighing)
    work.session.flush()
    if desk.item:
        _into_minutes(desk, desk.item, weighing)
    work.record(
        Act.SIGNAL_WEIGHED, case=case.id, giver=desk.partner, outcome=form.outcome, routes=form.routes,
        lead=form.lead_partner_id, follow_up=form.follow_up_on, item=weighing.item_id,
        meeting=desk.item.meeting_id if desk.item else None,
    )  # fmt: skip
    return weighing


def fitting(form: WeighSignal) -> WeighSignal:
    """The form without what does not go with its outcome: a browser without scripts sends all of it."""
    known = ROUTES_OF.get(form.outcome, ())
    kept: dict[str, object] = {"routes": [one for one in known if one in form.routes]}
    if form.outcome not in MAY_BE_LED or form.lead_partner_id is None:
        kept |= {"lead_partner_id": None, "lead_reason": ""}
    if form.outcome is not SignalOutcome.ENRICH:
        kept |= {"ask": [], "question": ""}
    if form.outcome is SignalOutcome.NO_TRAFFICKING:
        kept["follow_up_on"] = None
    return form.model_copy(update=kept)


def _check(desk: Desk, form: WeighSignal) -> None:
    wrong: dict[str, Said | None] = {
        name: naming.NAMES_SOMEBODY
        for name in ("reason", "feedback", "lead_reason", "question")
        if not form.nameless and _names_somebody(desk, getattr(form, name))
    }
    wrong |= _missing(form)
    today, comes_back = clock.day_of(desk.work.now), form.outcome is SignalOutcome.ENRICH
    if form.follow_up_on and form.follow_up_on < today:
        wrong["follow_up_on"] = say("Deze dag is al voorbij. Kies een dag vanaf vandaag.")
    elif comes_back and form.follow_up_on and form.follow_up_on > today + ask_page.LONGEST:
        wrong["follow_up_on"] = say("Kies een datum binnen drie maanden.")
    if desk.partner in form.ask:
        wrong["ask"] = say("U kunt uw eigen partner niets vragen. Kies een andere.")
    if found := {field: why for field, why in wrong.items() if why}:
        raise Invalid(**found)


def _missing(form: WeighSignal) -> dict[str, Said]:
    """A sentence for what the outcome needs besides."""
    missing: dict[str, Said] = {}
    if form.outcome is SignalOutcome.COMBINED and len(form.routes) < 2:  # noqa: PLR2004 a combination
        missing["routes"] = say("Kies ten minste twee routes.")
    elif form.outcome in ROUTES_OF and not form.routes:
        missing["routes"] = say("Kies welke route het wordt.")
    if form.outcome in LED and form.lead_partner_id is None:
        missing["lead_partner_id"] = say("Kies wie de regie krijgt.")
    if form.lead_partner_id and not form.lead_reason:
        missing["lead_reason"] = say("Zeg waarom deze partner de beste kaarten heeft.")
    if form.outcome is SignalOutcome.ENRICH and form.follow_up_on is None:
        missing["follow_up_on"] = say("Kies wanneer het opnieuw wordt gewogen.")
    if form.question and not form.ask:
        missing["ask"] = say("Kies ten minste één partner.")
    if form.ask and not form.question:
        missing["question"] = say("Schrijf wat u van deze partners wilt weten.")
    return missing


def _names_somebody(desk: Desk, text: str) -> bool:
    return bool(text) and (naming.title_names_somebody(text) or own.names_somebody(desk.giver, desk.case.id, text))


def _tell(desk: Desk, text: str, kind: StatementKind, to: Collection[UUID]) -> tuple[UUID, int]:
    """Words of the partner that takes it up, about nobody, for those they are meant for; and with how many shared."""
    work, case_id = desk.giver, desk.case.id
    statement = versions.new_statement(work, case_id)
    named = own.names_somebody(work, case_id, text)
    words = PassageWords(text=text, category=DataCategory.D0, kind=kind, names_person=named)
    version = versions.first_version(work, statement, words)
    work.record(Act.STATEMENT_WRITTEN, case=case_id, giver=desk.partner, statement=statement.id)
    others = sorted(set(to) - {desk.partner}, key=str)
    if work is not desk.work:
        return statement.id, on_behalf.share(desk.work, case_id, desk.partner, [statement.id], others)
    if not others:
        return statement.id, 0
    form = GiveShares(
        once=ids.new(), versions=[version.id], receivers=others, purpose=Purpose.P1,
        ends_on=profiles.default_end(clock.day_of(work.now)), declared=[Condition.DECL_MIN],
    )  # fmt: skip
    return statement.id, sharing.give_where_permitted(work, case_id, form)


def _feed_back(desk: Desk, text: str, bringers: Collection[UUID]) -> UUID:
    statement, given = _tell(desk, text, StatementKind.FACT, bringers)
    if set(bringers) - {desk.partner} and not given:
        raise Refused(_NOT_BACK if desk.giver is desk.work else _NO_PROFILE)
    return statement


def _join(work: Writing, case_id: UUID, partners: Collection[UUID], field: str) -> None:
    try:
        casework.join_for_item(work, case_id, partners)
    except Refused as refused:
        raise Invalid(**{field: refused.why}) from None


def _ask(desk: Desk, form: WeighSignal) -> None:
    """Ask partners what they know, by the day before it comes back; whoever is asked takes part from now."""
    if not form.ask:
        return
    work, case_id = desk.giver, desk.case.id
    wanted = sorted(set(form.ask), key=str)
    if work is not desk.work:
        profile = profiles.of_case(work, case_id)
        if profile is None or not profile.fresh or not set(wanted) <= set(profile.receivers):
            raise Refused(_NO_PROFILE)
    _join(work, case_id, wanted, "ask")
    assert form.follow_up_on
    today = clock.day_of(work.now)
    question = AskQuestion(
        once=ids.new(), text=form.question, category=DataCategory.D0, receivers=wanted, purpose=Purpose.P1,
        due_on=max(today, form.follow_up_on - timedelta(days=1)), declared=[Condition.DECL_MIN],
        reliability=asked.how_known(work), names_person=own.names_somebody(work, case_id, form.question),
        nameless=form.nameless,
    )  # fmt: skip
    asking.ask(work, case_id, question)


def _into_minutes(desk: Desk, item: AgendaItem, weighing: Weighing) -> None:
    """The reason is a decision at the item, and stands in the minutes of who may read it."""
    work = desk.work
    key = {"region_id": work.seat.region, "statement_id": weighing.reason_id}
    work.session.add(
        Line(
            **key, item_id=item.id, kind=LineKind.DECISION, taken_by=work.seat.membership, confirmed_at=work.now,
            confirmed_by=work.seat.person,
        )
    )  # fmt: skip
    work.session.flush()
    work.session.add(Decision(**key, route=Route.ROUTE, lead_partner_id=weighing.lead_partner_id))
    work.session.flush()
    part = next((one.id for one in noting.parts_with_us(work, item.id) if one.ended_at is None), None)
    narrowing.keep(work, item.id, (weighing.reason_id, desk.partner), part or "circle")
