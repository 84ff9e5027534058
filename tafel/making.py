"""Makes the copies that were asked for, in a process of its own, and prints them in others: no page is held up by it.

What an order still needs is looked up each time, so that whoever takes over from a process that died makes what is
missing and no more. No transaction is open while anything is printed. What cannot be drawn or printed holds up nothing
else. Of one meeting one order is made at a time.
"""

import hashlib
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from threading import Event, Thread
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy import CursorResult, exists, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from models.mail_terms import Notice
from models.tables.minutes import CopyOrder
from tafel import chores, clock, copies, db, house_style, ids, notices
from tafel.agenda_export import Voice
from tafel.copies import Drawn
from tafel.db import Reading, Writing
from tafel.papers import pool, worded
from tafel.refusals import NotFound, Unavailable
from tafel.seat import Seat, of_chores
from tafel.sight import copies as seen
from tafel.sight import minutes, recipients
from tafel.sight.copies import Job

TICK, LEASE, AT_ONCE = 0.5, timedelta(minutes=1), 1
_LOOK = 0.1  # seconds between two looks whether it is done
_MAKER = (sys.executable, "-P", "-m", "web.make_copies")  # and no `web` of the folder one happens to be in
VoiceOf = Callable[[str], Voice]
_other = aliased(CopyOrder)
_log = structlog.get_logger()


class Lost(Exception):
    """Another makes this order now, or it is no longer there to be made."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of the jobs of an order: what is being printed of them, and what could not even be drawn."""

    jobs: list[Job]
    drawn: list[Drawn]
    broken: list[Job]
    printed: "Future[list[pool.Made | None]]"


class Maker:
    """Looks for orders until it is told to stop, and has them made; what is under way is left to whoever comes next."""

    def __init__(self, make: Callable[[Event], object], tick: float = TICK) -> None:
        self._stop, self._tick, self._make = Event(), tick, make
        self.thread = Thread(target=self._run, name="copies", daemon=True)

    def start(self) -> None:
        """Begin."""
        self.thread.start()

    def stop(self) -> None:
        """End after the papers at hand."""
        self._stop.set()
        self.thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._tick):
            try:
                if any(map(_is_asked, chores.regions())):
                    self._make(self._stop)
            except Exception as wrong:  # noqa: BLE001 whatever it is, the order rests and is tried again
                _log.error("copies", error=type(wrong).__name__)
                self._stop.wait(LEASE.total_seconds())


def apart(stop: Event) -> None:
    """Have what was asked for made by a process of its own, until that is done or it is told to stop."""
    with subprocess.Popen(_MAKER, start_new_session=True) as maker:  # noqa: S603 our own program
        while maker.poll() is None and not stop.wait(_LOOK):
            pass
        maker.terminate()
    if maker.returncode not in (0, -signal.SIGTERM):
        raise subprocess.CalledProcessError(maker.returncode, _MAKER)


def once(voice_of: VoiceOf, stop: Event | None = None) -> int:
    """Make all that was asked for, in every region; returns how many orders."""
    made, stop = 0, stop or Event()
    for region in chores.regions():
        while not stop.is_set() and (order := _claim(region)):
            if _make(order, voice_of, stop):
                made += 1
    return made


def _claim(region: UUID) -> CopyOrder | None:
    """The oldest order that nobody makes; it is then ours for a while."""
    seat = of_chores(region)
    with db.reading(seat) as reading:
        found = _oldest(reading)
        if found is None:
            return None
        reading.session.expunge(found)
    mine = ids.new()
    with db.writing(seat) as work:
        copies.hold(work, found.meeting_id)
        taken = {"holder": mine, "held_until": clock.now() + LEASE}
        if not _changed(work, found.id, *_free(clock.now()), values=taken):
            return None
    found.holder = mine
    return found


def _is_asked(region: UUID) -> bool:
    with db.reading(of_chores(region)) as reading:
        return _oldest(reading) is not None


def _oldest(reading: Reading) -> CopyOrder | None:
    return reading.session.scalar(
        select(CopyOrder)
        .where(col(CopyOrder.region_id) == reading.seat.region, *_free(reading.now))
        .order_by(col(CopyOrder.asked_at))
        .limit(1)
    )


def _free(now: Any) -> tuple[Any, ...]:
    """Orders that nobody makes, of a meeting of which nobody makes another."""
    busy = exists().where(
        col(_other.region_id) == col(CopyOrder.region_id), col(_other.meeting_id) == col(CopyOrder.meeting_id),
        col(_other.ended_at).is_(None), col(_other.held_until) > now,
    )  # fmt: skip
    return col(CopyOrder.ended_at).is_(None), ~busy


def _make(order: CopyOrder, voice_of: VoiceOf, stop: Event) -> bool:
    """Print what is missing or changed; False when told to stop before the end."""
    region = of_chores(order.region_id)
    with db.reading(region) as reading:
        asker = replace(recipients.seats(reading, [order.asked_by])[order.asked_by], origin="chore")
        style = house_style.of(reading)
    with db.reading(asker) as reading:
        jobs = seen.jobs(reading, order.meeting_id)
    _hold(order, asker, done=0, of_all=len(jobs))
    with pool.printers(style) as printers:
        before: Batch | None = None
        for chunk in _chunks(jobs):
            if stop.is_set():
                _hold(order, asker, held_until=None)
                return False
            drawn, broken = _all_drawn(chunk, voice_of, style.mark)
            now = Batch(chunk, drawn, broken, printers.send([one.paper for one in drawn]))
            if before:
                _keep(order, asker, before)
            before = now
        if before:
            _keep(order, asker, before)
    _tell(order, asker)
    return True


def _chunks(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    each = iter(jobs)
    return iter(lambda: list(islice(each, AT_ONCE)), [])


def _all_drawn(jobs: list[Job], voice_of: VoiceOf, style: bytes) -> tuple[list[Drawn], list[Job]]:
    """What there is to print, and what cannot be drawn: whatever is wrong with one sheet is not the others' fault."""
    drawn, broken = [], []
    for job in jobs:
        try:
            drawn.append(_drawn(job, voice_of, style))
        except (DBAPIError, Unavailable):
            raise
        except Exception as wrong:  # noqa: BLE001 whatever it is, it is told and the others are made
            _log.error("copy", error=type(wrong).__name__)
            broken.append(job)
    return [one for one in drawn if one], broken


def _drawn(job: Job, voice_of: VoiceOf, style: bytes) -> Drawn | None:
    """What the recipient may have now; None where the last edition is made of that and stands, or nothing is left."""
    try:
        with db.reading(job.seat) as reading:
            sheet = minutes.sheet(reading, job.part.id)
            void = seen.is_void(reading, job)
    except NotFound:
        return None
    paper = worded.of_sheet(sheet, voice_of(job.seat.language))
    source = hashlib.sha256(paper.model_dump_json().encode() + style).digest()
    return None if source == job.source and not void else Drawn(job, sheet, frozenset(reading.shown), paper, source)


def _keep(order: CopyOrder, asker: Seat, batch: Batch) -> None:
    made = list(zip(batch.drawn, _printed(order, asker, batch.printed), strict=True))
    failed = [*batch.broken, *(one.job for one, files in made if files is None)]
    if failed:
        _log.error("copy", error="not made", parts=len(failed))
    with db.writing(asker) as work:
        _hold_in(work, order, done=CopyOrder.done + len(batch.jobs))
        copies.keep(work, [(one, files) for one, files in made if files is not None])
        for job in batch.jobs:
            copies.note(work, job, failed=job in failed)


def _printed(order: CopyOrder, asker: Seat, printed: "Future[list[pool.Made | None]]") -> list[pool.Made | None]:
    """What was printed, however long it takes: the order stays ours meanwhile."""
    while True:
        try:
            return printed.result(LEASE.total_seconds() / 3)
        except TimeoutError:
            _hold(order, asker)


def _tell(order: CopyOrder, asker: Seat) -> None:
    """Once for each recipient for whom there is something new; then the order is done."""
    with db.writing(asker) as work:
        fresh = copies.to_tell(work, order.meeting_id)
        for member in sorted({one.membership_id for one in fresh}, key=str):
            notices.tell(work, member, Notice.COPY_READY, f"/overleggen/{order.meeting_id}/verslag/exemplaren")
        for one in fresh:
            one.notified_at = work.now
        _hold_in(work, order, ended_at=work.now, held_until=None, holder=None)


def _hold(order: CopyOrder, asker: Seat, **values: Any) -> None:
    with db.writing(asker) as work:
        _hold_in(work, order, **values)


def _hold_in(work: Writing, order: CopyOrder, **values: Any) -> None:
    """Go on holding the order within this transaction; Lost undoes what was written in it."""
    known = {"held_until": clock.now() + LEASE} | values
    if not _changed(work, order.id, col(CopyOrder.holder) == order.holder, values=known):
        raise Lost


def _changed(work: Writing, order_id: UUID, *where: Any, values: dict[str, Any]) -> bool:
    this = (col(CopyOrder.region_id) == work.seat.region, col(CopyOrder.id) == order_id)
    changed = work.session.execute(
        update(CopyOrder).where(*this, *where).values(**values).execution_options(synchronize_session=False)
    )
    return bool(cast("CursorResult[Any]", changed).rowcount)
