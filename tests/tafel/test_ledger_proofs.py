"""Proofs that go along in a small file, checked by the stand-alone verifier and by nothing of ours."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from models.acts import Act
from models.forms.ledger import AskEntry, AskRegister, TakeProof, VerifyRegister
from models.tables.ledger import CheckpointHolder
from tafel import db, ledger, ledger_desk, ledger_proofs
from tafel.exports import File
from tafel.refusals import Invalid, NotFound
from tafel.sight import ledger as seen
from tests.cast import Cast
from tests.databases import Database
from tests.tafel.test_ledger import acts, share
from tests.tafel.test_ledger_tampered import as_the_owner_could

OFFICER = "nadia.oosterhuis"
VERIFIER = Path(__file__).parents[2] / "tools" / "verify_ledger.py"


def verified(cast: Cast, *arguments: object) -> tuple[int, str]:
    with db.reading(cast.seats[OFFICER]) as reading:
        vkey = ledger.public_key(reading)
    command = [sys.executable, "-I", str(VERIFIER), "--vkey", vkey, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def key_of(cast: Cast, act: Act) -> str:
    with db.reading(cast.seats[OFFICER]) as reading:
        days = seen.register(reading, AskRegister(act=act)).days
    return days[0].lines[0].key


def inclusion(cast: Cast, key: str) -> File:
    with db.writing(cast.seats[OFFICER]) as work:
        return ledger_proofs.inclusion(work, TakeProof(once=uuid4(), line=key))


def consistency(cast: Cast, note: str) -> File:
    with db.writing(cast.seats[OFFICER]) as work:
        return ledger_proofs.consistency(work, VerifyRegister(once=uuid4(), checkpoint=note))


def taken(cast: Cast) -> str:
    with db.writing(cast.seats[OFFICER]) as work:
        return ledger_desk.hold(work)


def test_one_line_is_proven_without_us(cast: Cast, tmp_path: Path) -> None:
    made = inclusion(cast, key_of(cast, Act.SHARE_GIVEN))
    (tmp_path / "proof").write_bytes(made.body)
    assert verified(cast, "--inclusion", tmp_path / "proof") == (0, "the proofs hold\n")
    assert b"matrassen" not in made.body
    assert acts(cast)[-1] == Act.LEDGER_EXPORTED


def test_every_line_can_be_proven(cast: Cast, tmp_path: Path) -> None:
    with db.reading(cast.seats[OFFICER]) as reading:
        lines = [line for day in seen.register(reading, AskRegister()).days for line in day.lines]
    files = [tmp_path / str(number) for number, _ in enumerate(lines[::9])]
    for file, line in zip(files, lines[::9], strict=True):
        file.write_bytes(inclusion(cast, line.key).body)
    assert verified(cast, *(part for file in files for part in ("--inclusion", file))) == (0, "the proofs hold\n")


def test_a_proof_of_something_else_does_not_hold(cast: Cast, tmp_path: Path) -> None:
    made = inclusion(cast, key_of(cast, Act.SHARE_GIVEN)).body.decode()
    other = inclusion(cast, key_of(cast, Act.CASE_OPENED)).body.decode()
    swapped = [*made.split("\n")[:1], *other.split("\n")[1:2], *made.split("\n")[2:]]
    (tmp_path / "proof").write_text("\n".join(swapped))
    code, said = verified(cast, "--inclusion", tmp_path / "proof")
    assert code == 1
    assert "does not hold" in said


def test_the_register_continues_a_checkpoint_that_somebody_kept(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "old").write_text(taken(cast))
    share(cast)
    made = consistency(cast, (tmp_path / "old").read_text().replace("\n", "\r\n"))
    (tmp_path / "proof").write_bytes(made.body)
    held = ("--checkpoint", tmp_path / "old", "--consistency", tmp_path / "proof")
    assert verified(cast, *held) == (0, "the proofs hold\n")


def test_a_checkpoint_of_this_moment_is_continued_too(cast: Cast, tmp_path: Path) -> None:
    with db.writing(cast.seats[OFFICER]) as work:
        ledger.take_checkpoint(work)
        row = ledger.newest_checkpoint(work)
        assert row
        note = row.note
    (tmp_path / "old").write_text(note)
    (tmp_path / "proof").write_bytes(consistency(cast, note).body)
    assert verified(cast, "--checkpoint", tmp_path / "old", "--consistency", tmp_path / "proof")[0] == 0


@pytest.mark.parametrize("note", ["", "niets", "tafel/x/1\n1\nAAAA\n\n— tafel/x/1 AAAAAAAA\n"])
def test_what_is_no_checkpoint_is_told(cast: Cast, note: str) -> None:
    with pytest.raises(Invalid) as wrong:
        consistency(cast, note)
    assert set(wrong.value.errors) == {"checkpoint"}


def test_who_holds_a_proof_holds_its_checkpoint(cast: Cast) -> None:
    inclusion(cast, key_of(cast, Act.SHARE_GIVEN))
    with db.reading(cast.seats[OFFICER]) as reading:
        assert [*reading.session.scalars(select(col(CheckpointHolder.how)))] == ["proof"]
        page = seen.one_act(reading, AskEntry(line=key_of(cast, Act.SHARE_GIVEN)))
    assert page.asked.covered


def test_what_was_changed_is_not_proven(cast: Cast, database: Database) -> None:
    note, key = taken(cast), key_of(cast, Act.SHARE_GIVEN)
    with as_the_owner_could(cast, database) as (connection, here):
        connection.execute(text(f"UPDATE ledger_leaves SET leaf = '{{}}' WHERE {here} AND position = 3"))
    with pytest.raises(Invalid):
        inclusion(cast, key)
    with pytest.raises(Invalid):
        consistency(cast, note)


@pytest.mark.parametrize("login", ["inge.bakels", "ruud.eggink", "ben.vink", "rik.zandstra"])
def test_nobody_else_takes_a_proof(cast: Cast, login: str) -> None:
    key, note = key_of(cast, Act.SHARE_GIVEN), taken(cast)
    before = acts(cast)
    with pytest.raises(NotFound), db.writing(cast.seats[login]) as work:
        ledger_proofs.inclusion(work, TakeProof(once=uuid4(), line=key))
    with pytest.raises(NotFound), db.writing(cast.seats[login]) as work:
        ledger_proofs.consistency(work, VerifyRegister(once=uuid4(), checkpoint=note))
    with pytest.raises(NotFound), db.reading(cast.seats[login]) as reading:
        seen.one_act(reading, AskEntry(line=key))
    assert acts(cast) == before


def test_a_line_that_is_not_there_is_not_proven(cast: Cast) -> None:
    at = key_of(cast, Act.SHARE_GIVEN).partition("~")[0]
    with pytest.raises(NotFound):
        inclusion(cast, f"{at}~{uuid4()}")
