"""The stand-alone verifier to take along: its files as they are, and on one page how it is used."""

from importlib.metadata import files
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tafel import ledger
from tafel.db import Reading
from tafel.exports import File

_PARTS = ("verify_ledger.py", "ledger_audit.py", "ledger_formats.py")
_HOW = """Zelf nagaan of het register klopt, zonder ons en zonder internet
================================================================

U hebt nodig: Python 3.11 of nieuwer, met het pakket cryptography (pip install cryptography).
Zet de drie bestanden .py bij elkaar in een map, met uw bewijzen en controlepunten.

De sleutel van dit register (vergelijk hem met de sleutel die u eerder bewaarde):

  {vkey}

Een bewijs dat een regel in het register staat, en een bewijs dat het register doorgaat op uw controlepunt:

  python -I verify_ledger.py --vkey "SLEUTEL" --inclusion bewijs-regel.txt
  python -I verify_ledger.py --vkey "SLEUTEL" --consistency bewijs-vervolg.txt --checkpoint controlepunt.txt

Het hele register, met een controlepunt dat u bewaarde:

  python -I verify_ledger.py --vkey "SLEUTEL" --checkpoint controlepunt.txt register.zip

Uitkomst: 0 = niets gevonden dat niet klopt, 1 = er is iets veranderd, 2 = de invoer is niet te gebruiken.

-----

To check the register yourself, without us and offline: Python 3.11 or newer with the package cryptography. Put the
three .py files together with your proofs and checkpoints, and use the commands above. Compare the key with the one you
kept. Exit code 0: nothing wrong was found, 1: tampered with, 2: the input cannot be used.
"""


def packed(reading: Reading) -> File:
    """The verifier in one file, with the key of this register; nothing of the register itself is in it."""
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as archive:
        for name in _PARTS:
            archive.writestr(ZipInfo(name), (folder() / name).read_bytes())
        archive.writestr(ZipInfo("LEESMIJ.txt"), _HOW.format(vkey=ledger.public_key(reading)))
    return File("rekenhulp-register.zip", "application/zip", whole.getvalue())


def folder() -> Path:
    """Where the verifier's files stand: beside the packages in a checkout, else where the distribution put them."""
    beside = Path(__file__).parents[1] / "tools"
    if (beside / _PARTS[0]).exists():
        return beside
    found = (Path(str(file.locate())) for file in files("tafel") or () if file.match(f"share/tafel/tools/{_PARTS[0]}"))
    return next(found).resolve().parent
