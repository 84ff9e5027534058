"""A migration that is killed leaves what there was, at whatever statement; and what the release before kept opens."""

import json
import os
import shutil
import signal
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, make_url

from models.tables import triggers
from tafel import backing_up, db, migrating
from tafel.sealed_file import Sealing
from tafel.settings import settings
from tests.cast import Cast
from tests.databases import Database
from tests.tafel.test_backup import WHO, elsewhere, everything
from tests.tafel.test_cli import Run, run
from tests.test_migrations import picture

__all__ = ["run"]
After = Callable[[int], None]


def counted(after: After) -> Callable[..., None]:
    """Do something after each statement."""
    number = 0

    def one_more(*_: Any) -> None:
        nonlocal number
        number += 1
        after(number)

    return one_more


def migrated(url: str, after: After) -> None:
    """Migrate in this process, doing something after each statement."""
    one_more = counted(after)
    event.listen(Engine, "after_cursor_execute", one_more)
    try:
        migrating.migrate(url)
    finally:
        event.remove(Engine, "after_cursor_execute", one_more)


def test_at_every_statement_a_kill_would_leave_what_there_was(bare: Database, tmp_path: Path) -> None:
    """What a process leaves that is killed then: the files as they are, or what the server tells others."""
    seen: list[int] = []
    with left_on_sqlite(bare, tmp_path) if bare.dialect == "sqlite" else left_on_postgresql(bare) as left:
        migrated(bare.owner_url, lambda _: seen.append(left()))
        assert left() > len(backing_up.tables())
    assert len(seen) > 300
    assert set(seen) == {0}


@contextmanager
def left_on_sqlite(bare: Database, tmp_path: Path) -> Iterator[Callable[[], int]]:
    """How much stands in a copy of the files, once SQLite rolled back what was not committed."""

    def left() -> int:
        for file in tmp_path.glob("tafel.db*"):
            file.unlink()
        for file in bare.data.glob("tafel.db*"):
            shutil.copy(file, tmp_path)
        with closing(sqlite3.connect(tmp_path / "tafel.db")) as plain:
            return int(plain.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

    yield left


@contextmanager
def left_on_postgresql(bare: Database) -> Iterator[Callable[[], int]]:
    """How much others see: nothing else survives."""
    plain = make_url(bare.owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:

        def left() -> int:
            query = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            return int((connection.execute(query).fetchone() or (0,))[0])

        yield left


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_killed_it_is_migrated_again_to_the_same(bare: Database, database: Database, share: float) -> None:
    """A real child, killed by itself."""
    with migrating.connected(database.owner_url) as connection:
        wanted = picture(connection)
    db.close()
    if not (child := os.fork()):
        kill(bare.owner_url, int(_STATEMENTS * share))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    engine = create_engine(make_url(bare.owner_url))
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    migrating.migrate(bare.owner_url)
    with migrating.connected(bare.owner_url) as connection:
        assert picture(connection) == wanted
        assert triggers.live(connection) == triggers.expected(bare.dialect)


_STATEMENTS = 300  # fewer than there are


def kill(url: str, number: int) -> None:
    """Migrate in this process, which is killed after so many statements."""
    try:
        migrated(url, lambda done: os.kill(os.getpid(), signal.SIGKILL) if done >= max(number, 1) else None)
    finally:
        os._exit(1)


def test_what_the_release_before_kept_opens(
    cast: Cast, database: Database, bare: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tables with their rows are migrated, here as they come out of a backup of that release."""
    assert cast
    before, held = everything(database), columns_before(bare)
    kinds = {each.name: backing_up.rows.kinds(each) for each in backing_up.tables()}
    kinds = {
        name: {at: kind for at, kind in of.items() if at in held[name]} for name, of in kinds.items() if name in held
    }
    found = {name: [only(line, name, kinds) for line in before[name]] for name in kinds}
    backed_up(tmp_path / "before.tafel", kinds, found)
    with elsewhere(bare, monkeypatch, settings().key_folder):
        code, _, told = run("restore", str(tmp_path / "before.tafel"), *WHO)
        assert code == 0, told
        after = everything(bare)
        with migrating.connected(bare.owner_url) as connection:
            assert triggers.live(connection) == triggers.expected(bare.dialect)
    for name in ("statements", "versions", "shares", "cases", "persons", "partners", "memberships"):
        assert sorted(only(line, name, kinds) for line in after[name]) == sorted(found[name]), name


def columns_before(bare: Database) -> dict[str, set[str]]:
    """The tables of the release before; none of it stays."""
    engine = create_engine(make_url(bare.owner_url))
    with engine.connect() as connection, connection.begin() as begun:
        migrating.upgrade(connection, before(), triggers=False)
        look = inspect(connection)
        found = {name: {column["name"] for column in look.get_columns(name)} for name in look.get_table_names()}
        begun.rollback()
    engine.dispose()
    (bare.data / "tafel.db").unlink(missing_ok=True)
    return found


def before() -> str:
    """The revision before the newest."""
    scripts = ScriptDirectory.from_config(migrating.configured())
    return str(scripts.get_revision("head").down_revision)  # type: ignore[union-attr]


def only(line: str, table: str, kinds: dict[str, dict[str, str]]) -> str:
    """A row with the columns that there were."""
    (today,) = (backing_up.rows.kinds(each) for each in backing_up.tables() if each.name == table)
    row = dict(zip(today, json.loads(line), strict=True))
    return json.dumps([row[name] for name in kinds[table]])


def backed_up(path: Path, kinds: dict[str, dict[str, str]], found: dict[str, list[str]]) -> None:
    with db.installation() as session:
        about = backing_up.about(session, [], {name: len(lines) for name, lines in found.items()})
    lines = [json.dumps(about | {"revision": before(), "tables": kinds})]
    for name, some in found.items():
        lines += [json.dumps({"table": name}), *some]
    lines.append(json.dumps({"rows": sum(map(len, found.values()))}))
    with path.open("wb") as file:
        sealing = Sealing(file, backing_up.key())
        sealing.write(zlib.compress("".join(f"{line}\n" for line in lines).encode()))
        sealing.finish()
