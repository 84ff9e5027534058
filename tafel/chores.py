"""What must happen by the clock: one list of chores, and a lease per region and chore so that only one process does it.

A chore and the note that it was done are one transaction. A holder that died lets go by itself when its lease lapses.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import Event, Thread
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, CursorResult, and_, delete, not_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from models.tables.casework import OnceKey
from models.tables.ledger import Lease
from models.tables.people import Attempt, Region, Sitting
from tafel import (
    checkpoint_mail,
    clock,
    db,
    erasing,
    guardians,
    hits,
    ids,
    invitations,
    ledger,
    live_line,
    mail,
    minutes,
    misses,
    overviews,
    reminders,
    repeats,
    returns,
    second_look,
    sharing,
    stock,
)  # fmt: skip
from tafel.db import Reading, Writing
from tafel.seat import Seat, of_chores
from tafel.settings import settings

LEASE = timedelta(minutes=2)
TICK = 1.0  # seconds: a checkpoint is signed within this
_KEPT_KEYS, _KEPT_ATTEMPTS = timedelta(days=30), timedelta(days=misses.KEPT_DAYS)
_log = structlog.get_logger()


class LeaseLost(Exception):
    """It took too long, and another does it now: what was done here is undone."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every so often; `wanted` looks first, without writing, whether there is anything to do.

    `slow`: it waits for somebody else's machine, and holds up no other chore. `for_good`: it takes away what does not
    come back, and so waits until the clock can be believed.
    """

    name: str
    every: timedelta
    do: Callable[[Writing], object]
    wanted: Callable[[Reading], bool] = lambda _: True
    slow: bool = False
    for_good: bool = False


def end_sittings(work: Writing) -> None:
    """Sittings past their end, or asleep too long, are over."""
    asleep = work.now - timedelta(minutes=settings().idle_minutes)
    over = or_(col(Sitting.ends_at) <= work.now, col(Sitting.seen_at) <= asleep)
    here = or_(col(Sitting.region_id) == work.seat.region, col(Sitting.region_id).is_(None))
    work.session.execute(update(Sitting).where(col(Sitting.ended_at).is_(None), over, here).values(ended_at=work.now))


def forget(work: Writing) -> None:
    """Keys of forms, failed attempts to sign in, missed pages and changes that were told are of no more use."""
    mine = col(OnceKey.region_id) == work.seat.region
    work.session.execute(delete(OnceKey).where(mine, col(OnceKey.at) < work.now - _KEPT_KEYS))
    work.session.execute(delete(Attempt).where(col(Attempt.at) < work.now - _KEPT_ATTEMPTS))
    live_line.forget(work)


CHORES = (
    Chore("checkpoint", timedelta(0), ledger.take_checkpoint, ledger.has_moved),
    Chore("expire-shares", timedelta(minutes=1), sharing.expire, sharing.any_due, for_good=True),
    Chore("guardians", timedelta(minutes=1), guardians.end_agreed, guardians.any_agreed, for_good=True),
    Chore("end-sittings", timedelta(minutes=5), end_sittings),
    Chore("repeats", timedelta(minutes=5), repeats.seek, repeats.any_waiting),
    Chore("compare", timedelta(minutes=5), hits.compare, hits.any_waiting),
    Chore("erase", timedelta(hours=24), erasing.erase, erasing.any_due, for_good=True),
    Chore("mail-checkpoint", timedelta(hours=24), checkpoint_mail.write, checkpoint_mail.wanted),
    Chore("invite", timedelta(minutes=1), invitations.follow, invitations.any_to_follow),
    Chore("remind", timedelta(hours=1), reminders.remind, reminders.is_time),
    Chore("send-mail", timedelta(0), mail.send, mail.waiting, slow=True),
    Chore("read-returns", timedelta(minutes=1), returns.take_in, returns.waiting, slow=True),
    Chore("adopt-minutes", timedelta(minutes=5), minutes.adopt_by_silence, minutes.any_due, for_good=True),
    Chore("publish-overviews", timedelta(hours=1), overviews.publish, overviews.any_due, for_good=True),
    Chore("forget", timedelta(hours=24), forget, for_good=True),
    Chore("take-stock", timedelta(hours=24), stock.take_stock),
)


def once(*, holder: UUID | None = None) -> list[str]:
    """Do all that is due now, in every region, for who asks for it and so knows what time it is: the names of it."""
    me = holder or ids.new()
    return [chore.name for region in regions() for chore in CHORES if do(region, chore, me)]


def regions() -> list[UUID]:
    """Every region of the installation."""
    with db.installation() as session:
        return list(session.scalars(select(col(Region.id)).order_by(col(Region.created_at), col(Region.id))))


def do(region: UUID, chore: Chore, me: UUID) -> bool:
    """Do a chore if it is due, wanted, and nobody else holds its lease."""
    seat = of_chores(region)
    if not is_due(seat, chore) or not take(seat, chore, me):
        return False
    with db.writing(seat) as work:
        chore.do(work)
        _finish(work, chore, me)
    return True


def is_due(seat: Seat, chore: Chore) -> bool:
    """Whether nobody is at it, it has rested long enough, and there is something to do."""
    with db.reading(seat) as reading:
        mine = (col(Lease.region_id) == seat.region, col(Lease.chore) == chore.name)
        resting = reading.session.scalar(select(col(Lease.chore)).where(*mine, not_(_free(chore, clock.now()))))
        return resting is None and chore.wanted(reading)


def _free(chore: Chore, now: datetime) -> ColumnElement[bool]:
    """Nobody holds it and it rested; what lies in the future was said by a clock that was put back since."""
    held, done, never = col(Lease.held_until), col(Lease.done_at), now + 2 * LEASE
    return and_(
        or_(held.is_(None), held <= now, held > never), or_(done.is_(None), done <= now - chore.every, done > never)
    )


def is_steady(region: UUID) -> bool:
    """Whether the clock went on for an hour as time goes, and what it takes away for good may be done."""
    seat, now = of_chores(region), clock.now()
    with db.reading(seat) as reading:
        began, is_news = second_look.since(reading, now)
    if is_news:
        with db.writing(seat) as work:
            second_look.remember(work, now, began)
    return now - began >= second_look.WAIT


def take(seat: Seat, chore: Chore, me: UUID) -> bool:
    """The lease, unless another took it since."""
    now = clock.now()
    with db.writing(seat) as work:
        _lay_down(work.session, seat.region, chore.name)
        return _changed(work, chore, _free(chore, now), values={"holder": me, "held_until": now + LEASE})


def _finish(work: Writing, chore: Chore, me: UUID) -> None:
    done = {"holder": None, "held_until": None, "done_at": clock.now()}
    if not _changed(work, chore, col(Lease.holder) == me, values=done):
        raise LeaseLost(chore.name)


def _changed(work: Writing, chore: Chore, *where: Any, values: dict[str, Any]) -> bool:
    here = (col(Lease.region_id) == work.seat.region, col(Lease.chore) == chore.name)
    changed = work.session.execute(update(Lease).where(*here, *where).values(**values))
    return bool(cast("CursorResult[Any]", changed).rowcount)


def _lay_down(session: Session, region: UUID, chore: str) -> None:
    insert = postgresql.insert(Lease) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(Lease)
    session.execute(insert.values(region_id=region, chore=chore).on_conflict_do_nothing())


class Runner:
    """Does the chores until it is told to stop, in a thread of its own, and in another those that are slow."""

    def __init__(self, tick: float = TICK) -> None:
        self._stop, self._tick, self._me = Event(), tick, ids.new()
        self.threads = [
            Thread(target=self._run, args=(slow,), name="chores-slow" if slow else "chores", daemon=True)
            for slow in (False, True)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """End, once what is under way is done."""
        self._stop.set()
        for thread in self.threads:
            thread.join()

    def _run(self, slow: bool) -> None:  # noqa: FBT001 which of the two threads it is
        while not self._stop.wait(self._tick):
            for done in self.round(slow=slow):
                _log.debug("chore", name=done)

    def round(self, *, slow: bool = False) -> Iterator[str]:
        """One chore that goes wrong does not hold up the others; its lease lets it rest before the next try."""
        try:
            places = [(region, chore) for region in regions() for chore in CHORES if chore.slow is slow]
        except Exception as wrong:  # noqa: BLE001 whatever it is, the clock goes on
            _log.error("chores", error=type(wrong).__name__)
            return
        steady = cache(is_steady)
        for region, chore in places:
            try:
                if (not chore.for_good or steady(region)) and do(region, chore, self._me):
                    yield chore.name
            except Exception as wrong:  # noqa: BLE001 whatever it is, the others go on
                _log.error("chore", name=chore.name, error=type(wrong).__name__)
