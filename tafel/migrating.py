"""Bringing a database up to date, and on PostgreSQL giving the application a role that owns nothing."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

from tafel.settings import settings

_SQLITE = ("foreign_keys=OFF", "legacy_alter_table=ON", "busy_timeout=30000")
_NOT_WRITABLE = ("readonly database", "unable to open database file")
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(20261121)"


class CannotMigrate(Exception):
    """Why the database cannot be used, in the user's words."""


def migrate(url: str) -> None:
    """Make the database, or bring it up to date: all of it or nothing."""
    make_folder(url)
    with connected(url) as connection:
        _refuse_future(connection)
        _keep_to_owner(url)
        upgrade(connection)
        refuse_loose_ends(connection)


def upgrade(connection: Connection, to: str = "head", *, triggers: bool = True) -> None:
    """Run the migrations up to one; `triggers`: and put the triggers of today up after them."""
    config = configured()
    config.attributes |= {"connection": connection, "triggers": triggers}
    command.upgrade(config, to)


def bring_up_to_date() -> None:
    """Migrate the database of the settings as its owner, and give the application's role what it may do there."""
    migrate(owner_url())
    give_rights()


def split_by_region(done: Callable[[str], None]) -> None:
    """Put the large tables of the database of the settings in parts by their region; `done` hears of each table.

    Raises CannotMigrate where it is not on PostgreSQL or was done before.
    """
    from tafel import by_region  # only PostgreSQL needs its driver, which is slow to load

    with connected(owner_url()) as connection:
        by_region.split(connection, done)
    give_rights()


def owner_url() -> str:
    """How the owner of the database of the settings reaches it."""
    return settings().database_owner or settings().url


def give_rights() -> None:
    """Give the application's role what it may do there, where it is not the owner."""
    owner, app = settings().database_owner, make_url(settings().url)
    if owner and app.drivername.startswith("postgresql"):
        prepare_postgresql(owner, app.username or "", app.password or "")


def is_current(url: str) -> bool:
    """Whether the database is of exactly this version of tafel."""
    if _is_missing(url):
        return False
    with connected(url, write=False) as connection:
        return _heads(connection) == set(_scripts().get_heads())


def is_behind(connection: Connection) -> bool:
    """Whether what this version of tafel needs was not yet done to the database; a newer one serves it too."""
    return not _heads(connection).isdisjoint(_older())


@cache
def _older() -> frozenset[str]:
    """What the database can be that is not enough for this version."""
    scripts = _scripts()
    return frozenset(script.revision for script in scripts.walk_revisions()) - frozenset(scripts.get_heads())


def require_current(url: str) -> None:
    """Raise `CannotMigrate` unless the database is of exactly this version, and its role owns nothing."""
    if not _is_missing(url):
        with connected(url, write=False) as connection:
            _refuse_future(connection)
    if not is_current(url):
        raise CannotMigrate("De database is nog niet bijgewerkt. Draai eerst: tafel migrate")
    with connected(url, write=False) as connection:
        _refuse_owner(connection)


def prepare_postgresql(owner_url: str, app_role: str, app_password: str) -> None:
    """Let the application's role exist and do what the product does, and nothing else. Run it after `migrate`."""
    from tafel import app_role as role  # only PostgreSQL needs its driver, which is slow to load

    with connected(owner_url) as connection:
        role.prepare(connection, app_role, app_password)


def configured() -> Config:
    """Where Alembic finds the migrations, in a checkout and when installed."""
    config = Config()
    config.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    return config


@contextmanager
def connected(url: str, *, write: bool = True) -> Iterator[Connection]:
    """A connection in one transaction, alone in changing the schema; what goes wrong is told in plain words."""
    engine = _engine(url, write=write)
    try:
        with engine.begin() as connection:
            if write and connection.dialect.name == "postgresql":
                connection.exec_driver_sql(_ONE_AT_A_TIME)  # waits as long as another is at it
                connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            yield connection
    except DBAPIError as wrong:
        raise CannotMigrate(_in_plain_words(url, wrong)) from wrong
    finally:
        engine.dispose()


def _refuse_owner(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        from tafel import app_role

        app_role.refuse_mighty(connection, str(connection.scalar(text("SELECT current_user"))))


def _engine(url: str, *, write: bool) -> Engine:
    engine = create_engine(make_url(url), poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        begin = "BEGIN IMMEDIATE" if write else "BEGIN"
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Rebuilding a table must not follow its foreign keys; they are checked before the commit."""
    connection.isolation_level = None
    for pragma in _SQLITE:
        connection.execute(f"PRAGMA {pragma}")


def _folder() -> Path:
    """Beside the packages in a checkout, else where the distribution put it."""
    beside = Path(__file__).parents[1] / "alembic"
    if (beside / "env.py").exists():
        return beside
    packed = (Path(str(file.locate())) for file in files("tafel") or () if file.match("share/tafel/alembic/env.py"))
    return next(packed).resolve().parent


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configured())


def _heads(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _refuse_future(connection: Connection) -> None:
    refuse_unknown(_heads(connection))


def refuse_unknown(revisions: set[str]) -> None:
    """Raise CannotMigrate for what a newer release made."""
    known = {script.revision for script in _scripts().walk_revisions()}
    if unknown := revisions - known:
        raise CannotMigrate(
            f"Deze database is van een nieuwere versie van tafel ({', '.join(sorted(unknown))}). "
            "Werk tafel bij, of kies een andere database."
        )


def refuse_loose_ends(connection: Connection) -> None:
    """Raise CannotMigrate where a row points to nothing; PostgreSQL looks after that by itself."""
    if connection.dialect.name == "sqlite":
        loose = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
        if loose:
            raise CannotMigrate(f"Er verwijzen rijen naar niets in: {', '.join(sorted(loose))}. Er is niets veranderd.")


def file_of(url: str) -> Path | None:
    """The file of an embedded database."""
    at = make_url(url)
    return Path(at.database) if at.drivername.startswith("sqlite") and at.database else None


def _is_missing(url: str) -> bool:
    file = file_of(url)
    return file is not None and not os.path.exists(file)  # noqa: PTH110 no error where one may not look


def make_folder(url: str) -> None:
    """Make the folder of an embedded database; CannotMigrate where one may not write."""
    file = file_of(url)
    if file is None:
        return
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as wrong:
        raise CannotMigrate(_no_folder(file.parent)) from wrong
    if not os.access(file.parent, os.W_OK | os.X_OK) or (file.exists() and not os.access(file, os.W_OK)):
        raise CannotMigrate(_no_folder(file.parent))


def _keep_to_owner(url: str) -> None:
    """The file is for its owner alone, as its folder is; what SQLite puts beside it follows."""
    if file := file_of(url):
        file.chmod(0o600)


def _no_folder(folder: Path) -> str:
    return f"In de map {folder} kan tafel niet schrijven. Geef rechten op die map, of kies een andere met TAFEL_DATA."


def _in_plain_words(url: str, wrong: DBAPIError) -> str:
    where, said = make_url(url).render_as_string(hide_password=True), str(wrong.orig).strip()
    if (file := file_of(url)) and any(sign in said for sign in _NOT_WRITABLE):
        return _no_folder(file.parent)
    return f"De database {where} kan niet worden gebruikt: {said}"
