"""Signing in a process of its own: whoever asks gets an answer, and only what may be signed is signed."""

import json
import shutil
import socket
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from models.acts import Act
from tafel import continuing, rekeying, running, signer, signing_apart
from tafel.refusals import Unavailable
from tafel.seal import CannotUnseal
from tafel.settings import settings
from tafel.tree import Frontier
from tests.cast import Cast
from tests.tafel.acting import ledger as entries
from tests.tafel.identifying import says, signal
from tests.tafel.test_keys import OFFICER, held_note, home, page
from tests.tafel.test_ledger import check

NO_QUESTIONS = (b"", b"null", b"[1, 2]", b'{"sign": {}}', b"[" * 100_000, b"\xff\xfe", b'["sign", null]')
ASKS = ("sign", "begin-anew")
BAD: tuple[dict[str, Any], ...] = (
    {"region": "../../etc"},
    {"region": str(uuid4())},
    {"origin": "tafel/x y\nz/1"},
    {"origin": f"tafel/{uuid4()}/1"},
    {"origin": 5},
    {"tree": Frontier().to_bytes().hex()},
    {"tree": "00"},
    {"tree": []},
    {"more": 1},
)


@pytest.fixture
def apart(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A signer with the keys of both regions in a folder that the application does not know."""
    assert cast
    theirs = tmp_path / "signer"
    theirs.mkdir()
    for held in settings().key_folder.glob("ledger-*.key"):
        shutil.move(held, theirs)
    environment = {"TAFEL_KEYS": str(theirs), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])}
    listens = tmp_path / "s"
    command = [sys.executable, "-c", "from tafel.cli import main; main()", "signer", "--socket", str(listens)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert "luistert" in process.stderr.readline()
        monkeypatch.setenv("TAFEL_SIGNER", str(listens))
        settings.cache_clear()
        yield process, listens
        process.terminate()
    assert not listens.exists()


def test_a_process_of_its_own_signs_with_a_key_that_cannot_be_read_here(cast: Cast, apart: Any) -> None:
    process, listens = apart
    assert listens.stat().st_mode & 0o777 == 0o660
    running.require_keys()
    note = held_note(cast)
    assert check(cast.seats[OFFICER], [note]).report.compared_with  # type: ignore[union-attr]
    rekeying.signing_key(home(cast))
    assert check(cast.seats[OFFICER], [note, held_note(cast)]).report.first_bad is None  # type: ignore[union-attr]
    assert not list(settings().key_folder.glob("ledger-*"))
    with pytest.raises(CannotUnseal, match="ondertekenaar niet"):
        signing_apart.ask(listens, "key", {"region": "../../etc/passwd", "origin": "x"})
    other = str(uuid4())
    with pytest.raises(CannotUnseal, match="ontbreekt"):
        signing_apart.ask(listens, "key", {"region": other, "origin": f"tafel/{other}/1"})
    process.terminate()
    process.wait()
    says(cast, "sven.mulder", signal(cast, "sven.mulder"))
    with pytest.raises(Unavailable, match="antwoordt niet"):
        held_note(cast)
    assert "matrassen" in page(cast)


def test_a_signer_that_is_not_there_or_does_not_answer_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(signing_apart, "_PATIENCE", 0.1)
    monkeypatch.setenv("TAFEL_SIGNER", str(tmp_path / "silent"))
    settings.cache_clear()
    with pytest.raises(Unavailable, match="FileNotFoundError"):
        held_note(cast)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent"))
        silent.listen()
        with pytest.raises(Unavailable, match="TimeoutError"):
            held_note(cast)


def asked(listens: Path, sent: bytes, *, waits: bool = True) -> bytes:
    """What it answers to these bytes, if one waits for that."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(listens))
        try:
            line.sendall(sent)
            return line.makefile("rb").readline() if waits else b""
        except (BrokenPipeError, ConnectionResetError):
            return b""  # it read no further


def test_whatever_is_asked_it_goes_on_and_remembers_nothing_of_it(cast: Cast, apart: Any) -> None:
    region, listens = str(cast.administrator.region), apart[1]
    held_note(cast)
    (last,) = signer.last(cast.administrator.region)
    memory = listens.parent / "signer" / f"ledger-{region}.signed"
    before = memory.read_bytes()
    good = {"region": region, "origin": last.origin, "tree": last.tree.to_bytes().hex(), "proof": []}
    for sent in (*NO_QUESTIONS, *(json.dumps([what, good | bad]).encode() for what, bad in product(ASKS, BAD))):
        assert set(json.loads(asked(listens, sent + b"\n"))) == {"cannot"}, sent[:80]
    asked(listens, b"x" * 1_100_000)
    asked(listens, b'["sign", {"region"', waits=False)
    asked(listens, json.dumps(["last", {"region": region}]).encode() + b"\n", waits=False)
    assert memory.read_bytes() == before
    assert held_note(cast)


def test_it_begins_under_a_new_name_once_and_only_where_its_administrator_lets_it(cast: Cast, apart: Any) -> None:
    """Whoever took over the process that serves may ask for it, and gets no register of their own making signed."""
    region = cast.administrator.region
    held_note(cast)
    (last,) = signer.last(region)
    with pytest.raises(CannotUnseal, match="als zijn eigen beheerder dat toelaat"):
        continuing.go_on(home(cast), "Burgemeester Van Dam")
    assert entries(cast, Act.LEDGER_CONTINUED) == []
    assert signer.last(region) == [last]
    permit = apart[1].parent / "signer" / f"ledger-{region}.anew"
    permit.touch()
    assert continuing.go_on(home(cast), "Burgemeester Van Dam") == f"tafel/{region}/2"
    assert [each.origin for each in signer.last(region)] == [last.origin, f"tafel/{region}/2"]
    assert not permit.exists()
    with pytest.raises(CannotUnseal, match="als zijn eigen beheerder"):
        signer.begin_anew(region, last.origin, f"tafel/{region}/3", last.tree)
