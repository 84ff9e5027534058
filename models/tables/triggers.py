"""What the database itself refuses, whoever asks: one list of all triggers.

They are put back after every migration, and a test compares the list with the live catalogue. Conditions are written
once, in PostgreSQL's words; `_in` says them in SQLite's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import JSON, Connection, Table
from sqlmodel import SQLModel

import models.tables.casework
import models.tables.ledger
import models.tables.meetings
import models.tables.minutes
import models.tables.overviews
import models.tables.people
import models.tables.post
import models.tables.room
import models.tables.sharing  # noqa: F401 the tables named below exist once these are imported

Event = Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]
Dialect = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """Refuses one event on one table, always or when something holds, and says why."""

    name: str
    table: str
    event: Event
    says: str
    when: str = "true"
    on: tuple[Dialect, ...] = ("sqlite", "postgresql")
    lock: str = ""


def statements(dialect: str) -> list[str]:
    """What creates all triggers, in order."""
    return [sql for trigger in TRIGGERS if dialect in trigger.on for sql in _parts(trigger, dialect) if sql]


def expected(dialect: str) -> set[tuple[str, str]]:
    """What `live` should find."""
    ours = (trigger for trigger in TRIGGERS if dialect in trigger.on)
    return {(_parts(trigger, dialect)[-1], _body(trigger) if dialect == "postgresql" else "") for trigger in ours}


def live(connection: Connection) -> set[tuple[str, str]]:
    """Every trigger that stands and fires: how it is hung up, and on PostgreSQL what its function does."""
    return {(made, body) for _, _, made, body, fires in _catalogue(connection) if fires}


def renew(connection: Connection, *, up: bool = True) -> None:
    """Take all triggers away and put up those of the list; without `up` the same transaction does that later."""
    on = "" if connection.dialect.name == "sqlite" else " ON {}"
    for name, table, *_ in _catalogue(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on.format(table)}")
    for sql in statements(connection.dialect.name) if up else ():
        connection.exec_driver_sql(sql)


_LIVE_SQLITE = "SELECT name, tbl_name, sql, '', true FROM sqlite_master WHERE type = 'trigger'"
_LIVE_POSTGRESQL = """
    SELECT t.tgname, t.tgrelid::regclass::text, pg_get_triggerdef(t.oid), p.prosrc, t.tgenabled <> 'D'
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace = 'public'::regnamespace"""


def _catalogue(connection: Connection) -> list[Any]:
    """Name, table, how it is hung up, what its function does, and whether it fires."""
    query = _LIVE_SQLITE if connection.dialect.name == "sqlite" else _LIVE_POSTGRESQL
    return list(connection.exec_driver_sql(query).all())


def _parts(trigger: Trigger, dialect: str) -> tuple[str, str]:
    """The function (PostgreSQL alone) and the trigger that calls it."""
    if dialect == "sqlite":
        head = f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} FOR EACH ROW"
        body = f"BEGIN SELECT RAISE(ABORT, '{trigger.says}'); END"
        return "", f"{head} WHEN {_in_sqlite(trigger.when)} {body}"
    each = "STATEMENT" if trigger.event == "TRUNCATE" else "ROW"
    head = f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON public.{trigger.table} FOR EACH {each}"
    safely = "LANGUAGE plpgsql SET search_path = public, pg_temp"
    function = f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger {safely} AS $${_body(trigger)}$$"
    return function, f"{head} EXECUTE FUNCTION {trigger.name}()"


def _body(trigger: Trigger) -> str:
    goes_on = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(trigger.event, "NEW")
    return f"""
BEGIN
  {trigger.lock}
  IF {_in_postgresql(trigger.when)} THEN
    RAISE EXCEPTION USING MESSAGE = '{trigger.says}', ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN {goes_on};
END
"""


_FIELD = re.compile(r"field\((\w+)\.(\w+)\)")


def _in_sqlite(condition: str) -> str:
    return _FIELD.sub(r"json_extract(\1.envelope, '$.\2')", condition.replace("IS DISTINCT FROM", "IS NOT"))


def _in_postgresql(condition: str) -> str:
    return _FIELD.sub(r"(\1.envelope::jsonb ->> '\2')", condition)


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _changed(table: str, *columns: str) -> str:
    """One of these columns changes."""
    return "(" + " OR ".join(_differs(_table(table), name) for name in columns) + ")"


def _more_changed(table: str, *may_change: str) -> str:
    """Another column than these changes: one that is added later is guarded from the start."""
    return _changed(table, *(column.name for column in _table(table).columns if column.name not in may_change))


def _differs(table: Table, name: str) -> str:
    """JSON is compared as text: PostgreSQL knows no equality for it."""
    one = "CAST({}.{} AS text)" if isinstance(table.c[name].type, JSON) else "{}.{}"
    return f"{one.format('NEW', name)} IS DISTINCT FROM {one.format('OLD', name)}"


def _never(table: str, says: str, *events: Event, when: str = "true") -> Iterator[Trigger]:
    """Refuse these events."""
    for event in events:
        yield Trigger(f"{table}_no_{event.lower()}", table, event, says, when)


def _part_of(table: str, says: str, whole_stands: str) -> Iterator[Trigger]:
    """Rows that belong to something stand, all of them, as soon as it does."""
    old, new = whole_stands.format("OLD"), whole_stands.format("NEW")
    yield from _never(table, says, "INSERT", when=new)
    yield from _never(table, says, "UPDATE", when=f"({old} OR {new})")
    yield from _never(table, says, "DELETE", when=old)


def _also_by_a_back_door(triggers: tuple[Trigger, ...]) -> Iterator[Trigger]:
    """What guards against DELETE also guards against the ways round it: REPLACE on SQLite, TRUNCATE on PostgreSQL."""
    for guard in triggers:
        if guard.event == "DELETE":
            keys = (f"was.{column.name} = NEW.{column.name}" for column in _table(guard.table).primary_key)
            stands = f"EXISTS (SELECT 1 FROM {guard.table} was WHERE {' AND '.join(keys)})"  # noqa: S608 our own names
            yield Trigger(f"{guard.table}_no_replace", guard.table, "INSERT", guard.says, stands, ("sqlite",))
            yield Trigger(f"{guard.table}_no_truncate", guard.table, "TRUNCATE", guard.says, on=("postgresql",))


# --- the ledger

_STANDS = "Het register staat vast: er kan niets uit weg en niets in veranderen."
_NO_ERASURE = "Zonder vastgelegd besluit tot wissen blijft het register staan."
_NOT_ERASED = """NOT EXISTS (
    SELECT 1 FROM ledger_entries e JOIN ledger_leaves l ON l.region_id = e.region_id AND l.position = OLD.position
    WHERE e.region_id = OLD.region_id AND e.act = 'erased' AND e.result = 'done' AND field(e.class) = l.retention
    AND OLD.position BETWEEN CAST(field(e.first) AS bigint) AND CAST(field(e.last) AS bigint)
    AND e.position > CAST(field(e.last) AS bigint) AND OLD.act IS DISTINCT FROM 'erased')"""
_SHRINKS = "(NEW.size < OLD.size OR NEW.region_id <> OLD.region_id)"

# --- rule books

_BOOK = "Een vastgesteld regelboek verandert niet meer."
_UNADOPTED = "Delen kan alleen op een vastgesteld regelboek."
_ADOPTED = """EXISTS (
    SELECT 1 FROM rule_books b WHERE b.region_id = {0}.region_id AND b.id = {0}.book_id AND b.state = 'adopted')"""


def _book() -> str:
    """Of an adopted book only the end may change, and it comes closer."""
    later = "(OLD.valid_until IS NOT NULL AND (NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until))"
    return f"(OLD.state = 'adopted' AND ({_more_changed('rule_books', 'valid_until')} OR {later}))"


# --- what was given, and on what

_SHARE = "Een verstrekking staat vast: alleen haar einde kan vroeger worden."
_EVIDENCE = "Een vastlegging staat vast: zij kan alleen worden bevestigd of beëindigd."
_FROZEN = "Wat gedeeld is, verandert niet meer."
_OF_FROZEN = """EXISTS (
    SELECT 1 FROM versions v
    WHERE v.region_id = {0}.region_id AND v.id = {0}.version_id AND v.frozen_at IS NOT NULL)"""


_MINUTES = "Een vastgesteld verslag verandert niet meer."
_OF_ADOPTED = """EXISTS (
    SELECT 1 FROM minutes m WHERE m.region_id = {0}.region_id AND m.id = {0}.minutes_id AND m.state = 'adopted')"""


def _once(table: str, sign: str, *columns: str) -> str:
    """These columns change although the first of them, the sign, was set."""
    return f"(OLD.{sign} IS NOT NULL AND {_changed(table, sign, *columns)})"


def _share() -> str:
    """A share ends once and never later than was said; it may be held and let go."""
    other = _more_changed("shares", "ends_at", "held_at", "ended_at", "ended_why", "ended_by", "rules_end_at")
    return f"({other} OR NEW.ends_at > OLD.ends_at OR {_once('shares', 'ended_at', 'ended_why', 'ended_by')})"


def _evidence() -> str:
    """A record is confirmed once and ended once."""
    confirmation = ("confirmed_at", "confirmed_by", "confirmed_for")
    other = _more_changed("evidence", *confirmation, "ended_at")
    return f"({other} OR {_once('evidence', *confirmation)} OR {_once('evidence', 'ended_at')})"


# --- who may sit where

_TOWN_HALL = "('BGM', 'COL-W', 'COL-T')"
_INVESTIGATES = "('POL', 'KMAR', 'NLA-O', 'OM')"
_CARES = "('ZC', 'ZC-X', 'OPV', 'VT', 'GGD', 'ARTS', 'JHV', 'GI', 'RvdK')"
_CLASHES = {
    "town_hall": (
        f"mine.kind IN {_TOWN_HALL} AND other.kind IN {_TOWN_HALL} AND (mine.kind = 'COL-W') <> (other.kind = 'COL-W')",
        "Wie voor Wmo en jeugd van een gemeente zit, kan niet ook voor openbare orde of toezicht zitten.",
    ),
    "investigation": (
        f"mine.kind <> other.kind AND (mine.kind IN {_INVESTIGATES} OR other.kind IN {_INVESTIGATES})",
        "Wie voor opsporing of vervolging zit, kan niet ook voor een andere soort partner zitten.",
    ),
    "care": (
        f"(mine.kind IN {_CARES}) <> (other.kind IN {_CARES})",
        "Wie voor zorg of jeugdhulp zit, kan niet ook voor een partner buiten de zorg zitten.",
    ),
    "independence": (
        "(NEW.partner_id IS NULL) <> (m.partner_id IS NULL)",
        "Een functionaris gegevensbescherming of beheerder kan niet ook voor een partner zitten.",
    ),
}
_OTHER_SEAT = """(NEW.ended_at IS NULL AND EXISTS (
    SELECT 1 FROM memberships m
    LEFT JOIN partners mine ON mine.region_id = NEW.region_id AND mine.id = NEW.partner_id
    LEFT JOIN partners other ON other.region_id = m.region_id AND other.id = m.partner_id
    WHERE m.region_id = NEW.region_id AND m.person_id = NEW.person_id AND m.id <> NEW.id AND m.ended_at IS NULL
    AND {}))"""
_ONE_AT_A_TIME = "PERFORM pg_advisory_xact_lock(hashtextextended(NEW.person_id::text, 0));"
_UNCONFIRMED = "(NEW.confirmed_at IS NOT NULL AND NEW.confirmed_by IS NULL AND {})"
_BEGUN = "EXISTS (SELECT 1 FROM ledger_leaves l WHERE l.region_id = NEW.region_id)"
_SEAT = "Een plaats aan de tafel blijft wat zij was: een andere taak is een nieuwe plaats."
_CONFIRM = "Een plaats aan de tafel bevestigt een ander; alleen de eerste niet, bij het openen van de regio."


def _seats() -> Iterator[Trigger]:
    """Seats never change hands, so that what one person may not combine is refused where a seat begins."""
    same = _changed("memberships", "region_id", "id", "person_id", "partner_id", "role", "proposed_by", "proposed_at")
    ends = f"{_once('memberships', 'confirmed_at', 'confirmed_by')} OR {_once('memberships', 'ended_at')}"
    yield from _never("memberships", _SEAT, "UPDATE", when=f"({same} OR {ends})")
    yield from _never("memberships", "Wie aan de tafel zat, blijft vastgelegd.", "DELETE")
    founding: tuple[tuple[Event, str], ...] = (("INSERT", _BEGUN), ("UPDATE", "OLD.confirmed_at IS NULL"))
    for event, too_late in founding:
        alone = _UNCONFIRMED.format(too_late)
        yield Trigger(f"memberships_unconfirmed_{event.lower()}", "memberships", event, _CONFIRM, alone)
    for name, (clash, says) in _CLASHES.items():
        other = _OTHER_SEAT.format(clash)
        yield Trigger(f"memberships_{name}", "memberships", "INSERT", says, other, lock=_ONE_AT_A_TIME)


# --- the list

_LISTED = (
    *_never("ledger_leaves", _STANDS, "UPDATE", "DELETE"),
    *_never("ledger_entries", _STANDS, "UPDATE"),
    *_never("ledger_entries", _NO_ERASURE, "DELETE", when=_NOT_ERASED),
    *_never("ledger_heads", _STANDS, "UPDATE", when=_SHRINKS),
    *_never("ledger_heads", _STANDS, "DELETE"),
    *_never("checkpoints", "Een controlepunt staat vast.", "UPDATE", "DELETE"),
    *_never("checkpoint_holders", "Wie een controlepunt heeft, staat vast.", "UPDATE", "DELETE"),
    *_never("hand_outs", "Wat is getoond, blijft vastgelegd.", "UPDATE", "DELETE"),
    *_never("rule_books", _BOOK, "UPDATE", when=_book()),
    *_never("rule_books", _BOOK, "DELETE", when="OLD.state = 'adopted'"),
    *_part_of("rules", _BOOK, _ADOPTED),
    *_part_of("adoptions", _BOOK, _ADOPTED),
    *_never("shares", _UNADOPTED, "INSERT", when=f"NOT {_ADOPTED.format('NEW')}"),
    *_never("shares", _SHARE, "UPDATE", when=_share()),
    *_never("shares", "Een verstrekking blijft vastgelegd.", "DELETE"),
    *_never("share_grounds", "De grond van een verstrekking staat vast.", "UPDATE", "DELETE"),
    *_never("share_evidence", "Waar een verstrekking op steunt, staat vast.", "UPDATE", "DELETE"),
    *_never("versions", _FROZEN, "UPDATE", "DELETE", when="OLD.frozen_at IS NOT NULL"),
    *_part_of("about", _FROZEN, _OF_FROZEN),
    *_never("minutes", _MINUTES, "UPDATE", "DELETE", when="OLD.state = 'adopted'"),
    *_part_of("minutes_lines", _MINUTES, _OF_ADOPTED),
    *_never("overviews", "Gepubliceerde cijfers staan vast.", "UPDATE", "DELETE"),
    *_never("evidence", _EVIDENCE, "UPDATE", when=_evidence()),
    *_never("evidence", "Een vastlegging blijft bewaard.", "DELETE"),
    *_never("partners", "Een partner houdt zijn soort.", "UPDATE", when=_changed("partners", "kind")),
    *_seats(),
)
TRIGGERS: tuple[Trigger, ...] = (*_LISTED, *_also_by_a_back_door(_LISTED))
