"""Documents as another program reads them: LibreOffice for DOCX and ODT, and every part of the zip as bytes."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tafel.papers.packed import unpacked

_KNOWN = ("soffice", "libreoffice")


def read(documents: Mapping[str, bytes]) -> dict[str, str]:
    """Each document, called by its file name, as LibreOffice writes it as a page: one start for all of them."""
    found = next(filter(None, map(shutil.which, _KNOWN)), None)
    assert found, "Voor de tests is LibreOffice nodig. Installeer het pakket libreoffice-writer-nogui."
    with tempfile.TemporaryDirectory(prefix="tafel-office-") as folder:
        sent, made = Path(folder) / "sent", Path(folder) / "made"
        sent.mkdir()
        for name, body in documents.items():
            (sent / name).write_bytes(body)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        order = [found, profile, "--headless", "--convert-to", "html:HTML (StarWriter)", "--outdir", str(made)]
        subprocess.run([*order, *map(str, sent.iterdir())], check=True, capture_output=True, timeout=120)
        return {name: (made / name).with_suffix(".html").read_text("utf-8") for name in documents}


def everything(document: bytes) -> Iterator[str]:
    """The names and the bytes of all that is in a document that is a zip, unpacked."""
    for name, body in unpacked(document).items():
        yield name
        yield body.decode("utf-8", "replace")
