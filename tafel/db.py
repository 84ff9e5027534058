"""The only place that begins and ends transactions: `reading(seat)` and `writing(seat)`.

A commit comes before the answer leaves. Entries for the ledger are appended last, in the act's own transaction.
A refusal undoes the act and commits its own entry.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import Connection, CursorResult, Engine, Executable, RootTransaction, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InternalError, NotSupportedError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlmodel import Session, SQLModel, col

from models.acts import Act, Result
from models.tables.ledger import Head
from tafel import clock, commits, context, engines, ids, leaps
from tafel.context import Beyond
from tafel.prepared import filled_in, given
from tafel.refusals import NotFound, Refused, Unavailable
from tafel.seat import Seat

_in_use: list[Engine] = []  # one to read with, one to write with
_drawing = Lock()
_LAST = select(col(Head.last_at)).where(col(Head.region_id) == given("region"))
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody else's words on this page: they are handed out when the page leaves."""

    version: UUID
    edit: int
    share: UUID | None


@dataclass(slots=True)
class Reading:
    """A moment of the database as one seat may see it.

    `shown` collects other people's words as sight hands them over; `consulted` what else the ledger must tell of it.
    `past`: what all of it is for, where that is more than its seat may read.
    """

    session: Session
    seat: Seat
    now: datetime
    shown: set[Shown] = field(default_factory=set)
    consulted: list["Entry"] = field(default_factory=list)
    known: dict[Hashable, Any] = field(default_factory=dict)
    past: Beyond | None = None
    drawn: commits.Drawn | None = None

    def rows(self, wanted: Executable, **values: Any) -> Sequence[Any]:
        """What a prepared statement finds for this seat, now."""
        return self._asked(wanted, values).all()

    def row(self, wanted: Executable, **values: Any) -> Any:
        """The first row of it, or None."""
        return self._asked(wanted, values).first()

    def values(self, wanted: Executable, **values: Any) -> Sequence[Any]:
        """Its first column."""
        return self._asked(wanted, values).scalars().all()

    def entities(self, wanted: Executable, **values: Any) -> Any:
        """The first row, as things an act can change; or None."""
        return self.session.execute(wanted, filled_in(self.seat, self.now, values)).first()

    def things(self, wanted: Executable, **values: Any) -> Sequence[Any]:
        """Its first column, as things an act can change."""
        return self.session.execute(wanted, filled_in(self.seat, self.now, values)).scalars().all()

    @contextmanager
    def beyond(self, why: Beyond) -> Iterator[None]:
        """Ask more than this seat may read, for this alone: what is shown of it is what is said there."""
        if self.past is None:
            context.let(self.session, why)
        yield
        if self.past is None:
            context.let(self.session, None)

    @contextmanager
    def seated(self, seat: Seat) -> Iterator["Reading"]:
        """The same moment as another seat may see it; what it is shown is not handed out to anybody."""
        context.tell_seat(self.session, seat, self.now)
        yield replace(self, seat=seat, shown=set(), consulted=[], known={})
        context.tell_seat(self.session, self.seat, self.now)

    def _asked(self, wanted: Executable, values: dict[str, Any]) -> CursorResult[Any]:
        connection = cast("Connection", self.session.bind)
        return connection.execute(wanted, filled_in(self.seat, self.now, values))


@dataclass(slots=True)
class Entry:
    """What one act will leave in the ledger."""

    act: Act
    result: Result
    details: dict[str, Any]


@dataclass(slots=True)
class Writing(Reading):
    """A reading that also writes; `record` what the act leaves in the ledger.

    `after` is done once the act stands: nothing of an act that failed or was refused.
    """

    trace: UUID = field(default_factory=ids.trace)
    entries: list[Entry] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)

    def record(self, act: Act, *, result: Result = Result.DONE, **details: Any) -> None:
        """Let the ledger hold this act, in this transaction."""
        self.entries.append(Entry(act, result, details))

    def add_if_new(self, row: SQLModel) -> bool:
        """Add a row; False where one like it stands, also when another process adds it at this very moment."""
        dialect, table = self.session.get_bind().dialect.name, type(row)
        insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
        (*_, key) = inspect(table).primary_key
        added = insert.values(**row.model_dump()).on_conflict_do_nothing().returning(key)
        return self.session.execute(added).first() is not None  # PostgreSQL's driver does not count these rows

    def _asked(self, wanted: Executable, values: dict[str, Any]) -> CursorResult[Any]:
        self.session.flush()
        return self.session.connection().execute(wanted, filled_in(self.seat, self.now, values))

    def change(self, wanted: Executable, **values: Any) -> None:
        """Let a prepared statement change rows; what the session holds of them must not be looked at again."""
        self._asked(wanted, values)


def asked_once(find: Callable[Concatenate[Reading, P], T]) -> Callable[Concatenate[Reading, P], T]:
    """What a page needs in two places is looked up once. An act looks again: it changes things in between."""

    @wraps(find)
    def found(reading: Reading, *args: P.args, **named: P.kwargs) -> T:
        if isinstance(reading, Writing):
            return find(reading, *args, **named)
        key = (find, args, tuple(named.items()))
        if key not in reading.known:
            reading.known[key] = find(reading, *args, **named)
        return cast("T", reading.known[key])

    return cast("Callable[Concatenate[Reading, P], T]", found)


def use(url: str, *, building: bool = False) -> None:
    """Open the database this process works with. While it is being built nobody was told that anything is kept."""
    close()
    _in_use.extend(engines.of(url, building=building))
    commits.use(url, building=building)


def close() -> None:
    """Let go of the database."""
    commits.close()
    while _in_use:
        _in_use.pop().dispose()


def engine(*, writes: bool = False) -> Engine:
    """The database in use, to read it or to write."""
    return _in_use[writes]


@contextmanager
def in_turn() -> Iterator[None]:
    """Pages are drawn one after another where the database is in this process.

    Threads that take the interpreter over from each other at each statement need twice the time together. Who waits
    for a server, for somebody who writes or for a password to be compared keeps nobody waiting: that is not done here.
    """
    with _drawing if engine().dialect.name == "sqlite" else nullcontext():
        yield


@contextmanager
def reading(seat: Seat, beyond: Beyond | None = None) -> Iterator[Reading]:
    """One consistent moment, read only: of what this seat may read, or beyond it for what is said."""
    past = beyond or (Beyond.CHORES if seat.is_clock else None)
    with _begun(writes=False) as (outer, session):
        try:
            yield Reading(session, seat, _begin(session, seat, past), past=past)
        except NotFound:
            outer.commit()  # at a rollback PostgreSQL's driver forgets every statement it prepared
            raise


@contextmanager
def writing(seat: Seat) -> Iterator[Writing]:
    """One act: all of it with its ledger entries, or nothing. That it was refused is an entry by itself."""
    from tafel import ledger

    try:
        with _begun(writes=True) as (_outer, session):
            work = _work(session, seat)
            yield work
            session.flush()
            ledger.append(work)
    except Refused:
        _keep([entry for entry in work.entries if entry.result is Result.REFUSED], work)
        raise
    for then in work.after:
        then()


@contextmanager
def _begun(*, writes: bool) -> Iterator[tuple[RootTransaction, Session]]:
    with (
        _available(),
        _believed(writes=writes),
        engine(writes=writes).connect() as connection,
        connection.begin() as outer,
        Session(connection) as session,
    ):
        yield outer, session


@contextmanager
def installation(*, write: bool = False) -> Iterator[Session]:
    """What belongs to no region: persons, passwords, sittings. Only sign-in and administration come here."""
    with _begun(writes=write) as (_outer, session):
        yield session
        session.flush()


@contextmanager
def taken_back(session: Session) -> Iterator[None]:
    """Write, to see that one can, and leave nothing of it."""
    point = session.begin_nested()
    yield
    session.flush()
    point.rollback()


def _begin(session: Session, seat: Seat, beyond: Beyond | None) -> datetime:
    clocked = clock.now()
    context.tell_seat(session, seat, clocked, beyond)
    last = session.connection().execute(_LAST, {"region": seat.region}).scalar()
    if last is None or last <= clocked:
        return clocked
    context.tell_seat(session, seat, last, beyond)
    return last


def _keep(entries: list[Entry], of: Writing) -> None:
    """Let the ledger hold these of an act that was undone."""
    from tafel import ledger

    if entries:
        with _begun(writes=True) as (_outer, session):
            ledger.append(_work(session, of.seat, trace=of.trace, entries=entries))


def _work(session: Session, seat: Seat, **more: Any) -> Writing:
    return Writing(session, seat, _begin(session, seat, Beyond.ACT), past=Beyond.ACT, **more)


@contextmanager
def _believed(*, writes: bool) -> Iterator[None]:
    if writes and leaps.watch.leapt():
        raise Unavailable("the clock of this machine was put forward by more than a day; put it right, or start anew")
    yield


@contextmanager
def _available() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InternalError, NotSupportedError, NoConnection) as wrong:  # the third of a stand-by
        raise Unavailable(str(getattr(wrong, "orig", wrong))) from wrong
