"""An older database was put back: nothing is signed until the register goes on under another name and says so."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from models.acts import Act, Wrong
from models.forms.ledger import VerifyRegister
from tafel import continuing, db, ledger, ledger_desk, ledger_proofs, running, signer
from tafel.refusals import Invalid
from tafel.seal import CannotUnseal
from tafel.seat import of_chores
from tafel.settings import settings
from tafel.sight import ledger_cover
from tests.cast import Cast
from tests.tafel.test_ledger import acts
from tests.tafel.test_signed import OFFICER, signed

VERIFIER = Path(__file__).parents[2] / "tools" / "verify_ledger.py"


@dataclass
class Older:
    """The cast as it was, in a database that was put back; the notes were signed over what is lost, two lines apart."""

    cast: Cast
    notes: list[str]
    vkey: str
    size: int


@pytest.fixture
def older(anew: Callable[[], Cast], tmp_path: Path) -> Older:
    cast = anew()
    notes = [signed(cast) for _ in range(3)]
    with db.reading(cast.seats[OFFICER]) as reading:
        vkey = ledger.public_key(reading)
    memory = settings().key_folder / f"ledger-{cast.administrator.region}.signed"
    shutil.copy(memory, tmp_path)
    cast = anew()
    shutil.copy(tmp_path / memory.name, settings().key_folder)
    with db.reading(cast.seats[OFFICER]) as reading:
        return Older(cast, notes, vkey, ledger.head_of(reading).size)


def verified(older: Older, tmp_path: Path, *notes: str) -> tuple[int, str]:
    """What the verifier without the product says of an export, given the key as it was."""
    with db.reading(of_chores(older.cast.administrator.region)) as reading:
        ledger_desk.export(reading, tmp_path / "all.zip")
    told = [sys.executable, "-I", str(VERIFIER), "--vkey", older.vkey, str(tmp_path / "all.zip")]
    for number, note in enumerate(notes):
        (tmp_path / f"held-{number}").write_text(note, encoding="utf-8")
        told += ["--checkpoint", str(tmp_path / f"held-{number}")]
    done = subprocess.run(told, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def checked(older: Older, *notes: str) -> ledger_desk.Report:
    with db.reading(of_chores(older.cast.administrator.region)) as reading:
        found = ledger_desk.check(reading, notes)
    assert found.report, found.unusable
    return found.report


def test_it_is_not_signed_and_not_served(older: Older) -> None:
    with pytest.raises(CannotUnseal, match=r"er ontbreekt iets.*tafel ledger continue"):
        signed(older.cast)
    with pytest.raises(CannotUnseal, match="er ontbreekt iets"):
        running.require_keys()
    assert not continuing.is_whole(of_chores(older.cast.administrator.region))


def test_it_goes_on_under_another_name_and_both_can_be_checked(older: Older, tmp_path: Path) -> None:
    region = older.cast.administrator.region
    log = continuing.go_on(of_chores(region), "Burgemeester Van Dam")
    assert log == f"tafel/{region}/2"
    running.require_keys()
    note = signed(older.cast)
    assert note.startswith(f"{log}\n")
    (last,) = (each for each in signer.last(region) if each.origin == f"tafel/{region}/1")
    code, told = verified(older, tmp_path, note, *older.notes)
    lost = (
        f"lost: entries {older.size} to {last.tree.size - 1} of 'tafel/{region}/1', which goes on as '{log}', by entry"
    )
    assert (code, f"{lost} {older.size} of" in told, "'Burgemeester Van Dam' decided" in told) == (0, True, True), told
    report = checked(older, note, *older.notes)
    reached = [(each.origin, each.size) for each in report.compared_with]
    assert (report.first_bad, reached) == (None, [(last.origin, older.size), (log, older.size + 1)])
    (went_on,) = report.continued
    assert (went_on.entry, went_on.lost) == (older.size, ((last.origin, older.size, last.tree.size - 1),))


def test_killed_before_all_was_kept_it_is_served_and_signed(older: Older, monkeypatch: pytest.MonkeyPatch) -> None:
    home = of_chores(older.cast.administrator.region)
    with monkeypatch.context() as dying:
        dying.setattr(continuing, "settle", lambda _: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception, match="killed"):
            continuing.go_on(home, "Burgemeester Van Dam")
    running.require_keys()
    assert f"tafel/{home.region}/2" in signed(older.cast)


def test_what_is_lost_stands_in_its_first_line_and_on_the_page(older: Older) -> None:
    region = older.cast.administrator.region
    continuing.go_on(of_chores(region), "Burgemeester Van Dam")
    with db.reading(older.cast.seats[OFFICER]) as reading:
        (told,) = ledger.continuations(reading)
        (shown,) = ledger_cover.cover(reading).put_back
    (ended,) = told["ended"]
    assert (told["since"], ended["log"], told["decided_by"]) == (older.size, f"tafel/{region}/1", shown.decided_by)
    assert (shown.first, shown.last, shown.decided_by) == (older.size, ended["known"] - 1, "Burgemeester Van Dam")
    assert acts(older.cast)[older.size] == Act.LEDGER_CONTINUED


def test_a_checkpoint_of_more_than_it_says_is_found_by_both(older: Older, tmp_path: Path) -> None:
    region = older.cast.administrator.region
    (settings().key_folder / f"ledger-{region}.signed").unlink()  # whoever decided did not know of the last
    continuing.go_on(of_chores(region), "Burgemeester Van Dam", older.notes[:1])
    assert verified(older, tmp_path, older.notes[0])[0] == 0
    assert checked(older, older.notes[0]).first_bad is None
    code, told = verified(older, tmp_path, older.notes[2])
    bad = checked(older, older.notes[2]).first_bad
    assert bad
    assert (code, f"entry {bad.index} is bad" in told) == (1, True), told
    assert bad.wrong is Wrong.CONTINUATION


def test_a_proof_is_not_asked_of_what_was_lost(older: Older) -> None:
    continuing.go_on(of_chores(older.cast.administrator.region), "Burgemeester Van Dam")
    with pytest.raises(Invalid, match="ging verloren"), db.writing(older.cast.seats[OFFICER]) as work:
        ledger_proofs.consistency(work, VerifyRegister(once=uuid4(), checkpoint=older.notes[1]))


def test_a_checkpoint_of_somebody_else_is_none(older: Older) -> None:
    with pytest.raises(Invalid, match="geen controlepunt van dit register"):
        continuing.go_on(of_chores(older.cast.administrator.region), "Burgemeester Van Dam", ["iets anders"])
    assert not continuing.is_whole(of_chores(older.cast.administrator.region))


def test_put_back_twice_each_has_a_name(older: Older, tmp_path: Path) -> None:
    region = of_chores(older.cast.administrator.region)
    assert continuing.go_on(region, "Burgemeester Van Dam").endswith("/2")
    assert continuing.go_on(region, "Burgemeester Van Dam").endswith("/3")
    code, told = verified(older, tmp_path, signed(older.cast), *older.notes)
    assert (code, told.count("\nlost: ")) == (0, 2), told


def test_the_database_went_back_beyond_the_second_name(older: Older, anew: Callable[[], Cast], tmp_path: Path) -> None:
    """Both names ended where it is now, and its first lines say so of each."""
    region = older.cast.administrator.region
    continuing.go_on(of_chores(region), "Burgemeester Van Dam")
    note = signed(older.cast)
    memory = settings().key_folder / f"ledger-{region}.signed"
    shutil.copy(memory, tmp_path)
    older.cast = anew()
    shutil.copy(tmp_path / memory.name, settings().key_folder)
    assert continuing.go_on(of_chores(region), "Burgemeester Van Dam").endswith("/3")
    code, told = verified(older, tmp_path, note, signed(older.cast), *older.notes)
    assert (code, told.count("\nlost: ")) == (0, 2), told
    assert checked(older, note, *older.notes).first_bad is None
