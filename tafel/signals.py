"""Signals: bring one in two minutes, keep it half-way, and let somebody own it from the moment it is there."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from models.acts import Act
from models.forms.casework import Autosave, PassageWords
from models.forms.signals import BringSignal
from models.mail_terms import Notice
from models.signal_terms import SignalState
from models.tables.casework import Case
from models.tables.people import Membership
from models.tables.signals import Checklist, Signal, SignalIndicator
from models.terms import DataCategory, ExploitationForm, StatementKind
from tafel import (
    casework,
    identifying,
    indicators,
    naming,
    notices,
    signal_checks,
    statements,
    versions,
    working_days,
)
from tafel.db import Writing
from tafel.refusals import Conflict, Refused, say
from tafel.sight import handed_out, signal_desk, visible
from tafel.sight import identifiers as identified
from tafel.sight import signals as seen

ACKNOWLEDGED_WITHIN, WEIGHED_WITHIN = 1, 5  # working days


def bring(work: Writing, form: BringSignal, *, shows_back: bool = True) -> UUID:
    """Bring a signal: who writes it is its only reader, until it is shared; and somebody is set to take it up.

    With `later` it is kept half-way, and nobody else knows of it. Raises Invalid for what cannot be. `shows_back`:
    whether it may be told that the same was brought before.
    """
    signal_checks.check(work, form, shows_back=shows_back)
    signal = _begun(work, form.draft) or _begin(work, form.draft)
    _same_text(work, signal, form)
    signal.facts_id = _say(work, signal, signal.facts_id, _words(form, form.text, StatementKind.FACT))
    signal.impression_id = _say(
        work, signal, signal.impression_id, _words(form, form.impression, StatementKind.OPINION)
    )
    _tick(work, signal, form)
    work.session.get_one(Case, (work.seat.region, signal.case_id)).municipality = form.municipality
    if not form.later:
        _hand_over(work, signal)
    identifying.take(work, signal.case_id, form, shows_back=shows_back)
    return signal.case_id


def keep_text(work: Writing, draft_id: UUID, kind: ExploitationForm, form: Autosave) -> str:
    """Keep what was seen while it is typed; returns the base of the next save."""
    signal = _begun(work, draft_id) or (_begin(work, draft_id) if form.text else None)
    if signal is not None and signal.facts_id:
        return statements.autosave(work, signal.facts_id, form)
    if signal is None or not form.text:
        return ""
    blank = BringSignal(once=draft_id, draft=draft_id, kind=kind, text=form.text, later=True)
    signal.facts_id = _say(work, signal, None, _words(blank, form.text, StatementKind.FACT))
    if signal.checklist_id is None:
        _tick(work, signal, blank)
    assert signal.facts_id
    return statements.base_of(visible.require_own_statement(work, signal.facts_id)[1])


def drop(work: Writing, case_id: UUID) -> None:
    """Throw a draft away: its words are taken back, and nobody ever knew of it."""
    signal = seen.require_draft(work, case_id)
    apart = [one.statement_id for one in identified.lines(work, case_id)]
    for stands in (signal.facts_id, signal.impression_id, signal.checklist_id, *apart):
        if stands:
            statements.remove(work, stands)
    signal.facts_id = signal.impression_id = signal.checklist_id = None


def _begun(work: Writing, draft_id: UUID) -> Signal | None:
    """The draft that a page began under an id of its own; whatever else bears that id does not exist."""
    if work.session.get(Case, (work.seat.region, draft_id)) is None:
        return None
    signal = seen.require_signal(work, draft_id)
    if signal.state is not SignalState.DRAFT:
        raise Refused(say("Dit signaal is al gebracht. Wat u nog weet, schrijft u op de pagina van het signaal."))
    return signal


def _begin(work: Writing, case_id: UUID) -> Signal:
    """A new one; or the one that another window began at this very moment, as when it saves itself while it is sent."""
    if not casework.open_signal(work, case_id):
        return _begun(work, case_id) or _begin(work, case_id)
    signal = Signal(region_id=work.seat.region, case_id=case_id, begun_at=work.now)
    work.session.add(signal)
    work.session.flush()
    work.record(Act.SIGNAL_BEGUN, case=case_id, giver=work.seat.partner)
    return signal


def _hand_over(work: Writing, signal: Signal) -> None:
    """From now on it waits for somebody; the partner that is to take it up knows that it does, and no more."""
    handler = signal_desk.handler(work)
    if handler is None:
        raise Refused(say("In deze regio pakt nog niemand signalen op. Vraag de beheerder om iemand aan te wijzen."))
    signal.state, signal.brought_at = SignalState.NEW, work.now
    signal.handler_id, signal.handler_partner_id = handler.membership_id, handler.partner_id
    signal.acknowledge_by = working_days.after(work.now, ACKNOWLEDGED_WITHIN)
    signal.weigh_by = working_days.after(work.now, WEIGHED_WITHIN)
    seat = work.session.get_one(Membership, (work.seat.region, handler.membership_id))
    casework.seat_handler(work, signal.case_id, seat)
    if seat.id != work.seat.membership:
        notices.tell(work, seat.id, Notice.SIGNAL_WAITS, "/signalen")
    work.record(
        Act.SIGNAL_BROUGHT, case=signal.case_id, giver=work.seat.partner, receiver=handler.partner_id,
        member=handler.membership_id,
    )  # fmt: skip


def _same_text(work: Writing, signal: Signal, form: BringSignal) -> None:
    """Raises Conflict where the text saved itself in another window after this page was drawn."""
    if not (signal.facts_id and form.base):
        return
    _, version = visible.require_own_statement(work, signal.facts_id)
    if form.base != statements.base_of(version):
        raise Conflict(say("Dit concept is intussen in een ander venster veranderd. Uw tekst staat er nog."))


def _words(form: BringSignal, text: str, kind: StatementKind) -> PassageWords | None:
    """Words about nobody, with the month in which it was last seen."""
    if not text:
        return None
    month = form.until or form.since
    return PassageWords(
        text=text, category=DataCategory.D0, kind=kind, reliability=form.reliability,
        observed_on=month.replace(day=1) if month else None,
    )  # fmt: skip


def _say(work: Writing, signal: Signal, stands: UUID | None, words: PassageWords | None) -> UUID | None:
    """The statement that holds these words: one's own with new words, a new one, or none where there are none."""
    if words is None:
        if stands:
            statements.remove(work, stands)
        return None
    found = statements.names_somebody(work, signal.case_id, words.text) or naming.question_names_somebody(words.text)
    words = words.model_copy(update={"names_person": found})
    if stands is None:
        statement = versions.new_statement(work, signal.case_id)
        versions.first_version(work, statement, words)
        work.record(Act.STATEMENT_WRITTEN, case=signal.case_id, giver=work.seat.partner, statement=statement.id)
        return statement.id
    statement, version = visible.require_own_statement(work, stands)
    if statements.words_of(work, statement, version) == words:
        return stands
    if version.written_by == work.seat.person and not handed_out.was_shown(work, version.id):
        versions.overwrite(work, statement, version, words)
    else:
        versions.next_version(work, statement, words)
    work.record(Act.STATEMENT_EDITED, case=signal.case_id, giver=work.seat.partner, statement=statement.id)
    return stands


def _tick(work: Writing, signal: Signal, form: BringSignal) -> None:
    """Keep what was ticked: as words that can be shared like any others, and as codes for what counts them."""
    codes = indicators.known(form.indicators)
    words = _words(form, _checklist_words(form, codes), StatementKind.FACT)
    signal.checklist_id = stands = _say(work, signal, signal.checklist_id, words)
    assert stands
    here = (col(SignalIndicator.region_id) == work.seat.region, col(SignalIndicator.statement_id) == stands)
    work.session.execute(delete(SignalIndicator).where(*here))
    row = work.session.get(Checklist, (work.seat.region, stands))
    if row is None:
        row = Checklist(region_id=work.seat.region, statement_id=stands, form=form.kind)
        work.session.add(row)
    row.form, row.seen_from, row.seen_to = form.kind, form.since, form.until
    work.session.flush()
    work.session.add_all(SignalIndicator(region_id=work.seat.region, statement_id=stands, code=code) for code in codes)
    work.session.flush()


def _checklist_words(form: BringSignal, codes: Iterable[str]) -> str:
    lines = [indicators.forms()[form.kind].nl]
    months = [f"{month:%m-%Y}" for month in (form.since, form.until) if month]
    if months:
        lines.append(f"Gezien: {' tot en met '.join(dict.fromkeys(months))}.")
    lines += [f"{code}. {indicators.by_code()[code].nl}" for code in codes]
    return "\n".join(lines)
