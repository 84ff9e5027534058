"""Each trigger of the list stands in both databases, and refuses what it must: to the owner of the tables too."""

import json
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col

from models.tables import triggers
from models.tables.ledger import Entry, Leaf
from models.tables.triggers import TRIGGERS, Trigger
from tafel import migrating
from tests import worlds
from tests.databases import Database, Store
from tests.worlds import Attempt, as_owner

LATER = "'2099-01-01 00:00:00.000000'"
BY_NAME = {trigger.name: trigger for trigger in TRIGGERS}
BACK_DOORS = [trigger for trigger in TRIGGERS if trigger.name.endswith(("_no_replace", "_no_truncate"))]
REFUSED: dict[str, str | Attempt] = {
    "ledger_leaves_no_update": "UPDATE ledger_leaves SET leaf = ''",
    "ledger_leaves_no_delete": "DELETE FROM ledger_leaves",
    "ledger_entries_no_update": "UPDATE ledger_entries SET envelope = '{}'",
    "ledger_entries_no_delete": "DELETE FROM ledger_entries",
    "ledger_heads_no_update": "UPDATE ledger_heads SET size = size - 1",
    "ledger_heads_no_delete": "DELETE FROM ledger_heads",
    "checkpoints_no_update": "UPDATE checkpoints SET note = ''",
    "checkpoints_no_delete": "DELETE FROM checkpoints",
    "checkpoint_holders_no_update": "UPDATE checkpoint_holders SET how = ''",
    "checkpoint_holders_no_delete": "DELETE FROM checkpoint_holders",
    "hand_outs_no_update": f"UPDATE hand_outs SET at = {LATER}",
    "hand_outs_no_delete": "DELETE FROM hand_outs",
    "rule_books_no_update": "UPDATE rule_books SET source = ''",
    "rule_books_no_delete": "DELETE FROM rule_books",
    "rules_no_insert": "INSERT INTO rules SELECT region_id, book_id, 9999, outcome, article FROM rules LIMIT 1",
    "rules_no_update": "UPDATE rules SET article = ''",
    "rules_no_delete": "DELETE FROM rules",
    "adoptions_no_insert": "INSERT INTO adoptions SELECT * FROM adoptions",
    "adoptions_no_update": f"UPDATE adoptions SET at = {LATER}",
    "adoptions_no_delete": "DELETE FROM adoptions",
    "shares_no_insert": worlds.share_on_a_draft,
    "shares_no_update": f"UPDATE shares SET ends_at = {LATER}",
    "shares_no_delete": "DELETE FROM shares",
    "share_grounds_no_update": "UPDATE share_grounds SET category = 'D0'",
    "share_grounds_no_delete": "DELETE FROM share_grounds",
    "share_evidence_no_update": "UPDATE share_evidence SET condition = 'c-NPS'",
    "share_evidence_no_delete": "DELETE FROM share_evidence",
    "versions_no_update": "UPDATE versions SET text_sealed = '' WHERE frozen_at IS NOT NULL",
    "versions_no_delete": "DELETE FROM versions WHERE frozen_at IS NOT NULL",
    "about_no_insert": worlds.LINK_TO_FROZEN,
    "about_no_update": "UPDATE about SET role = 'victim'",
    "about_no_delete": "DELETE FROM about",
    "minutes_no_update": "UPDATE minutes SET state = 'draft', adopted_at = NULL, remarks_by = NULL",
    "minutes_no_delete": "DELETE FROM minutes",
    "minutes_lines_no_insert": worlds.LINE_IN_ADOPTED,
    "minutes_lines_no_update": "UPDATE minutes_lines SET version_id = minutes_id",
    "minutes_lines_no_delete": "DELETE FROM minutes_lines",
    "overviews_no_update": "UPDATE overviews SET figures = '{}'",
    "overviews_no_delete": "DELETE FROM overviews",
    "evidence_no_update": "UPDATE evidence SET claimed_from = '2020-01-01'",
    "evidence_no_delete": "DELETE FROM evidence",
    "partners_no_update": "UPDATE partners SET kind = 'IND'",
    "memberships_no_update": "UPDATE memberships SET role = 'chair' WHERE role = 'member'",
    "memberships_no_delete": "DELETE FROM memberships",
    "memberships_unconfirmed_insert": worlds.seats(None, confirmed=True),
    "memberships_unconfirmed_update": f"UPDATE memberships SET confirmed_at = {LATER} WHERE confirmed_at IS NULL",
    "memberships_town_hall": worlds.seats("COL-W", "COL-T"),
    "memberships_investigation": worlds.seats("WOCO", "POL"),
    "memberships_care": worlds.seats("OPV", "WOCO"),
    "memberships_independence": worlds.seats("WOCO", None),
}
ALSO_REFUSED: dict[str, tuple[str, str | Attempt]] = {
    "a book is a draft again": ("rule_books_no_update", "UPDATE rule_books SET state = 'draft'"),
    "a book lasts longer": ("rule_books_no_update", "UPDATE rule_books SET valid_until = '2099-01-01'"),
    "a book lasts for ever": ("rule_books_no_update", "UPDATE rule_books SET valid_until = NULL"),
    "a rule leaves its book": ("rules_no_update", "UPDATE rules SET number = number + 1000"),
    "another purpose": ("shares_no_update", "UPDATE shares SET purpose = 'P2'"),
    "another giver": ("shares_no_update", "UPDATE shares SET given_by = receiver_id"),
    "a share begins again": ("shares_no_update", "UPDATE shares SET ended_at = NULL, ended_why = NULL"),
    "a share ended otherwise": ("shares_no_update", "UPDATE shares SET ended_why = 'expired'"),
    "a version thaws": ("versions_no_update", "UPDATE versions SET frozen_at = NULL WHERE frozen_at IS NOT NULL"),
    "evidence stands again": ("evidence_no_update", "UPDATE evidence SET ended_at = NULL"),
    "evidence names others": ("evidence_no_update", "UPDATE evidence SET versions = '[]'"),
    "a seat is taken up again": (
        "memberships_no_update", "UPDATE memberships SET ended_at = NULL WHERE ended_at IS NOT NULL",
    ),
    "a confirmation is taken back": (
        "memberships_no_update",
        "UPDATE memberships SET confirmed_at = NULL, confirmed_by = NULL WHERE confirmed_by IS NOT NULL",
    ),
    "Wmo and public order": ("memberships_town_hall", worlds.seats("BGM", "COL-W")),
    "two that investigate": ("memberships_investigation", worlds.seats("POL", "OM")),
    "investigates and cares": ("memberships_care", worlds.seats("ZC", "POL")),
    "cares and is the town hall": ("memberships_care", worlds.seats("COL-W", "ZC")),
}  # fmt: skip
LET_THROUGH: dict[str, str | Attempt] = {
    "a share ends earlier": "UPDATE shares SET ends_at = '2027-01-01 12:00:00.000000'",
    "a share is held": f"UPDATE shares SET held_at = {LATER}",
    "a share is let go": "UPDATE shares SET held_at = NULL",
    "a book ends earlier": "UPDATE rule_books SET valid_until = '2027-01-01'",
    "a draft changes": "UPDATE versions SET edit = 2 WHERE frozen_at IS NULL",
    "a job changes": "UPDATE memberships SET job = 'wijkagent'",
    "a seat ends": f"UPDATE memberships SET ended_at = {LATER} WHERE ended_at IS NULL",
    "a partner is called otherwise": "UPDATE partners SET short_name = name",
    "the tree grows": "UPDATE ledger_heads SET size = size + 1",
    "town hall without Wmo": worlds.seats("BGM", "COL-T"),
    "two that care": worlds.seats("ZC", "OPV"),
    "secretary of two": worlds.seats("VZ", "WOCO"),
}


@pytest.fixture(scope="module")
def world(store: Store, migrated: Database, worker_id: str) -> Iterator[tuple[Database, UUID]]:
    """One database for all: what is tried in it is undone."""
    made, region = store.copy(migrated, f"world_{worker_id}"), uuid4()
    with migrating.connected(made.owner_url) as connection:
        worlds.fill(connection, region)
    yield made, region
    store.drop(made)


@pytest.fixture
def owner(world: tuple[Database, UUID]) -> Iterator[Connection]:
    """The owner of the tables, at work in De Waarden."""
    with as_owner(*world) as connection:
        yield connection


@pytest.mark.parametrize("name", REFUSED)
def test_each_refuses(owner: Connection, world: tuple[Database, UUID], name: str) -> None:
    assert BY_NAME[name].says in _refusal(owner, world[1], REFUSED[name])


@pytest.mark.parametrize("what", ALSO_REFUSED)
def test_refused_as_well(owner: Connection, world: tuple[Database, UUID], what: str) -> None:
    name, attempt = ALSO_REFUSED[what]
    assert BY_NAME[name].says in _refusal(owner, world[1], attempt)


@pytest.mark.parametrize("what", LET_THROUGH)
def test_let_through(owner: Connection, world: tuple[Database, UUID], what: str) -> None:
    assert _try(owner, world[1], LET_THROUGH[what]) > 0


@pytest.mark.parametrize("door", BACK_DOORS, ids=lambda door: door.name)
def test_no_way_round(owner: Connection, world: tuple[Database, UUID], door: Trigger) -> None:
    if owner.dialect.name in door.on:
        refusal = _refusal(owner, world[1], _way_round(door))
        assert any(each.says in refusal for each in BACK_DOORS)
    else:
        assert door.name not in str(triggers.live(owner))


def test_each_is_tried() -> None:
    assert set(BY_NAME) == set(REFUSED) | {door.name for door in BACK_DOORS}


def test_replace_meets_the_guards_of_delete(owner: Connection) -> None:
    """With `recursive_triggers`, as every connection of the product has it."""
    if owner.dialect.name == "sqlite":
        owner.exec_driver_sql("PRAGMA recursive_triggers = 1")
        worlds.take_away(owner, "shares_no_replace", "shares")
        with pytest.raises(IntegrityError, match="Een verstrekking blijft vastgelegd"):
            owner.exec_driver_sql("REPLACE INTO shares SELECT * FROM shares")
    else:
        assert "REPLACE" not in str(triggers.live(owner))


def test_the_catalogue_is_the_list(database: Database) -> None:
    with migrating.connected(database.owner_url) as connection:
        assert triggers.live(connection) == triggers.expected(database.dialect)


def test_renewing_repairs_the_catalogue(database: Database) -> None:
    with migrating.connected(database.owner_url) as connection:
        worlds.take_away(connection, "shares_no_update", "shares")
        assert triggers.live(connection) < triggers.expected(database.dialect)
        triggers.renew(connection)
        assert triggers.live(connection) == triggers.expected(database.dialect)


def test_a_trigger_that_is_switched_off_does_not_count(owner: Connection) -> None:
    if owner.dialect.name == "postgresql":
        owner.exec_driver_sql("ALTER TABLE shares DISABLE TRIGGER shares_no_update")
        assert triggers.live(owner) < triggers.expected("postgresql")
        triggers.renew(owner)
        assert triggers.live(owner) == triggers.expected("postgresql")
    else:
        assert triggers.live(owner) == triggers.expected("sqlite")


def test_only_an_approved_erasure_opens_the_ledger(owner: Connection, world: tuple[Database, UUID]) -> None:
    region, place = world[1], 0
    wanted = select(col(Leaf.retention)).where(col(Leaf.region_id) == region, col(Leaf.position) == place)
    retention = str(owner.scalar(wanted))
    away = f"DELETE FROM ledger_entries WHERE region_id = '{_stored(owner, region)}' AND position = {{}}"
    _note_erasure(owner, region, place, retention, result="refused")
    _note_erasure(owner, region, place, "another class")
    _note_erasure(owner, region, place + 1, retention)
    assert BY_NAME["ledger_entries_no_delete"].says in _refusal(owner, region, away.format(place))
    noted = _note_erasure(owner, region, place, retention)
    assert owner.exec_driver_sql(away.format(place)).rowcount == 1
    _note_erasure(owner, region, noted, "rules")
    for kept in (place + 2, noted):
        assert BY_NAME["ledger_entries_no_delete"].says in _refusal(owner, region, away.format(kept))


def test_the_columns_of_an_entry_are_what_its_envelope_says(owner: Connection) -> None:
    columns = SQLModel.metadata.tables["ledger_entries"].columns
    generated = [column.name for column in columns if column.computed is not None]
    entries = owner.execute(select(SQLModel.metadata.tables["ledger_entries"])).mappings().all()
    assert entries
    assert {"at", "act", "case", "giver", "receiver", "person", "result"} <= set(generated)
    for entry in entries:
        said = json.loads(entry["envelope"])
        assert {name: entry[name] for name in generated} == {name: said.get(name) for name in generated}


def _refusal(connection: Connection, region: UUID, attempt: str | Attempt) -> str:
    with pytest.raises(IntegrityError) as refused, connection.begin_nested():
        _try(connection, region, attempt)
    return str(refused.value.orig)


def _try(connection: Connection, region: UUID, attempt: str | Attempt) -> int:
    if not isinstance(attempt, str):
        attempt(connection, region)
        return 1
    return int(connection.exec_driver_sql(attempt).rowcount)


def _way_round(door: Trigger) -> str:
    if door.event == "TRUNCATE":
        return f"TRUNCATE {door.table} CASCADE"
    columns = SQLModel.metadata.tables[door.table].columns
    stored = ", ".join(f'"{column.name}"' for column in columns if column.computed is None)
    return f"REPLACE INTO {door.table} ({stored}) SELECT {stored} FROM {door.table}"


def _stored(connection: Connection, region: UUID) -> str:
    return region.hex if connection.dialect.name == "sqlite" else str(region)


def _note_erasure(connection: Connection, region: UUID, place: int, retention: str, result: str = "done") -> int:
    """An entry as an erasure leaves it, right after the others."""
    last = select(func.max(Leaf.position)).where(col(Leaf.region_id) == region)
    here = {"region_id": region, "position": (connection.scalar(last) or 0) + 1}
    said = {"act": "erased", "class": retention, "first": place, "last": place, "result": result}
    connection.execute(insert(Leaf), here | {"leaf": "-", "hash": b"-", "retention": "rules"})
    connection.execute(insert(Entry), here | {"envelope": json.dumps(said), "key": b"-"})
    return int(str(here["position"]))
