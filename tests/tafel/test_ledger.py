"""The ledger as acts write it: in their own transaction, signed, held by somebody else, checked and taken along."""

import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import OperationalError

from models.acts import Act
from models.tables.ledger import CheckpointHolder, CheckpointRow, Entry, Head
from models.tables.sharing import Share
from models.terms import Role
from tafel import db, ledger, ledger_desk, sharing
from tafel.ledger_desk import Checked, Exported
from tafel.refusals import Invalid, NotFound, Unavailable
from tafel.seat import Seat
from tests.cast import Cast, giving
from tests.databases import Database

VERIFIER = Path(__file__).parents[2] / "tools" / "verify_ledger.py"


def size(cast: Cast) -> int:
    with db.reading(cast.seats["nadia.oosterhuis"]) as reading:
        return reading.session.scalars(select(Head.size).where(Head.region_id == reading.seat.region)).one()


def acts(cast: Cast) -> list[str]:
    with db.reading(cast.seats["nadia.oosterhuis"]) as reading:
        here = select(Entry.act).where(Entry.region_id == reading.seat.region)
        return [str(act) for act in reading.session.scalars(here.order_by(Entry.position))]


def share(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        sharing.give(work, cast.cases["Zwaluw"], giving([cast.version("voorman")], [cast.partners["OM"]]))


def shares(cast: Cast) -> int:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        return len(reading.session.scalars(select(Share.id).where(Share.region_id == reading.seat.region)).all())


def check(seat: Seat, outside: Sequence[str] = ()) -> Checked:
    with db.reading(seat) as reading:
        return ledger_desk.check(reading, outside)


def export(seat: Seat, path: Path) -> Exported:
    with db.reading(seat) as reading:
        made = ledger_desk.export(reading, path)
    with db.writing(seat) as work:
        ledger_desk.note_export(work, made)
    return made


def break_ledger(database: Database) -> None:
    """From now on nothing can be added to the ledger."""
    with migrating_connection(database) as connection:
        if database.dialect == "sqlite":
            connection.execute(
                text("CREATE TRIGGER broken BEFORE INSERT ON ledger_leaves BEGIN SELECT RAISE(ABORT, 'vol'); END")
            )
        else:
            connection.execute(text("ALTER TABLE ledger_leaves ADD CONSTRAINT broken CHECK (position < 0) NOT VALID"))


def migrating_connection(database: Database) -> Any:
    from tafel import migrating

    return migrating.connected(database.owner_url)


def test_an_act_that_cannot_be_recorded_does_not_happen(cast: Cast, database: Database) -> None:
    before = shares(cast)
    break_ledger(database)
    with pytest.raises(Unavailable):
        share(cast)
    assert shares(cast) == before


def test_an_act_whose_commit_fails_does_not_happen(cast: Cast) -> None:
    before, stood = shares(cast), size(cast)
    with failing_commits(db.engine(writes=True)), pytest.raises(Unavailable):
        share(cast)
    assert (shares(cast), size(cast)) == (before, stood)


class failing_commits:  # noqa: N801 reads as what it does
    """Inside it every commit of a writing transaction fails, as when the disk is full."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __enter__(self) -> None:
        event.listen(self.engine, "commit", self._fail)

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "commit", self._fail)

    def _fail(self, _connection: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))


def test_a_checkpoint_is_taken_only_when_something_was_written(cast: Cast) -> None:
    officer = cast.seats["nadia.oosterhuis"]
    with db.writing(officer) as work:
        assert ledger.has_moved(work)
        assert ledger.take_checkpoint(work)
        assert not ledger.has_moved(work)
        assert ledger.take_checkpoint(work) is None


def test_who_takes_a_checkpoint_holds_it(cast: Cast) -> None:
    officer = cast.seats["nadia.oosterhuis"]
    with db.writing(officer) as work:
        note = ledger_desk.hold(work)
    with db.reading(officer) as reading:
        holder = reading.session.scalars(
            select(CheckpointHolder).where(CheckpointHolder.region_id == officer.region)
        ).one()
        row = reading.session.get_one(CheckpointRow, (officer.region, holder.checkpoint_id))
        assert (holder.membership_id, holder.how, row.note) == (officer.membership, "download", note)
    assert acts(cast)[-1] == Act.CHECKPOINT_TAKEN


@pytest.mark.parametrize("login", ["inge.bakels", "ruud.eggink", "ben.vink", "samir.el.khatib", "rik.zandstra"])
def test_only_the_privacy_officer_holds_checks_and_takes_along(cast: Cast, login: str, tmp_path: Path) -> None:
    seat = cast.seats[login]
    with pytest.raises(NotFound), db.writing(seat) as work:
        ledger_desk.hold(work)
    with pytest.raises(NotFound):
        check(seat)
    with pytest.raises(NotFound):
        export(seat, tmp_path / "all.zip")
    assert not (tmp_path / "all.zip").exists()


def test_a_check_against_a_checkpoint_kept_elsewhere(cast: Cast) -> None:
    officer = cast.seats["nadia.oosterhuis"]
    with db.writing(officer) as work:
        note = ledger_desk.hold(work)
    share(cast)
    found = check(officer, ["\r\n" + note.replace("\n", "\r\n") + "\r\n"])
    assert found.report
    assert found.report.first_bad is None
    assert found.report.compared_with[0].size < found.report.size
    with db.writing(officer) as work:
        ledger_desk.note_check(work, found)
    assert acts(cast)[-1] == Act.LEDGER_VERIFIED


def test_what_is_no_checkpoint_is_told_and_not_recorded(cast: Cast) -> None:
    officer, stood = cast.seats["nadia.oosterhuis"], size(cast)
    with pytest.raises(Invalid) as told, db.writing(officer) as work:
        ledger_desk.note_check(work, check(officer, ["geen controlepunt"]))
    assert "controlepunt" in told.value.errors["checkpoint"]
    assert size(cast) == stood


def test_a_checkpoint_of_another_region_is_no_checkpoint_here(cast: Cast) -> None:
    from dataclasses import replace

    next_door = replace(cast.seats["rik.zandstra"], origin="cli", partner=None, role=Role.PRIVACY_OFFICER)
    with db.writing(next_door) as work:
        note = ledger_desk.hand_to_server(work)
    assert check(cast.seats["nadia.oosterhuis"], [note]).report is None


def test_the_export_is_checked_without_the_product(cast: Cast, tmp_path: Path) -> None:
    officer = cast.seats["nadia.oosterhuis"]
    with db.writing(officer) as work:
        note = ledger_desk.hold(work)
    (tmp_path / "held.txt").write_text(note, encoding="utf-8")
    stood = size(cast)
    made = export(officer, tmp_path / "all.zip")
    assert made.size == stood
    assert acts(cast)[-1] == Act.LEDGER_EXPORTED
    command = [
        sys.executable,
        "-I",
        str(VERIFIER),
        str(tmp_path / "all.zip"),
        "--checkpoint",
        str(tmp_path / "held.txt"),
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "with what others hold" in told.stdout


def test_no_words_of_a_case_are_in_the_export(cast: Cast, tmp_path: Path) -> None:
    export(cast.seats["nadia.oosterhuis"], tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for word in ("matrassen", "voorman", "huurcontract"):
        assert word not in everything


def test_nothing_is_exported_that_is_not_on_record(cast: Cast, database: Database, tmp_path: Path) -> None:
    break_ledger(database)
    with pytest.raises(Unavailable):
        export(cast.seats["nadia.oosterhuis"], tmp_path / "all.zip")


def test_one_trace_ties_the_entries_of_an_act(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        trace = work.trace
        work.record(Act.SECRECY_SIGNED, member=uuid4())
    with db.reading(cast.seats["nadia.oosterhuis"]) as reading:
        last = reading.session.scalars(
            select(Entry.envelope)
            .where(Entry.region_id == reading.seat.region)
            .order_by(Entry.position.desc())
            .limit(1)
        ).one()
    assert str(trace) in last
