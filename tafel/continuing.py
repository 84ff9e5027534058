"""After an older database was put back: its register goes on under another name, and its first line there says so.

The signer remembers outside the database what it signed. Until this is done it signs nothing, and nothing is served.
"""

from collections.abc import Iterable
from typing import Any

from models.acts import Act
from tafel import checkpoint, db, ledger, signed, signer
from tafel.checkpoint import BadCheckpoint, Checkpoint
from tafel.db import Reading, Writing
from tafel.ledger_desk import NO_CHECKPOINT, as_sent
from tafel.refusals import Invalid
from tafel.seal import CannotUnseal
from tafel.seat import Seat
from tafel.tree import Frontier


def require(seat: Seat) -> None:
    """Raise CannotUnseal where the register does not continue what was signed of it."""
    with db.reading(seat) as reading:
        before = signer.last(seat.region)
        if before:
            signed.refuse_other(before[-1], ledger.origin(reading), *ledger.continued(reading))


def is_whole(seat: Seat) -> bool:
    """Whether nothing is missing that was signed."""
    try:
        require(seat)
    except CannotUnseal:
        return False
    return True


def go_on(seat: Seat, decided_by: str, held: Iterable[str] = ()) -> str:
    """Let the register go on under another name; returns that name.

    `held`: checkpoints that somebody else kept. The first line under the new name says what was signed last, here or
    in the newest of those, which lines are missing since, and who decided. Raises Invalid for what is no checkpoint.
    """
    with db.writing(seat) as work:
        tree, known = Frontier.from_bytes(ledger.locked_head(work).frontier), _known(work, held)
        log = _next(work, known)
        ended = [_ended(work, each, log, known[each], tree) for each in sorted(known, key=signed.number)]
        work.record(Act.LEDGER_CONTINUED, log=log, since=tree.size, ended=ended, decided_by=decided_by)
    settle(seat)
    return log


def settle(seat: Seat) -> None:
    """Sign what was begun anew, and keep the key by which anyone checks that."""
    with db.writing(seat) as work:
        ledger.keep_key(work)
        ledger.take_checkpoint(work)


def _ended(work: Writing, log: str, next_log: str, last: Checkpoint | None, tree: Frontier) -> dict[str, Any]:
    """What is said of a log that ends; from now on the signer signs the next."""
    region = work.seat.region
    note = signer.begin_anew(region, log, next_log, tree)
    said = {"log": log, "old": signer.public_key(region, log), "new": signer.public_key(region, next_log), "note": note}
    return said | ({"known": last.size, "root": last.root.hex()} if last else {})


def _known(work: Writing, held: Iterable[str]) -> dict[str, Checkpoint | None]:
    """Of each log that ends here the last tree that was signed, as far as that is known outside the database."""
    known: dict[str, Checkpoint | None] = {ledger.origin(work): None}
    ended = {each["log"] for told in ledger.continuations(work) for each in told["ended"]}
    signed_here = (Checkpoint(one.origin, one.tree.size, one.tree.root(), ()) for one in signer.last(work.seat.region))
    for each in (*signed_here, *(_read(work, note) for note in held)):
        last = known.get(each.origin)
        if each.origin not in ended and (last is None or last.size < each.size):
            known[each.origin] = each
    return known


def _read(reading: Reading, note: str) -> Checkpoint:
    keys = map(checkpoint.decode_vkey, ledger.public_keys(reading))
    try:
        return checkpoint.read(as_sent(note), keys)
    except BadCheckpoint:
        raise Invalid(checkpoint=NO_CHECKPOINT) from None


def _next(work: Writing, known: Iterable[str]) -> str:
    return checkpoint.origin(work.seat.region, max(map(signed.number, known)) + 1)
