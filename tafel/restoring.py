"""Putting a backup back: read through to its end first, into a database that was empty, all of it or nothing."""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, inspect, make_url, text, update
from sqlmodel import col

from models.tables import triggers
from models.tables.ledger import Lease, OutgoingMail
from models.tables.people import Sitting
from tafel import backing_up, checkpoint, clock, durable, keys, migrating, rows, sealed_file, signer
from tafel.backing_up import Told
from tafel.refusals import Unavailable
from tafel.seal import CannotUnseal
from tafel.sealed_file import CannotOpen

_AT_ONCE = 1_000
_SAID = "De reservekopie zegt iets anders dan erin zit. Er is niets teruggezet: neem een andere kopie."


class CannotRestore(Exception):
    """Why it is not put back, in the administrator's words."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup is of."""

    revision: str
    regions: dict[UUID, tuple[str, str]]
    tables: dict[str, rows.Kinds]
    total: int


def checked(path: Path, key: bytes, told: Told) -> Backup:
    """Read a backup to its end; CannotOpen, CannotRestore or CannotMigrate where it cannot be put back here."""
    lines = _lines(path, key)
    backup = _backup(next(lines, None))
    _refuse(backup)
    if sum(1 for _ in _counted(_rows(lines), backup.total, told)) != backup.total:
        raise CannotOpen(_SAID)
    return backup


def load(path: Path, key: bytes, backup: Backup, told: Told) -> None:
    """Put it into the empty database of the settings, brought up to date; CannotRestore where there is one already."""
    url = migrating.owner_url()
    migrating.make_folder(url)
    final = migrating.file_of(url)
    if final is None:
        _fill(url, path, key, backup, told)
        migrating.give_rights()
        return
    try:
        with durable.alone(final.parent):
            _fill_file(url, final, lambda half: _fill(half, path, key, backup, told))
    except BlockingIOError:
        raise CannotRestore(_BUSY) from None


def _fill_file(url: str, final: Path, fill: Callable[[str], None]) -> None:
    """A file beside it, which gets its name only when all is in it."""
    _refuse_there(final)
    half = final.with_name(f".{final.name}.restoring")
    left = [half, half.with_name(f"{half.name}-journal")]
    try:
        _throw_away(left)  # of one that was killed
        fill(str(make_url(url).set(database=str(half))))
        half.chmod(0o600)
        final.hardlink_to(half)  # never in the place of another
        durable.keep_names(final.parent)
    except FileExistsError:  # somebody made one meanwhile
        raise _there(final) from None
    finally:
        _throw_away(left)


def _throw_away(files: Iterable[Path]) -> None:
    for each in files:
        each.unlink(missing_ok=True)


def _backup(header: Any) -> Backup:
    try:
        if header["format"] != backing_up.FORMAT:
            raise CannotRestore(_NEWER)
        return Backup(
            header["revision"],
            {UUID(one["id"]): (one["name"], one["key"]) for one in header["regions"]},
            header["tables"],
            sum(header["counts"].values()),
        )
    except (TypeError, KeyError, ValueError):
        raise CannotOpen(_SAID) from None


def _refuse(backup: Backup) -> None:
    """What is of a newer release, or of regions whose keys are not here, is of no use here."""
    migrating.refuse_unknown({backup.revision})
    for region, (name, fingerprint) in backup.regions.items():
        try:
            known = [backing_up.fingerprint(each, region) for each in keys.region_keys(region)]
        except CannotUnseal as wrong:
            raise CannotRestore(_WITHOUT_KEYS.format(name=name, why=f"ontbreken: {wrong}")) from wrong
        if fingerprint not in known:
            raise CannotRestore(_WITHOUT_KEYS.format(name=name, why="zijn andere."))
        _require_signer(region)


def _require_signer(region: UUID) -> None:
    """The register has to go on afterwards, so what signs it must be there, and know what it signed."""
    try:
        signer.public_key(region, checkpoint.origin(region, 1))
        signer.last(region)
    except (CannotUnseal, Unavailable) as wrong:
        raise CannotRestore(f"Er is niets teruggezet, want het register kan niet verder: {wrong}") from wrong


_BUSY = "Er wordt al een reservekopie teruggezet. Wacht tot dat klaar is."
_NEWER = "Deze reservekopie is van een nieuwere versie van tafel. Er is niets teruggezet: installeer die versie eerst."
_WITHOUT_KEYS = (
    "Deze reservekopie is van de regio {name}, en de sleutels daarvan {why} Er is niets teruggezet. Zet de sleutels "
    "van die regio terug, of kies met TAFEL_KEYS hun map."
)
_THERE = (
    "Op {where} staat al een database. Er is niets teruggezet. Stop wat er draait en {how}, of kies met {setting} een "
    "andere plaats."
)


def _refuse_there(file: Path) -> None:
    """A database that is there stays, served or not; what lies beside one that is served shows that it is."""
    if any(file.with_name(f"{file.name}{ending}").exists() for ending in ("", "-wal", "-shm", "-journal")):
        raise _there(file)


def _there(file: Path) -> CannotRestore:
    how = f"leg {file.name} met wat ernaast ligt opzij"
    return CannotRestore(_THERE.format(where=file, how=how, setting="TAFEL_DATA"))


def _fill(url: str, path: Path, key: bytes, backup: Backup, told: Told) -> None:
    """One transaction: the tables as they were then, the rows, the migrations since, and the locks."""
    with migrating.connected(url) as connection:
        if inspect(connection).get_table_names():
            where = make_url(url).render_as_string(hide_password=True)
            raise CannotRestore(_THERE.format(where=where, how="maak een lege database", setting="TAFEL_DATABASE"))
        migrating.upgrade(connection, backup.revision, triggers=False)
        with _opened(connection):
            _insert(connection, backup, _counted(_rows(_lines(path, key)), backup.total, told))
        migrating.upgrade(connection, triggers=False)
        with _opened(connection):
            _settle(connection)
        triggers.renew(connection)
        migrating.refuse_loose_ends(connection)


def _insert(connection: Connection, backup: Backup, found: Iterator[tuple[str, Any]]) -> None:
    tables = {name: insert(rows.plain(name, held)) for name, held in backup.tables.items()}
    for name, told in _by_table(found):
        held = backup.tables[name]
        while some := list(islice(told, _AT_ONCE)):
            connection.execute(tables[name], [rows.read(each, held) for each in some])


def _by_table(found: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Iterator[Any]]]:
    """Each table with its rows, as they come."""
    for name, some in groupby(found, key=lambda one: one[0]):
        yield name, (row for _, row in some)


def _settle(connection: Connection) -> None:
    """Who was signed in then signs in anew; and a mail that waited then may have gone since."""
    now = clock.now()
    connection.execute(update(Sitting).where(col(Sitting.ended_at).is_(None)).values(ended_at=now))
    connection.execute(update(Lease).values(holder=None, held_until=None))
    unsent = [col(each).is_(None) for each in (OutgoingMail.sent_at, OutgoingMail.refused_at, OutgoingMail.settled_at)]
    connection.execute(update(OutgoingMail).where(*unsent, col(OutgoingMail.unsure_at).is_(None)).values(unsure_at=now))


def _lines(path: Path, key: bytes) -> Iterator[Any]:
    """What the file says, line by line; CannotOpen where it is not as it was written."""
    unpacking, left = zlib.decompressobj(), b""
    try:
        with path.open("rb") as file:
            for piece in sealed_file.opened(file, key):
                *whole, left = (left + unpacking.decompress(piece)).split(b"\n")
                yield from map(json.loads, whole)
    except (ValueError, zlib.error):
        raise CannotOpen(_SAID) from None
    except OSError as wrong:
        raise CannotOpen(f"De reservekopie {path} kan niet worden gelezen: {wrong.strerror}.") from wrong


def _rows(lines: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Each row with the name of its table."""
    table, count, ended = "", 0, False
    for line in lines:
        if isinstance(line, list):
            count += 1
            yield table, line
        elif "table" in line:
            table = line["table"]
        else:
            ended = line.get("rows") == count
    if not ended:
        raise CannotOpen(_SAID)


def _counted(found: Iterator[tuple[str, Any]], total: int, told: Told) -> Iterator[tuple[str, Any]]:
    for number, one in enumerate(found, 1):
        yield one
        if number % _AT_ONCE == 0:
            told(number, total)


@contextmanager
def _opened(connection: Connection) -> Iterator[None]:
    """In this transaction the owner may write every row, in any order; after it all holds again."""
    if connection.dialect.name != "postgresql":
        triggers.renew(connection, up=False)
        yield
        return
    walled = list(connection.execute(_WALLED).scalars())
    to_itself = connection.execute(_TO_ITSELF).all()
    for name in walled:
        connection.exec_driver_sql(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
    for table, name in to_itself:
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED")
    triggers.renew(connection, up=False)
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table, name in to_itself:
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE")
    for name in walled:
        connection.exec_driver_sql(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")


_WALLED = text("SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity AND relkind IN ('r', 'p')")
_TO_ITSELF = text(
    "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint"
    " WHERE contype = 'f' AND conrelid = confrelid AND conparentid = 0"
)
