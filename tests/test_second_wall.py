"""What PostgreSQL answers by itself is what sight says: asked of rows as no act would leave them."""

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    ColumnElement,
    Connection,
    NullPool,
    Select,
    and_,
    create_engine,
    exists,
    insert,
    literal,
    or_,
    select,
    text,
)
from sqlmodel import SQLModel, col

from models.meeting_terms import ItemKind
from models.tables.casework import Statement, Version
from models.tables.meetings import AgendaItem, Meeting
from models.tables.minutes import MinutesCopy
from models.tables.room import ActionItem, Line
from models.tables.sharing import Share
from tafel import clock, db
from tafel.context import Beyond
from tafel.seat import Seat
from tafel.sight import at_table, handed_out, visible
from tafel.sight.joins import row_of
from tests import any_rows
from tests.any_rows import Rows
from tests.cast import Cast
from tests.conftest import in_use
from tests.databases import Database, Postgresql, Sqlite

ROOT = Path(__file__).parents[1]
PRODUCT = ("api", "models", "tafel", "web")

WALLED = ("versions", "statements", "shares", "agenda_items", "action_items", "minutes_copies")
PAST = {  # what looks past the wall, and where: each gives away a number, a name or a yes, and no words
    ("ACT", "tafel/db.py", "_work"), ("CHORES", "tafel/db.py", "reading"),
    ("BACKUP", "tafel/backing_up.py", "_of"), ("BACKUP", "tafel/backing_up.py", "_counted"),
    ("FIGURES", "tafel/sight/flows.py", "_counted"), ("FILES", "tafel/sight/ledger.py", "_cases"),
    ("GIVEN", "tafel/sight/amended.py", "shown"), ("GIVEN", "tafel/sight/amended.py", "had"),
    ("GIVEN", "tafel/sight/my_shares.py", "_found"), ("GIVEN", "tafel/sight/share_page.py", "_given_now"),
    ("MINUTES", "tafel/sight/agreements.py", "of_minutes"), ("MINUTES", "tafel/sight/copies.py", "waiting"),
    ("MINUTES", "tafel/sight/copies.py", "is_void"), ("MINUTES", "tafel/sight/copies.py", "_made"),
    ("MINUTES", "tafel/sight/copies.py", "_mine"), ("MINUTES", "tafel/sight/copies_todo.py", "changed"),
    ("MINUTES", "tafel/sight/copies_todo.py", "finished"), ("MINUTES", "tafel/sight/lines.py", "_taken_along"),
    ("MINUTES", "tafel/sight/minutes.py", "_adopted"), ("ROOM", "tafel/sight/room.py", "stopped"),
    ("RULES", "tafel/sight/rule_effects.py", "standing"), ("RULES", "tafel/sight/rule_versions.py", "_how_many"),
}  # fmt: skip
Asked = list[tuple[Seat, datetime]]
Questions = Callable[[Seat, datetime], dict[str, Select[Any]]]


def by_sight(seat: Seat, now: datetime) -> dict[str, Select[Any]]:
    """All that the product ever reads of each kind, for this seat: words, and what goes with them."""
    said = row_of(Statement, Version.statement_id, Version.region_id)
    words = or_(visible.versions(seat, now), handed_out.own_words(seat), _noted(seat))
    deed = row_of(Statement, ActionItem.statement_id, ActionItem.region_id)
    return {
        "versions": select(col(Version.id)).join(Statement, said).where(words),
        "statements": select(col(Statement.id)).where(_known(seat)),
        "shares": select(col(Share.id)).where(_given(seat)),
        "agenda_items": select(col(AgendaItem.id)).join(Meeting, and_(*at_table.of_meeting())).where(_item(seat)),
        "action_items": select(col(ActionItem.statement_id)).join(Statement, deed).where(_known(seat)),
        "minutes_copies": select(col(MinutesCopy.id)).where(col(MinutesCopy.membership_id) == seat.membership),
    }


def everything(_seat: Seat, _now: datetime) -> dict[str, Select[Any]]:
    """Whatever there is: what answers is what the wall lets through."""
    ids = {table: "statement_id" if table == "action_items" else "id" for table in WALLED}
    return {table: select(SQLModel.metadata.tables[table].c[one]) for table, one in ids.items()}


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_both_databases_and_the_wall_alone_answer_alike(store: Postgresql, migrated: Database, tmp_path: Path) -> None:
    rows = any_rows.drawn(2026)
    days = [rows.by.sample(range(-1, any_rows.DAYS), 3) for _ in rows.seats]
    asked = [
        (seat, any_rows.BEGINS + timedelta(days=day, minutes=1))
        for seat, some in zip(rows.seats, days, strict=True)
        for day in some
    ]
    things = {str(row.id) for row in rows.rows if row.__tablename__ in WALLED if hasattr(row, "id")}
    assert len(asked) * len(things) > 10_000
    with _in_a_file(rows, tmp_path) as here, in_use(here):
        said = _answers(asked, by_sight)
    with _on_a_server(rows, store, migrated) as there, in_use(there):
        assert _answers(asked, by_sight, Beyond.ACT) == said
        assert _answers(asked, everything) == said
        for table in WALLED:
            with _opened(there, table):
                assert _answers(asked, everything) != said, table


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_release_that_never_said_what_for_goes_on_until_it_is_replaced(cast: Cast, database: Database) -> None:
    app = create_engine(database.url, poolclass=NullPool)
    with app.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM versions")) == 0
        connection.execute(text("SELECT set_config('tafel.region', :r, true)"), {"r": str(cast.administrator.region)})
        assert connection.scalar(text("SELECT count(*) FROM versions"))
        connection.execute(text("SELECT set_config('tafel.beyond', '', true)"))
        assert connection.scalar(text("SELECT count(*) FROM versions")) == 0
        connection.commit()
        connection.execute(text("SELECT set_config('tafel.region', :r, true)"), {"r": str(cast.administrator.region)})
        assert connection.scalar(text("SELECT count(*) FROM versions")) == 0


def test_what_looks_past_the_wall_is_named_and_counted() -> None:
    found = [one for part in PRODUCT for file in (ROOT / part).glob("**/*.py") for one in _past(file)]
    assert set(found) == PAST
    assert len(found) == len(PAST) + 1  # to begin an act says it twice
    assert {name for name, *_ in PAST} == set(Beyond.__members__)


def _past(file: Path) -> Iterator[tuple[str, str, str]]:
    """Each time a reason is given, with the function that gives it."""
    where = str(file.relative_to(ROOT))
    for function in ast.walk(ast.parse(file.read_text())):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Beyond":
                    yield node.attr, where, function.name


def _answers(asked: Asked, questions: Questions, beyond: Beyond | None = None) -> list[dict[str, set[Any]]]:
    found = []
    for seat, now in asked:
        with clock.at(now), db.reading(seat, beyond) as reading:
            assert reading.now == now
            each = questions(seat, now).items()
            found.append({table: set(reading.session.scalars(wanted)) for table, wanted in each})
    return found


@contextmanager
def _in_a_file(rows: Rows, folder: Path) -> Iterator[Database]:
    """What guards the tables against such rows is taken away first."""
    made = Sqlite(folder).create("rows")
    with create_engine(made.url).begin() as connection:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        _fill(connection, rows)
    yield made


@contextmanager
def _on_a_server(rows: Rows, store: Postgresql, migrated: Database) -> Iterator[Database]:
    made = store.copy(migrated, f"rows_{migrated.name}")
    admin = create_engine(f"postgresql+psycopg://postgres@/{made.name}?host={store.server}", poolclass=NullPool)
    with admin.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        _fill(connection, rows)
    yield made
    store.drop(made)


def _fill(connection: Connection, rows: Rows) -> None:
    for table, some in any_rows.by_table(rows).items():
        connection.execute(insert(SQLModel.metadata.tables[table]), some)


@contextmanager
def _opened(database: Database, table: str) -> Iterator[None]:
    """Without what the wall says of one table."""
    owner = create_engine(database.owner_url, poolclass=NullPool)
    said = "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polname = 'sight' AND polrelid = :t ::regclass"
    with owner.begin() as connection:
        closed = connection.scalar(text(said), {"t": table})
        connection.execute(text(f"ALTER POLICY sight ON {table} USING (true)"))
    yield
    with owner.begin() as connection:
        connection.exec_driver_sql(f"ALTER POLICY sight ON {table} USING ({closed})")


def _noted(seat: Seat) -> ColumnElement[bool]:
    """What this seat wrote down for another partner."""
    taken = exists().where(
        col(Line.region_id) == col(Version.region_id), col(Line.statement_id) == col(Version.statement_id),
        col(Line.taken_by) == seat.membership,
    )  # fmt: skip
    here = (col(Version.region_id) == seat.region, col(Statement.removed_at).is_(None))
    return and_(*here, col(Version.written_by) == seat.person, taken)


def _given(seat: Seat) -> ColumnElement[bool]:
    """What one's partner gave, or was given: to another person alone it tells nothing."""
    alone = or_(col(Share.receiver_person_id).is_(None), col(Share.receiver_person_id) == seat.person)
    received = and_(col(Share.receiver_id) == seat.partner, alone)
    return and_(col(Share.region_id) == seat.region, or_(col(Share.giver_id) == seat.partner, received))


def _known(seat: Seat) -> ColumnElement[bool]:
    """Whose something is and in which case, not its words: one's partner's, given to it, or said where one runs it."""
    given = exists().where(
        col(Share.region_id) == col(Statement.region_id), col(Share.statement_id) == col(Statement.id), _given(seat)
    )
    runs = or_(
        literal(at_table.is_secretariat(seat)), at_table.runs(seat), col(AgendaItem.chair_id) == seat.membership,
        col(AgendaItem.note_taker_id) == seat.membership,
    )  # fmt: skip
    line = (col(Line.region_id) == col(Statement.region_id), col(Line.statement_id) == col(Statement.id))
    taken = exists().where(*line, col(Line.taken_by) == seat.membership)
    item = (row_of(AgendaItem, Line.item_id, Line.region_id), *at_table.of_meeting(), _item(seat), runs)
    ways = (col(Statement.partner_id) == seat.partner, given, taken, exists().where(*line, *item))
    return and_(col(Statement.region_id) == seat.region, or_(*ways))


def _item(seat: Seat) -> ColumnElement[bool]:
    """Items one may know of; and whose file a file is that one reads, so that no list takes it for a case."""
    file = and_(col(AgendaItem.kind) != ItemKind.CASE, visible.membership_of(seat, col(AgendaItem.case_id)))
    return and_(col(AgendaItem.region_id) == seat.region, or_(at_table.items(seat), file))
