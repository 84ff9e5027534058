"""What holds for every table: keys that begin with the region, declared columns, the wall between regions."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    Connection,
    ForeignKeyConstraint,
    Table,
    UniqueConstraint,
    Uuid,
    create_engine,
    insert,
    select,
    text,
)
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.types import DateTime
from sqlmodel import SQLModel, UTCDateTime, col

import models.tables
from models.tables.people import Membership, Partner, Person, Region
from models.tables.triggers import TRIGGERS
from tafel import app_role, migrating
from tests import worlds
from tests.databases import APP, OWNER, Database

for _module in iter_modules(models.tables.__path__):
    import_module(f"models.tables.{_module.name}")

TABLES = SQLModel.metadata.sorted_tables
OF_THE_INSTALLATION = {"regions", "persons", "passwords", "sittings", "attempts"}
REGIONAL = [table for table in TABLES if table.name not in OF_THE_INSTALLATION]
_DECLARED = ("amendments", "care", "casework", "sharing", "meetings", "room", "minutes", "post", "questions",
             "signals", "identifiers", "stacks", "weighing", "registrations")  # fmt: skip
DECLARED_IN = {f"models.tables.{name}" for name in _DECLARED}
UNDECLARED = {"once_keys"}
MODULE_OF = {str(mapper.local_table): mapper.class_.__module__ for mapper in SQLModel._sa_registry.mappers}  # noqa: SLF001
NAMED = {"ix", "uq", "ck", "fk", "pk"}
_BY_HASH = ("access_tokens", "calendar_feeds", "item_links", "reminders", "signal_links")
WITHOUT_REGION: dict[tuple[str, tuple[str, ...]], str] = {
    ("memberships", ("person_id",)): "at sign-in one finds one's seats in all regions",
    ("shares", ("ended_at", "ends_at")): "for the clock; it is no key, and the policy still asks for the region",
    **{(table, ("token_hash",)): "256 random bits, looked up with the region; a spread database needs it there too"
       for table in _BY_HASH},
}  # fmt: skip
BY_SIGHT = frozenset({"action_items", "agenda_items", "minutes_copies", "shares", "statements", "versions"})
CANNOT_CHANGE = sorted({trigger.table for trigger in TRIGGERS if trigger.event == "UPDATE" and trigger.when == "true"})

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
each_regional = pytest.mark.parametrize("table", REGIONAL, ids=lambda table: table.name)


@each_regional
def test_the_region_leads_every_key(table: Table) -> None:
    assert next(iter(table.primary_key.columns)).name == "region_id"
    for key in table.foreign_key_constraints:
        if key.referred_table.name not in OF_THE_INSTALLATION:
            assert key.column_keys[0] == "region_id"
            assert key.elements[0].column.name == "region_id"


def test_the_region_leads_every_index_and_uniqueness_or_it_is_written_why_not() -> None:
    indexes = [(table.name, each.columns) for table in REGIONAL for each in table.indexes]
    keys = ((table.name, one) for table in REGIONAL for one in table.constraints)
    unique = [(table, one.columns) for table, one in keys if isinstance(one, UniqueConstraint)]
    named = {(table, tuple(column.name for column in columns)) for table, columns in indexes + unique}
    found = {(table, names) for table, names in named if names[0] != "region_id"}
    assert found == WITHOUT_REGION.keys()


@each_regional
def test_the_region_is_a_region(table: Table) -> None:
    """By a key of its own, or by that of a row it belongs to."""
    assert any("region_id" in key.column_keys for key in table.foreign_key_constraints)


@each_table
def test_nothing_cascades(table: Table) -> None:
    assert not [key for key in table.foreign_key_constraints if key.ondelete or key.onupdate]


@each_table
def test_a_column_declares_what_it_carries(table: Table) -> None:
    declared = {
        column.name for column in table.columns if column.info.get("carries") in ("statement", "own", "process")
    }
    if MODULE_OF[table.name] in DECLARED_IN and table.name not in UNDECLARED:
        assert declared == set(table.columns.keys())


@each_table
def test_ids_are_random_and_point_somewhere(table: Table) -> None:
    points = {name for key in table.foreign_key_constraints for name in key.column_keys}
    for column in table.columns:
        if column.name == "id" or column.name.endswith("_id"):
            assert isinstance(column.type, Uuid)
        if column.name.endswith("_id"):
            assert column.name in points
        if column.name == "id":
            assert column.default is not None


@each_table
def test_times_are_aware(table: Table) -> None:
    assert not [column for column in table.columns if isinstance(column.type, DateTime)]
    for column in table.columns:
        if column.name == "at" and column.computed is not None:
            continue
        if column.name.endswith(("_at", "since", "until")) or column.name == "at":
            assert isinstance(column.type, UTCDateTime) or column.name in ("claimed_until", "valid_until")


@each_table
def test_names_follow_one_convention(table: Table) -> None:
    for constraint in table.constraints:
        assert str(constraint.name).split("_")[0] in NAMED
        assert len(str(constraint.name)) <= 63
        if isinstance(constraint, ForeignKeyConstraint):
            assert str(constraint.name) == "_".join(("fk", table.name, *constraint.column_keys))
    assert table.name == table.name.lower()


def test_sealed_text_is_bytes_and_nothing_else_is_called_so() -> None:
    sealed = [column for table in TABLES for column in table.columns if column.name.endswith("_sealed")]
    assert sealed
    assert all(column.type.python_type is bytes for column in sealed)


# --- PostgreSQL: the wall, and the role that owns nothing


@pytest.fixture
def app(database: Database) -> Iterator[Connection]:
    """The application's own connection, before it said who asks."""
    engine = create_engine(database.url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


on_postgresql = pytest.mark.parametrize("store", ["postgresql"], indirect=True)


@on_postgresql
def test_the_wall_stands_around_every_regional_table(app: Connection) -> None:
    query = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    assert set(app.scalars(text(query))) == {table.name for table in REGIONAL} | {"regions"}


@on_postgresql
@each_regional
def test_every_policy_asks_for_the_region(app: Connection, table: Table) -> None:
    query = "SELECT policyname, cmd, qual, with_check FROM pg_policies WHERE tablename = :table"
    policies = {row.policyname: row for row in app.execute(text(query), {"table": table.name})}
    besides = {"sight"} if table.name in BY_SIGHT else {"own_seats"} if table.name == "memberships" else set()
    assert set(policies) == {"region"} | besides
    assert policies["region"].cmd == "ALL"
    for side in (policies["region"].qual, policies["region"].with_check):
        assert "region_id = (NULLIF(current_setting('tafel.region'::text, true), ''::text))::uuid" in side


@on_postgresql
def test_the_application_owns_nothing_and_passes_no_wall(app: Connection) -> None:
    role = app.execute(text("SELECT * FROM pg_roles WHERE rolname = current_user")).one()
    assert role.rolname == APP
    mighty = (role.rolsuper, role.rolbypassrls, role.rolcreaterole, role.rolcreatedb, role.rolreplication)
    assert not any(mighty)
    owned = "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = :role)"
    assert app.scalar(text(owned), {"role": APP}) == 0
    assert app.scalar(text(owned), {"role": OWNER})


@on_postgresql
@each_table
def test_the_application_has_no_more_rights_than_the_product_needs(app: Connection, table: Table) -> None:
    query = "SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = :t AND grantee = :r"
    granted = set(app.scalars(text(query), {"t": table.name, "r": APP}))
    change = set() if table.name in CANNOT_CHANGE else {"UPDATE"}
    delete = {"DELETE"} if table.name in app_role.DELETED_FROM else set()
    assert granted == {"SELECT", "INSERT"} | change | delete


@on_postgresql
def test_the_application_makes_no_tables(app: Connection) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        app.execute(text("CREATE TABLE mine (id int)"))


@pytest.fixture
def two_regions(database: Database) -> tuple[UUID, UUID, UUID]:
    """Two regions with a partner each, and somebody who sits in both."""
    here, there, person = uuid4(), uuid4(), uuid4()
    with migrating.connected(database.owner_url) as owner:
        owner.execute(insert(Person), {"id": person, "name": "Rik", "login": "rik", "created_at": worlds.NOW})
        for region in (here, there):
            worlds.enter(owner, region)
            names = {"name": "R", "prefix": "R", "closing_term_months": 12, "created_at": worlds.NOW}
            owner.execute(insert(Region), {"id": region} | names)
            owner.execute(insert(Partner), _partner(region))
            owner.execute(insert(Membership), _seat(region, person))
    return here, there, person


def _partner(region: UUID) -> dict[str, object]:
    names = {"kind": "VZ", "name": "Secretariaat", "short_name": "VZ", "position": 1, "created_at": worlds.NOW}
    return {"region_id": region, "id": uuid4()} | names


def _seat(region: UUID, person: UUID) -> dict[str, object]:
    seat = {"role": "privacy-officer", "job": "", "is_contact": False, "proposed_at": worlds.NOW}
    return {"region_id": region, "id": uuid4(), "person_id": person} | seat


@on_postgresql
def test_without_a_region_nothing_is_there(app: Connection, two_regions: tuple[UUID, UUID, UUID]) -> None:
    assert two_regions
    assert [app.scalar(select(col(column))) for column in (Partner.id, Membership.id)] == [None, None]
    assert len(app.scalars(select(col(Region.id))).all()) == 2


@on_postgresql
def test_one_region_does_not_see_another(app: Connection, two_regions: tuple[UUID, UUID, UUID]) -> None:
    here, there, _ = two_regions
    worlds.enter(app, here)
    assert app.scalars(select(col(Partner.region_id))).all() == [here]
    assert app.execute(text("UPDATE partners SET short_name = 'x'")).rowcount == 1
    assert app.execute(text("UPDATE regions SET name = 'x'")).rowcount == 1
    with pytest.raises(ProgrammingError, match="row-level security"):
        app.execute(insert(Partner), _partner(there))


@on_postgresql
def test_the_owner_of_the_tables_sees_no_more(database: Database, two_regions: tuple[UUID, UUID, UUID]) -> None:
    with worlds.as_owner(database, two_regions[0]) as owner:
        assert owner.scalars(select(col(Partner.region_id))).all() == [two_regions[0]]


@on_postgresql
def test_one_finds_ones_own_seats_in_all_regions(app: Connection, two_regions: tuple[UUID, UUID, UUID]) -> None:
    here, there, person = two_regions
    worlds.enter(app, None, person)
    assert set(app.scalars(select(col(Membership.region_id)))) == {here, there}
    assert app.execute(text("UPDATE memberships SET job = 'x'")).rowcount == 0
    worlds.enter(app, None, uuid4())
    assert app.scalars(select(col(Membership.region_id))).all() == []
