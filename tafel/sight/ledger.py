"""The register as a reader may have it: all of it for the privacy officer, one's own acts for a partner's member.

A page is a handful of statements, however many lines it has. No word of a case is in it, for none is in the ledger.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.acts import Act, Result
from models.forms.ledger import AskEntry, AskRegister
from models.tables.casework import Case
from models.tables.ledger import Entry, EnvelopeCount, EnvelopeField
from models.tables.people import Partner
from models.terms import Role
from models.views.ledger import CaseWord, CheckPage, Flow, LedgerDay, LedgerLine, OneAct, PartnerChoice, Register
from tafel import clock, db, ledger
from tafel.context import Beyond
from tafel.db import Reading
from tafel.refusals import NotFound
from tafel.seat import Seat
from tafel.sight import at_table, ledger_cover, ledger_lines, misses, visible

PAGE = 100
_PERIOD = timedelta(days=7)


def register(reading: Reading, asked: AskRegister) -> Register:
    """The lines asked for, newest first; the privacy officer's reading is itself an act."""
    if not (reading.seat.partner or reading.seat.role is Role.PRIVACY_OFFICER):
        raise NotFound
    officer = reading.seat.role is Role.PRIVACY_OFFICER
    asked = with_period(asked, reading.now)
    rows, older = _page(reading, asked)
    cover = ledger_cover.cover(reading) if officer else None
    lines = ledger_lines.lines(reading, rows, covered=cover.held.size if cover and cover.held else 0)
    if officer:
        reading.consulted.append(consulted(asked, rows))
    return Register(
        days=_days(lines), first=asked.first, last=asked.last, older=older, is_first=asked.before is None, cover=cover,
        flows=_flows(reading, asked) if officer and asked.before is None else (),
        misses=misses.by_day(reading) if officer and asked.before is None else (),
        leaves_out_own=officer and _leaves_out_own(asked),
        partners=_partners(reading) if officer else (), cases=_cases(reading),
    )  # fmt: skip


def one_act(reading: Reading, asked: AskEntry) -> OneAct:
    """Everything the act of one entry left in the register, for the privacy officer; that too is on record."""
    if reading.seat.role is not Role.PRIVACY_OFFICER:
        raise NotFound
    rows = entries_of(reading, asked.line)
    held = ledger_cover.newest_held(reading)
    reading.consulted.append(consulted(AskRegister(), rows))
    lines = ledger_lines.lines(reading, rows, covered=held.size if held else 0, together=False)
    return OneAct(
        asked=next(line for line in lines if line.key == asked.line),
        lines=lines,
        vkey=ledger.public_key(reading),
    )


def check_page(reading: Reading) -> CheckPage:
    """What one needs to check the register oneself."""
    return CheckPage(vkey=ledger.public_key(reading))


def entries_of(reading: Reading, key: str) -> Sequence[Any]:
    """The entries of the act to which the one with this key belongs, in their order."""
    at, _, wanted = key.partition("~")
    rows = reading.session.execute(
        select(col(Entry.position), col(Entry.at), col(Entry.envelope))
        .where(visible.ledger(reading.seat), col(Entry.at) == at)
        .order_by(col(Entry.position))
    ).all()
    traces = {ledger_lines.id_of(row.envelope): ledger_lines.trace_of(row.envelope) for row in rows}
    if wanted not in traces:
        raise NotFound
    return [row for row in rows if ledger_lines.trace_of(row.envelope) == traces[wanted]]


def with_period(asked: AskRegister, now: datetime) -> AskRegister:
    """The same question with its period: the last week, unless another was asked for."""
    today = clock.day_of(now)
    last = asked.last or max(today, asked.first or today)
    return asked.model_copy(update={"last": last, "first": asked.first or last - _PERIOD})


def _page(reading: Reading, asked: AskRegister) -> tuple[Sequence[Any], str | None]:
    wanted = (
        select(col(Entry.position), col(Entry.at), col(Entry.envelope))
        .where(visible.ledger(reading.seat), *in_period(asked, reading.seat.region), *_of(asked))
        .where(_but_own_readings(asked, reading.seat))
        .order_by(col(Entry.at).desc(), col(Entry.position).desc())
        .limit(PAGE + 1)
    )
    rows = reading.session.execute(wanted).all()
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return rows, f"{rows[-1].at}~{ledger_lines.id_of(rows[-1].envelope)}" if more else None


def in_period(asked: AskRegister, region: UUID) -> list[ColumnElement[bool]]:
    """Entries of the days asked for, before the end of the page before."""
    assert asked.first
    assert asked.last
    first, after = clock.start_of(asked.first), clock.start_of(asked.last + timedelta(days=1))
    here = [col(Entry.at) >= _written(first), col(Entry.at) < _written(after)]
    return [*here, _before(asked.before, region)] if asked.before else here


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _before(cursor: str, region: UUID) -> ColumnElement[bool]:
    """Entries of one act share their time; the key names an entry by its id, so that it tells no position."""
    at, _, entry = cursor.partition("~")
    last = aliased(Entry)
    found = (col(last.region_id) == region, col(last.at) == at, EnvelopeField("id") == entry)
    position = select(func.min(col(last.position))).where(*found).scalar_subquery()
    return or_(col(Entry.at) < at, and_(col(Entry.at) == at, col(Entry.position) < position))


def _of(asked: AskRegister) -> list[ColumnElement[bool]]:
    """An act; and a partner or case anywhere in the entry, for a hand-out names several."""
    found = [col(Entry.act) == asked.act] if asked.act else []
    found += [col(Entry.giver) == str(asked.giver)] if asked.giver else []
    found += [col(Entry.receiver) == str(asked.receiver)] if asked.receiver else []
    found += [col(Entry.envelope).contains(f'"{one}"') for one in (asked.partner, asked.case) if one]
    return found


def _leaves_out_own(asked: AskRegister) -> bool:
    """Whoever reads the register fills it: unless it is asked for, what one consulted oneself is left out."""
    return not asked.own_readings and asked.act is not Act.LEDGER_HANDED_OUT


def _but_own_readings(asked: AskRegister, seat: Seat) -> ColumnElement[bool]:
    mine = and_(col(Entry.act) == Act.LEDGER_HANDED_OUT, col(Entry.person) == str(seat.person))
    return not_(mine) if _leaves_out_own(asked) else true()


def _days(lines: Sequence[LedgerLine]) -> tuple[LedgerDay, ...]:
    by_day = groupby(lines, key=lambda line: clock.day_of(line.at))
    return tuple(LedgerDay(on=on, lines=tuple(ours)) for on, ours in by_day)


def consulted(asked: AskRegister, rows: Sequence[Any]) -> db.Entry:
    """That somebody looked in the register, for what and at how much of it."""
    sought = {name: value for name, value in asked.model_dump(exclude={"act", "before"}).items() if value}
    shown = {"from_position": rows[-1].position, "to_position": rows[0].position} if rows else {}
    return db.Entry(
        Act.LEDGER_HANDED_OUT, Result.DONE, {"lines": len(rows), "asked": sought | {"act": asked.act}, **shown}
    )


def _flows(reading: Reading, asked: AskRegister) -> tuple[Flow, ...]:
    total = func.sum(EnvelopeCount("passages"))
    rows = reading.session.execute(
        select(col(Entry.giver), col(Entry.receiver), total.label("count"))
        .where(
            visible.ledger(reading.seat),
            *in_period(asked, reading.seat.region),
            *_of(asked),
            col(Entry.act) == Act.SHARE_GIVEN,
        )
        .group_by(col(Entry.giver), col(Entry.receiver))
        .order_by(total.desc(), col(Entry.giver), col(Entry.receiver))
    ).all()
    names = short_names(reading) if rows else {}
    return tuple(
        Flow(
            giver=names.get(row.giver, ""), receiver=names.get(row.receiver, ""), giver_id=row.giver,
            receiver_id=row.receiver, count=row.count,
        )
        for row in rows
    )  # fmt: skip


def short_names(reading: Reading) -> dict[str, str]:
    """How the partners are called, by id as the register writes it."""
    rows = reading.session.execute(
        select(col(Partner.id), col(Partner.short_name)).where(col(Partner.region_id) == reading.seat.region)
    )
    return {str(row.id): row.short_name for row in rows}


def _partners(reading: Reading) -> tuple[PartnerChoice, ...]:
    rows = reading.session.execute(
        select(col(Partner.id), col(Partner.name))
        .where(col(Partner.region_id) == reading.seat.region)
        .order_by(col(Partner.position))
    )
    return tuple(PartnerChoice.model_validate(row) for row in rows)


def _cases(reading: Reading) -> tuple[CaseWord, ...]:
    wanted = (
        select(col(Case.id), col(Case.code_word), col(Case.reference))
        .where(ledger_lines.cases_named(reading.seat), at_table.no_item_file())
        .order_by(col(Case.code_word), col(Case.reference))
        .limit(1000)
    )
    with reading.beyond(Beyond.FILES):
        return tuple(CaseWord.model_validate(row) for row in reading.session.execute(wanted))
