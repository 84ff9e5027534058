"""A backup made while in use, put back into an empty database: all of it or nothing, and the register says so."""

import io
import json
import os
import random
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

from models.acts import Act
from tafel import backing_up, chores, clock, db, durable, erasing, ledger, migrating, rows, sealed_file, signer
from tafel.seat import of_chores
from tafel.settings import settings
from tests.cast import Cast
from tests.databases import Database, Postgresql
from tests.tafel.acting import ledger as told_in_ledger
from tests.tafel.test_cli import Run, run
from tests.tafel.test_erasing import chore, rejected, words
from tests.tafel.test_signed import signed

__all__ = ["run"]
WHO = ("--decided-by", "Burgemeester Van Dam")
CHANGED = {"sittings", "leases", "outgoing_mails", "regions", "checkpoints"}  # ended, let go, put to the secretariat
GROWN = {"ledger_entries", "ledger_leaves", "ledger_heads"}


@pytest.fixture
def backup(cast: Cast, run: Run, tmp_path: Path) -> Path:
    """A backup of the cast."""
    assert cast
    code, _, told = run("backup", str(tmp_path / "copy.tafel"))
    assert (code, "SHA-256" in told, "buiten deze machine" in told) == (0, True, True), told
    return tmp_path / "copy.tafel"


@contextmanager
def elsewhere(bare: Database, monkeypatch: pytest.MonkeyPatch, of: Path) -> Iterator[None]:
    """Another machine, with the keys of the first."""
    db.close()
    shutil.copytree(of, bare.data / "keys", dirs_exist_ok=True)
    with monkeypatch.context() as there:
        for name, value in (("DATA", bare.data), ("DATABASE", bare.url), ("DATABASE_OWNER", bare.owner_url)):
            there.setenv(f"TAFEL_{name}", str(value))
        there.delenv("TAFEL_KEYS", raising=False)
        settings.cache_clear()
        yield
        db.close()
    settings.cache_clear()


def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table, as its owner without walls reads it."""
    engine = create_engine(make_url(database.owner_url))
    with engine.begin() as connection:
        if database.dialect == "postgresql":
            for name in (
                connection.execute(text("SELECT relname FROM pg_class WHERE relforcerowsecurity")).scalars().all()
            ):
                connection.exec_driver_sql(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
        found = {
            table.name: sorted(
                rows.line(row, rows.kinds(table))
                for row in connection.execute(rows.plain(table.name, rows.kinds(table)).select())
            )
            for table in backing_up.tables()
        }
        connection.rollback()
    engine.dispose()
    return found


@pytest.mark.laid
def test_put_back_it_holds_all_that_it_held(
    cast: Cast, database: Database, bare: Database, backup: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    region, keys = cast.administrator.region, settings().key_folder
    before = everything(database)
    assert all(before[name] for name in ("statements", "agenda_items", "persons", "sittings"))
    with elsewhere(bare, monkeypatch, keys):
        code, _, told = run("restore", str(backup), *WHO)
        assert (code, f"tafel/{region}/2" in told) == (0, True), told
        migrating.require_current(bare.url)
        after = everything(bare)
        assert {name: after[name] for name in before.keys() - CHANGED - GROWN} == {
            name: before[name] for name in before.keys() - CHANGED - GROWN
        }
        assert set(before["ledger_entries"]) < set(after["ledger_entries"])
        db.use(bare.url)
        assert signer.last(region)[-1].origin == f"tafel/{region}/2"
        with db.reading(of_chores(region)) as reading:
            (said,) = ledger.continuations(reading)
        assert said["decided_by"] == "Burgemeester Van Dam"
        assert run("ledger", "verify", "--region", "DW")[0] == 0
        assert run("ledger", "continue", "--region", "DW", *WHO)[2].startswith("Het register is het vervolg")


def test_who_was_signed_in_is_not_and_no_mail_goes_twice(
    bare: Database, backup: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elsewhere(bare, monkeypatch, settings().key_folder):
        assert run("restore", str(backup), *WHO)[0] == 0
        found = everything(bare)
    sittings, mails = named(found, "sittings"), named(found, "outgoing_mails")
    assert sittings
    assert not [one for one in sittings if one["ended_at"] is None]
    ends = ("sent_at", "refused_at", "settled_at", "unsure_at")
    assert not [one for one in mails if not any(one[name] for name in ends)]


def named(found: dict[str, list[str]], table: str) -> list[dict[str, Any]]:
    (held,) = (rows.kinds(each) for each in backing_up.tables() if each.name == table)
    return [dict(zip(held, json.loads(line), strict=True)) for line in found[table]]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_copy_of_the_one_kind_of_database_goes_into_the_other(
    database: Database, backup: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_server: Path
) -> None:
    server = Postgresql(postgres_server, tmp_path)
    other = server.empty(f"other_{tmp_path.parent.name}_{os.getpid()}".replace("-", "_"))
    before = everything(database)
    with elsewhere(other, monkeypatch, settings().key_folder):
        code, _, told = run("restore", str(backup), *WHO)
        assert code == 0, told
        after = everything(other)
    assert {name: after[name] for name in before.keys() - CHANGED - GROWN} == {
        name: before[name] for name in before.keys() - CHANGED - GROWN
    }
    server.drop(other)


def test_what_was_erased_since_is_erased_again(
    cast: Cast, bare: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, address = rejected(cast)
    assert run("backup", str(tmp_path / "copy.tafel"))[0] == 0
    db.use(settings().url)
    assert chore(cast, 190)
    assert words(cast, case, address) == {""}
    with elsewhere(bare, monkeypatch, settings().key_folder):
        code, _, told = run("restore", str(tmp_path / "copy.tafel"), *WHO)
        assert (code, "Opnieuw gewist: 1." in told) == (0, True), told
        db.use(bare.url)
        assert words(cast, case, address) == {""}
        assert told_in_ledger(cast, Act.IDENTIFIERS_ERASED)[0]["statements"] == [str(address)]
        assert erasing.erase_again(of_chores(cast.administrator.region)) == 0


def is_empty(bare: Database) -> bool:
    """Nothing was put there: no file of it, no table."""
    if bare.dialect == "sqlite":
        return not list(bare.data.glob("*tafel.db*"))
    engine = create_engine(make_url(bare.owner_url))
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def spoiled(whole: bytes) -> Iterator[bytes]:
    """Another file, one byte altered, one more, and cut off: at its ends, between its pieces and anywhere."""
    middle = len(whole) // 2
    begins = len(sealed_file.MAGIC)
    yield b"geen reservekopie"
    yield whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    yield whole + b"x"
    for at in (0, 1, begins, begins + 32, begins + 33, len(whole) - 1, *random.sample(range(len(whole)), 12)):
        yield whole[:at]


def test_a_spoiled_backup_is_told_and_nothing_is_there(
    bare: Database, backup: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = backup.read_bytes()
    with elsewhere(bare, monkeypatch, settings().key_folder):
        for spoilt in spoiled(whole):
            backup.write_bytes(spoilt)
            code, _, told = run("restore", str(backup), *WHO)
            assert (code, told.count("\n")) == (1, 1), len(spoilt)
            assert "afgebroken of" in told or "geen reservekopie" in told
        assert is_empty(bare)


def test_a_backup_in_several_pieces_that_misses_or_swaps_one_does_not_open(tmp_path: Path) -> None:
    key, data = bytes(32), random.randbytes(3 * sealed_file.PIECE)
    with (tmp_path / "file").open("wb") as file:
        sealing = sealed_file.Sealing(file, key)
        sealing.write(data)
        sealing.finish()
    whole, piece, head = (tmp_path / "file").read_bytes(), sealed_file.PIECE + 16, len(sealed_file.MAGIC) + 32
    first, second, third = (whole[head + at * piece : head + (at + 1) * piece] for at in range(3))
    assert b"".join(sealed_file.opened(io.BytesIO(whole), key)) == data
    for spoilt in (first + second, first + third, second + first + third, first + second + third + third, first):
        with pytest.raises(sealed_file.CannotOpen):
            list(sealed_file.opened(io.BytesIO(whole[:head] + spoilt), key))


def test_another_key_or_none(
    bare: Database, backup: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "other.key").write_bytes(bytes(32))
    (tmp_path / "short.key").write_bytes(b"kort")
    with elsewhere(bare, monkeypatch, settings().key_folder):
        own = settings().key_folder / "backup.key"
        own.unlink()
        for option, told in (
            (("--key", str(tmp_path / "other.key")), "gaat met deze sleutel niet open"),
            (("--key", str(tmp_path / "short.key")), "is geen sleutel van 32 bytes"),
            ((), "backup.key ontbreekt"),
        ):
            code, _, said = run("restore", str(backup), *WHO, *option)
            assert (code, told in said, said.count("\n")) == (1, True, 1), said
        own.mkdir()
        code, _, said = run("restore", str(backup), *WHO)
        assert (code, "backup.key kan niet worden gelezen" in said, said.count("\n")) == (1, True, 1), said
        assert is_empty(bare)


def test_where_the_register_could_not_go_on_nothing_is_put_back(
    cast: Cast, bare: Database, backup: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = cast.administrator.region
    with elsewhere(bare, monkeypatch, settings().key_folder):
        (settings().key_folder / f"ledger-{region}.signed").write_bytes(b"x")
        code, _, told = run("restore", str(backup), *WHO)
        assert (code, "kan niet verder" in told, "niet te lezen" in told) == (1, True, True), told
        (settings().key_folder / f"ledger-{region}.key").unlink()
        code, _, told = run("restore", str(backup), *WHO)
        assert (code, "kan niet verder" in told, "ontbreekt" in told) == (1, True, True), told
        assert is_empty(bare)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_of_two_at_once_one_puts_back_and_what_a_killed_one_left_is_thrown_away(
    bare: Database, backup: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elsewhere(bare, monkeypatch, settings().key_folder):
        with durable.alone(bare.data):
            code, _, told = run("restore", str(backup), *WHO)
        assert (code, "Er wordt al een reservekopie teruggezet" in told) == (1, True), told
        for left in (".tafel.db.restoring", ".tafel.db.restoring-journal"):
            (bare.data / left).write_bytes(b"half")
        with monkeypatch.context() as hurried:
            link = Path.hardlink_to
            hurried.setattr(Path, "hardlink_to", lambda path, of: (path.touch(), link(path, of)))
            code, _, told = run("restore", str(backup), *WHO)
        assert (code, "staat al een database" in told) == (1, True), told
        (bare.data / "tafel.db").unlink()
        assert run("restore", str(backup), *WHO)[0] == 0
        assert not list(bare.data.glob(".tafel.db*"))


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_backup_or_export_is_written_over_another_and_nothing_else(
    database: Database, backup: Path, run: Run
) -> None:
    """The name of the database in the place of that of the backup is a slip of the hand."""
    before = (database.data / "tafel.db").read_bytes()
    for other in (database.data / "tafel.db", settings().key_folder / "backup.key"):
        code, _, told = run("backup", str(other))
        assert (code, "staat al iets anders" in told, told.count("\n")) == (1, True, 1), told
    code, _, told = run("ledger", "export", str(database.data / "tafel.db"), "--region", "DW")
    assert (code, "staat al iets anders" in told) == (1, True), told
    assert (database.data / "tafel.db").read_bytes() == before
    code, _, told = run("backup", str(backup.parent))
    assert (code, told.count("\n")) == (1, 1), told
    assert run("backup", str(backup))[0] == 0


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_checkpoint_of_another_region_is_told_first(
    bare: Database, backup: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "held.txt").write_text("tafel/7c9e6679-7425-40de-944b-e07fc1f90ae7/1\n8\n")
    with elsewhere(bare, monkeypatch, settings().key_folder):
        code, _, told = run("restore", str(backup), *WHO, "--checkpoint", str(tmp_path / "held.txt"))
    assert (code, "geen controlepunt van dit register" in told) == (1, True), told
    assert not list(bare.data.glob("*tafel.db*"))


def test_of_a_region_whose_keys_are_not_here(
    cast: Cast, bare: Database, backup: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with elsewhere(bare, monkeypatch, settings().key_folder):
        theirs = settings().key_folder / f"region-{cast.administrator.region}.key"
        for spoil, told in ((lambda: theirs.write_bytes(bytes(32)), "zijn andere"), (theirs.unlink, "ontbreekt")):
            spoil()
            code, _, said = run("restore", str(backup), *WHO)
            assert (code, told in said, "van de regio De Waarden" in said) == (1, True, True), said
        assert is_empty(bare)


def test_where_a_database_is_nothing_is_put_back(cast: Cast, database: Database, backup: Path, run: Run) -> None:
    before = everything(database)
    code, _, told = run("restore", str(backup), *WHO)
    assert (code, "staat al een database" in told, told.count("\n")) == (1, True, 1), told
    assert everything(database) == before
    assert signer.last(cast.administrator.region) == []


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_beside_a_database_in_use_that_was_laid_aside_nothing_is_put_back(
    database: Database, backup: Path, run: Run
) -> None:
    """A server still holds what was moved from under it: what lies beside it shows that."""
    db.use(database.url)
    with db.installation():
        (database.data / "tafel.db").rename(database.data / "opzij.db")
        code, _, told = run("restore", str(backup), *WHO)
    assert (code, "Stop wat er draait" in told) == (1, True)
    assert not (database.data / "tafel.db").exists()


def test_of_a_newer_release(
    bare: Database, cast: Cast, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cast
    key, about = backing_up.key(), backing_up.about
    monkeypatch.setattr(backing_up, "about", lambda *told: about(*told) | {"revision": "van-morgen"})
    backing_up.write(tmp_path / "revision.tafel", key, lambda *_: None)
    monkeypatch.setattr(backing_up, "about", lambda *told: about(*told) | {"format": 2})
    backing_up.write(tmp_path / "format.tafel", key, lambda *_: None)
    with elsewhere(bare, monkeypatch, settings().key_folder):
        for name, said in (
            ("revision", "nieuwere versie van tafel (van-morgen)"),
            ("format", "nieuwere versie van tafel."),
        ):
            code, _, told = run("restore", str(tmp_path / f"{name}.tafel"), *WHO)
            assert (code, said in told) == (1, True), told
        assert is_empty(bare)


def test_a_full_disk_leaves_nothing_and_is_told(database: Database, backup: Path) -> None:
    """The system itself refuses to let a file grow further."""
    before, sealed_by = backup.read_bytes(), backing_up.key()
    db.use(database.url)
    assert chores.regions()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, hard))
    try:
        with pytest.raises(backing_up.NoRoom, match=r"kan niet worden geschreven naar .*: File too large"):
            backing_up.write(backup, sealed_by, lambda *_: None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert backup.read_bytes() == before
    assert [each.name for each in backup.parent.iterdir() if each.name.startswith(".")] == []


def test_acts_go_on_while_it_is_made_and_are_not_in_it(
    cast: Cast, bare: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody acts between the first row and the last: none of that, or of what it points to, is in the copy."""
    with db.reading(of_chores(cast.administrator.region)) as reading:
        size = ledger.head_of(reading).size
    lines, acted = rows.line, []

    def one_acts(*told: Any) -> str:
        if not acted:
            acted.append(signed(cast))
        return lines(*told)

    monkeypatch.setattr(rows, "line", one_acts)
    key = backing_up.key()
    backing_up.write(tmp_path / "copy.tafel", key, lambda *_: None)
    monkeypatch.setattr(rows, "line", lines)
    assert acted
    with elsewhere(bare, monkeypatch, settings().key_folder):
        assert run("restore", str(tmp_path / "copy.tafel"), *WHO)[0] == 0
        db.use(bare.url)
        with db.reading(of_chores(cast.administrator.region)) as reading:
            (said,) = ledger.continuations(reading)
        assert said["since"] == size
        assert chores.regions()
        assert clock.now()
