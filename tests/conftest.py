"""What every test can ask for: a database of its own on SQLite and on PostgreSQL, empty or with the cast in it."""

import fcntl
import gc
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import Context
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.nodeid import coerce_node_id
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from tafel import db, engines, sign_in
from tafel.demo import building
from tafel.demo.telling import Telling
from tafel.settings import settings
from tests import databases, postgres
from tests.databases import Database, Postgresql, Sqlite, Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.cast import Cast

_FOLDER = pytest.StashKey[Path]()
_KEEPS = sign_in._hasher  # noqa: SLF001
_numbers = count(1)


def pytest_configure(config: pytest.Config) -> None:
    """One folder for the whole run, of which all workers know."""
    told = getattr(config, "workerinput", None)
    config.stash[_FOLDER] = Path(told["tafel_folder"]) if told else postgres.folder_for_tests("tafel-tests-")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of it."""
    node.workerinput["tafel_folder"] = str(node.config.stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever began the run stops the server, once all workers are done."""
    if hasattr(config, "workerinput"):
        return
    folder = config.stash[_FOLDER]
    known = folder / "postgres"
    if known.exists():
        postgres.stop(Path(known.read_text()))
    shutil.rmtree(folder)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Tests of a group go to one worker: so do all that look at the demo, which is built there once."""
    for item in items:
        if "demo" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("demo"))
    yield
    for item in items:  # pytest-xdist writes the group behind a name that pytest itself no longer looks at
        item._id = coerce_node_id(getattr(item, "_nodeid", item.nodeid))  # noqa: SLF001


def pytest_collection_finish() -> None:
    """What was read to start with stays to the end: nobody need look through it for what may go, test after test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def _statements_known() -> Iterator[None]:
    """Most tests open a database of their own, and ask it what others asked theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "of", databases.opened)
        patch.setattr(engines, "_PING", False)  # nobody starts the server of the tests anew
        patch.setattr(engines, "_PREPARED", 2_000)  # a walk through every door asks more than any table does
        patch.setattr(sign_in, "_hasher", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64),)))
        yield


@pytest.fixture
def passwords_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are kept as the product keeps them, which takes its time."""
    monkeypatch.setattr(sign_in, "_hasher", _KEEPS)


@pytest.fixture(scope="session")
def run_folder(request: pytest.FixtureRequest) -> Path:
    """A folder for the whole run."""
    return request.config.stash[_FOLDER]


@pytest.fixture(scope="session")
def postgres_server(run_folder: Path) -> Path:
    """The PostgreSQL server of this run: whoever needs it first starts it."""
    known = run_folder / "postgres"
    with (run_folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            server = postgres.start()
            known.write_text(str(server))
            databases.make_roles(server)
    return Path(known.read_text())


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, run_folder: Path, worker_id: str) -> Iterator[Store]:
    """Where databases of one kind are kept for this worker."""
    folder = run_folder / worker_id / request.param
    if request.param == "sqlite":
        yield Sqlite(folder)
    else:
        kept = Postgresql(request.getfixturevalue("postgres_server"), folder)
        yield kept
        kept.end()


@pytest.fixture(scope="session")
def migrated(store: Store, worker_id: str) -> Database:
    """A database as a new installation has it, to be copied and never used."""
    return store.create(f"migrated_{worker_id}_{next(_numbers)}")


@pytest.fixture(scope="session")
def played(store: Store, migrated: Database, worker_id: str) -> "tuple[Database, Cast]":
    """The same with the cast in it; whoever does without the cast does not need the acts that play it either.

    It is played now, whatever moment it is in the test that asks first.
    """
    from tests import cast

    database = store.copy(migrated, f"played_{worker_id}_{next(_numbers)}")
    with in_use(database):
        built = Context().run(cast.build)
    databases.take_stock(database.url)
    return database, built


@pytest.fixture(scope="session")
def laid(store: Store, played: "tuple[Database, Cast]", worker_id: str) -> "tuple[Database, Cast]":
    """The same with tomorrow's meeting: tests with the mark `laid` begin there."""
    from tests import tables

    database = store.copy(played[0], f"laid_{worker_id}_{next(_numbers)}")
    with in_use(database):
        cast = again(played[1])
        cast.laid = Context().run(tables.set_up, cast)
    databases.take_stock(database.url)
    return database, cast


@pytest.fixture
def begun(request: pytest.FixtureRequest) -> "tuple[Database, Cast]":
    """Where a test with the cast begins."""
    mark = request.node.get_closest_marker("laid")
    found: tuple[Database, Cast] = request.getfixturevalue("laid" if mark and mark.args != (False,) else "played")
    return found


@pytest.fixture
def database(request: pytest.FixtureRequest, store: Store, worker_id: str) -> Iterator[Database]:
    """A database of this test's own, in use by the application: empty, or with the cast if the test asks for it."""
    asked = "cast" in request.fixturenames
    template = request.getfixturevalue("begun")[0] if asked else request.getfixturevalue("migrated")
    made = store.copy(template, f"test_{worker_id}_{next(_numbers)}")
    with in_use(made):
        yield made
    store.drop(made)


@pytest.fixture
def cast(database: Database, begun: "tuple[Database, Cast]") -> "Cast":
    """De Waarden and its neighbour, in a database of this test's own."""
    assert database.url != begun[0].url
    return again(begun[1])


@pytest.fixture
def anew(store: Store, played: "tuple[Database, Cast]", worker_id: str) -> "Iterator[Callable[[], Cast]]":
    """A function that puts a fresh copy of the cast in use, as often as a test likes: the one before goes."""
    with ExitStack() as until_the_next:

        def fresh() -> "Cast":
            until_the_next.close()
            made = store.copy(played[0], f"anew_{worker_id}_{next(_numbers)}")
            until_the_next.callback(store.drop, made)
            until_the_next.enter_context(in_use(made))
            return again(played[1])

        yield fresh


@pytest.fixture(scope="session")
def told(run_folder: Path, worker_id: str) -> tuple[Database, Telling]:
    """The invented region as the demo serves it: embedded, as the demo always is; built once in a run."""
    (run_folder / "demo").touch(exist_ok=False)
    database = Sqlite(run_folder / worker_id / "demo").create("demo")
    with in_use(database):
        db.use(database.url, building=True)
        return database, building.build()


@pytest.fixture
def demo(told: tuple[Database, Telling]) -> Iterator[Telling]:
    """The demo, to be read."""
    with in_use(told[0]):
        yield told[1]


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """A real browser; each person in it has a context of their own."""
    from tests import browsing

    with browsing.chromium() as opened:
        yield opened


@pytest.fixture
def served(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The application on a port of its own, with the demo in it if the test asks for that, else the cast."""
    from tests import browsing
    from web.app import create

    monkeypatch.setattr("web.live.ticks", browsing.quick_ticks)

    request.getfixturevalue("demo" if "demo" in request.fixturenames else "cast")
    with browsing.serving(create()) as address:
        yield address


@pytest.fixture
def bare(store: Store, worker_id: str) -> Iterator[Database]:
    """A database without tables, not in use."""
    made = store.empty(f"bare_{worker_id}_{next(_numbers)}")
    yield made
    store.drop(made)


def again(cast: "Cast") -> "Cast":
    """The same cast, for a test to change."""
    copied: Cast = pickle.loads(pickle.dumps(cast, pickle.HIGHEST_PROTOCOL))  # noqa: S301 our own; half of the time of `copy`
    return copied


@contextmanager
def in_use(database: Database) -> Iterator[None]:
    """Let the application work with this database, and with the keys that belong to it."""
    with pytest.MonkeyPatch.context() as environment, databases.kept_open(database):
        environment.setenv("TAFEL_DATABASE", database.url)
        environment.setenv("TAFEL_DATA", str(database.data))
        environment.setenv("TAFEL_KEYS", str(database.data / "keys"))
        settings.cache_clear()
        db.use(database.url)
        try:
            yield
        finally:
            db.close()
            settings.cache_clear()
