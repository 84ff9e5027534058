"""Refresh the vendored scripts: `python tools/vendor.py`; needs npm. Pages use htmx with its stream, tests use axe.

htmx and hx-sse are shipped as one file on purpose: as two deferred scripts, the stream silently never connects. A page
for a phone in the street, which has no stream, has htmx alone.
"""

import hashlib
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path("web/static/vendor/README.md")


@dataclass(frozen=True)
class Vendored:
    """One file in this repository, made of files from one package."""

    package: str
    version: str
    licence: str
    parts: tuple[str, ...]
    target: Path


VENDORED = (
    Vendored(
        "htmx.org",
        "4.0.1",
        "0BSD",
        ("package/dist/htmx.min.js", "package/dist/ext/hx-sse.min.js"),
        Path("web/static/vendor/htmx.js"),
    ),
    Vendored("htmx.org", "4.0.1", "0BSD", ("package/dist/htmx.min.js",), Path("web/static/vendor/htmx-core.js")),
    Vendored("axe-core", "4.14.1", "MPL-2.0", ("package/axe.min.js",), Path("tests/vendor/axe.min.js")),
)


def packed(vendored: Vendored, folder: Path) -> Path:
    """The package's tarball, fetched by its name and version."""
    wanted = f"{vendored.package}@{vendored.version}"
    command = ["npm", "pack", "--silent", wanted]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return folder / done.stdout.split()[-1]


def contents(tarball: Path, parts: tuple[str, ...]) -> bytes:
    """The named files of a tarball, one after the other."""
    with tarfile.open(tarball) as archive:
        members = [archive.extractfile(part) for part in parts]
        return b"\n".join(member.read().rstrip() for member in members if member) + b"\n"


def row(vendored: Vendored) -> str:
    """The line of the table that says what a file is, with the hash of the file as it stands here."""
    digest = hashlib.sha256((ROOT / vendored.target).read_bytes()).hexdigest()
    made_of = " + ".join(f"`{part.removeprefix('package/')}`" for part in vendored.parts)
    cells = f"`{vendored.target}`", vendored.package, vendored.version, vendored.licence, made_of, f"`{digest}`"
    return f"| {' | '.join(cells)} |"


def table() -> str:
    """The whole README of the vendored files."""
    head = "| file | package | version | licence | made of | SHA-256 |\n|---|---|---|---|---|---|"
    rows = "\n".join(row(vendored) for vendored in VENDORED)
    return f"# Vendored files\n\nRefreshed by `python tools/vendor.py`; changed by nothing else.\n\n{head}\n{rows}\n"


def refresh() -> None:
    """Fetch every package again and write its file and the table."""
    with tempfile.TemporaryDirectory() as folder:
        for vendored in VENDORED:
            target = ROOT / vendored.target
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(contents(packed(vendored, Path(folder)), vendored.parts))
    (ROOT / TABLE).write_text(table(), encoding="utf-8")


if __name__ == "__main__":
    refresh()
