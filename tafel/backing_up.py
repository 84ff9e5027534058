"""A backup: all that the database holds at one moment, in one sealed file, while everybody goes on working.

Keys are not in it. Nothing of it is ever on a disk unsealed.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select, text
from sqlmodel import Session, SQLModel, col

from models import tables as kept
from models.tables.people import Region
from tafel import clock, context, db, durable, key_sources, keys, rows, seal
from tafel.context import Beyond
from tafel.sealed_file import Sealing

NAME, FORMAT = "backup", 1
Told = Callable[[int, int], None]
"""How many rows are done, of how many."""
Places = dict[str, list[UUID | None]]
"""In the context of which regions a table answers with all its rows."""
_AT_ONCE = 1_000


class NoRoom(Exception):
    """The backup could not be written, in the administrator's words."""


def key() -> bytes:
    """The key of backups; the first backup makes it."""
    if key_sources.find(NAME) is None:
        key_sources.make(NAME)
    return key_sources.key(NAME)


def write(path: Path, sealed_by: bytes, told: Told) -> str:
    """Write the backup; returns the SHA-256 of the file. NoRoom where that cannot be, and then nothing is left."""
    try:
        with durable.written(path) as file:
            sealing, packing = Sealing(file, sealed_by), zlib.compressobj(1)
            for line in _lines(told):
                sealing.write(packing.compress(f"{line}\n".encode()))
            sealing.write(packing.flush())
            sealing.finish()
    except BlockingIOError:
        raise NoRoom(f"Er wordt al een reservekopie naar {path} geschreven. Wacht tot die klaar is.") from None
    except OSError as wrong:
        raise NoRoom(f"De reservekopie kan niet worden geschreven naar {path}: {wrong.strerror}.") from wrong
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(of: bytes, region: UUID) -> str:
    """By which it is seen that a key of a region is the one it was, and nothing else."""
    return seal.fingerprint(of, NAME, str(region)).hex()


def _lines(told: Told) -> Iterator[str]:
    """What the file says: what it is of, then each table with its rows, then how many those were."""
    with db.installation() as session:
        every, places = tables(), _places(session)
        counts = {table.name: sum(_counted(session, table, places)) for table in every}
        yield json.dumps(about(session, every, counts), ensure_ascii=False)
        done, total = 0, sum(counts.values())
        for table in every:
            yield json.dumps({"table": table.name})
            for line in _of(session, table, places):
                yield line
                done += 1
                if done % _AT_ONCE == 0:
                    told(done, total)
        yield json.dumps({"rows": done})


def about(session: Session, every: list[Table], counts: dict[str, int]) -> dict[str, Any]:
    """What a backup says first: of which release and which regions it is, and what is in it."""
    regions = session.execute(select(col(Region.id), col(Region.name)).order_by(col(Region.name))).all()
    return {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "revision": session.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
        "regions": [
            {"id": str(each.id), "name": each.name, "key": fingerprint(keys.region_key(each.id), each.id)}
            for each in regions
        ],
        "tables": {table.name: rows.kinds(table) for table in every},
        "counts": counts,
    }


def tables() -> list[Table]:
    """Every table, each after those it points to."""
    for module in iter_modules(kept.__path__):
        import_module(f"{kept.__name__}.{module.name}")
    return SQLModel.metadata.sorted_tables


def _places(session: Session) -> Places:
    """PostgreSQL answers for one region at a time, in tables with its wall around them."""
    everywhere: Places = {table.name: [None] for table in tables()}
    if session.get_bind().dialect.name != "postgresql":
        return everywhere
    regions = list(session.scalars(select(col(Region.id))))
    walled = session.execute(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')"))
    return everywhere | {name: list(regions) for name in walled.scalars() if name != Region.__tablename__}


def _of(session: Session, table: Table, places: Places) -> Iterator[str]:
    held = rows.kinds(table)
    wanted = select(rows.plain(table.name, held)).execution_options(yield_per=_AT_ONCE)
    for region in places[table.name]:
        context.tell(session, region, None, None, clock.now(), beyond=Beyond.BACKUP)
        for row in session.connection().execute(wanted):
            yield rows.line(row, held)


def _counted(session: Session, table: Table, places: Places) -> Iterator[int]:
    for region in places[table.name]:
        context.tell(session, region, None, None, clock.now(), beyond=Beyond.BACKUP)
        yield session.connection().execute(select(func.count()).select_from(table)).scalar_one()
