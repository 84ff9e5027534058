"""What the privacy officer takes along proves itself: the program, a line's proof, and that the register goes on."""

import io
import re
import subprocess
import sys
import zipfile
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import pytest

from tafel import db, ledger
from tests.cast import Cast
from tests.client import Client
from tests.tafel.test_ledger import share

OFFICER = "nadia.oosterhuis"


def verifier(client: Client, folder: Path) -> Path:
    answer = client.get("/register/rekenhulp")
    assert answer.headers["content-disposition"] == 'attachment; filename="rekenhulp-register.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        packed.extractall(folder)
    return folder / "verify_ledger.py"


def proof(client: Client, folder: Path) -> Path:
    page = client.get("/register", params={"act": "share.given"}).text
    line = re.findall(r'href="(/register/regel\?line=[^"]+)"', page)[0]
    shown = client.get(line).text
    wanted = re.findall(r'name="line" value="([^"]+)"', shown)[0]
    made = client.post("/register/regel/bewijs", data={"once": str(uuid4()), "line": wanted})
    (folder / "regel.txt").write_bytes(made.content)
    return folder / "regel.txt"


def test_both_proofs_hold_by_the_program_that_goes_along(cast: Cast, tmp_path: Path) -> None:
    client = cast.client(OFFICER)
    kept = client.post("/register/controlepunt", data={"once": str(uuid4())}).text
    (tmp_path / "oud.txt").write_text(kept)
    share(cast)
    included = proof(client, tmp_path)
    sent = {"proof_once": str(uuid4()), "once": str(uuid4()), "checkpoint": kept}
    (tmp_path / "vervolg.txt").write_bytes(client.post("/register/controle/bewijs", data=sent).content)
    with db.reading(cast.seats[OFFICER]) as reading:
        vkey = ledger.public_key(reading)
    told = ["--vkey", vkey, "--inclusion", included, "--consistency", tmp_path / "vervolg.txt", "--checkpoint",
            tmp_path / "oud.txt"]  # fmt: skip
    program = verifier(client, tmp_path / "los")
    command = [sys.executable, "-I", str(program), *map(str, told)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert (done.returncode, done.stdout) == (0, "the proofs hold\n")
    assert vkey in (tmp_path / "los" / "LEESMIJ.txt").read_text()
    included.write_text(included.read_text().replace("index", "indeks").replace("A", "B"))
    spoiled = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert spoiled.returncode in (1, 2)


@pytest.mark.parametrize("login", ["inge.bakels", "rik.zandstra", "ben.vink"])
def test_to_others_there_is_no_such_file(cast: Cast, login: str) -> None:
    assert cast.client(login).get("/register/rekenhulp").status_code == HTTPStatus.NOT_FOUND
