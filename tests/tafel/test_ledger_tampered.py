"""Somebody with the rights of the database's owner changes what is stored: the check finds it, without outside help."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text

from models.tables import triggers
from tafel import db, ledger, ledger_desk, migrating, sharing
from tests import worlds
from tests.cast import Cast, giving
from tests.databases import Database

LEAF = "UPDATE ledger_leaves SET {what} WHERE {here} AND position = 7"
ENTRY = "UPDATE ledger_entries SET {what} WHERE {here} AND position = 7"
HEAD = "UPDATE ledger_heads SET {what} WHERE {here}"
TAMPERED = {
    "a leaf says something else": (LEAF, "leaf = replace(leaf, '2026', '2025')"),
    "the hash beside a leaf": (LEAF, "hash = (SELECT hash FROM ledger_leaves WHERE {here} AND position = 1)"),
    "the class beside a leaf": (LEAF, "retention = CASE retention WHEN 'rules' THEN 'audit' ELSE 'rules' END"),
    "an envelope": (ENTRY, "envelope = replace(envelope, '\"done\"', '\"undone\"')"),
    "the key of an entry": (ENTRY, "key = (SELECT key FROM ledger_entries WHERE {here} AND position = 1)"),
    "an entry without its record": ("DELETE FROM ledger_entries WHERE {here} AND position = 7", ""),
    "the size of the tree": (HEAD, "size = size + 1"),
    "the right edge of the tree": (HEAD, "frontier = ''"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_it_is_found(cast: Cast, database: Database, how: str) -> None:
    where, what = TAMPERED[how]
    with as_the_owner_could(cast, database) as (connection, here):
        connection.execute(text(where.format(what=what, here=here).format(here=here)))
    assert bad(cast) is not None


def test_a_tail_that_was_cut_off_is_found(cast: Cast, database: Database) -> None:
    with as_the_owner_could(cast, database) as (connection, here):
        for table in ("ledger_entries", "ledger_leaves"):
            connection.execute(text(f"DELETE FROM {table} WHERE {here} AND position > 30"))
    assert bad(cast) == 31


def test_an_act_written_in_a_class_that_goes_sooner_is_found(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as changed, db.writing(cast.seats["inge.bakels"]) as work:
        changed.setattr(ledger, "_DISCLOSURES", set())
        sharing.give(work, cast.cases["Zwaluw"], giving([cast.version("voorman")], [cast.partners["OM"]]))
        ledger.append(work)
    assert bad(cast) is not None


def test_what_was_left_alone_is_sound(cast: Cast) -> None:
    assert bad(cast) is None


@contextmanager
def as_the_owner_could(cast: Cast, database: Database) -> Iterator[tuple[Connection, str]]:
    """Without the triggers, and committed: what somebody with the server could do."""
    region = cast.administrator.region
    with migrating.connected(database.owner_url) as connection:
        worlds.enter(connection, region)
        for trigger in triggers.TRIGGERS:
            if trigger.table.startswith("ledger_") and connection.dialect.name in trigger.on:
                worlds.take_away(connection, trigger.name, trigger.table)
        yield connection, f"region_id = '{region.hex if database.dialect == 'sqlite' else region}'"


def bad(cast: Cast) -> int | None:
    with db.reading(cast.seats["nadia.oosterhuis"]) as reading:
        report = ledger_desk.check(reading).report
    assert report
    return report.first_bad.index if report.first_bad else None
