"""The form of a signal as its writer may have it: a draft to go on with, and whether the same was brought before."""

from datetime import date, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import col

from models.tables.casework import Case, Statement, Version
from models.tables.signals import Checklist, Signal, SignalIndicator
from models.terms import ExploitationForm
from models.views.signals import SignalForm
from tafel import keys
from tafel.db import Reading
from tafel.prepared import ASKER, NOW, given
from tafel.sight import identifiers, own, passages, signal_desk, visible
from tafel.sight.checklists import TICKED
from tafel.sight.joins import row_of
from tafel.sight.signals import IS_SIGNAL, require_draft

_LOOKED_BACK = timedelta(days=30)


class Typed(NamedTuple):
    """What a draft holds, as its form takes it."""

    kind: ExploitationForm
    text: str
    impression: str
    reliability: str
    municipality: str
    since: date | None
    until: date | None
    indicators: tuple[str, ...]
    base: str
    apart: dict[str, str]


def signal_form(reading: Reading, case_id: UUID | None = None) -> SignalForm:
    """The form of a new signal, or of a draft of mine."""
    signal = require_draft(reading, case_id) if case_id else None
    handler = signal_desk.handler(reading)
    return SignalForm(
        danger=signal_desk.danger(reading), handler=handler.partner if handler else None,
        resumed=signal is not None, facts_at=None,
    )  # fmt: skip


def typed(reading: Reading, case_id: UUID) -> Typed:
    """What a draft of mine holds, to go on with."""
    signal = require_draft(reading, case_id)
    assert signal.checklist_id
    stands = visible.require_case(reading, case_id)
    texts = {one: _own(reading, one) for one in (signal.facts_id, signal.impression_id) if one}
    ticked = reading.row(_OWN_CHECKLIST, statement=signal.checklist_id)
    text, base, reliability = texts.get(signal.facts_id, ("", "", "own-observation"))  # type: ignore[arg-type]
    return Typed(
        kind=ticked.form, text=text, impression=texts[signal.impression_id][0] if signal.impression_id else "",
        reliability=reliability, municipality=stands.municipality or "", since=ticked.seen_from, until=ticked.seen_to,
        indicators=tuple(reading.values(_CODES, statements=[signal.checklist_id])), base=base,
        apart=_apart(reading, case_id),
    )  # fmt: skip


def same_before(reading: Reading, text: str, place: str | None, draft: UUID) -> str | None:
    """What the signal is called in which this person brought these very words in the last month, of the same place."""
    for row in reading.rows(_MINE, since=reading.now - _LOOKED_BACK, draft=draft):
        elsewhere = place and row.municipality and _plain(place) != _plain(row.municipality)
        if not elsewhere and _plain(
            passages.words_of_ours(reading, keys.case_key(reading, row.case_id), row)
        ) == _plain(text):
            return cast("str", row.code_word)
    return None


def _apart(reading: Reading, case_id: UUID) -> dict[str, str]:
    """What identifies in it, by the name of its field."""
    lines = identifiers.lines(reading, case_id)
    born = next((one.born for one in lines if one.born), None)
    return {one.kind.value: one.value for one in lines} | ({"born": str(born)} if born else {})


def _own(reading: Reading, statement_id: UUID) -> tuple[str, str, str]:
    statement, version = visible.require_own_statement(reading, statement_id)
    reliability = version.reliability.value if version.reliability else "own-observation"
    return own.own_text(reading, statement, version), f"{version.id}.{version.edit}", reliability


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


_CODES = TICKED.with_only_columns(col(SignalIndicator.code))
_OWN_CHECKLIST: Any = select(col(Checklist.form), col(Checklist.seen_from), col(Checklist.seen_to)).where(
    col(Checklist.region_id) == ASKER.region, col(Checklist.statement_id) == given("statement")
)
_MINE: Any = (
    select(
        col(Case.id).label("case_id"), col(Case.code_word), col(Case.municipality),
        col(Version.id).label("version_id"), col(Version.edit),
        col(Version.text_sealed), col(Version.written_by),
    )
    .select_from(Signal)
    .join(Case, IS_SIGNAL)
    .join(Statement, row_of(Statement, Signal.facts_id, Signal.region_id))
    .join(Version, and_(*visible.latest()))
    .where(visible.versions(ASKER, NOW), visible.cases(ASKER), col(Version.written_by) == ASKER.person)
    .where(col(Signal.brought_at) > given("since"), col(Case.id) != given("draft"))
)  # fmt: skip
