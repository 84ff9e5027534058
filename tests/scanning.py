"""Looking for planted words in whatever an installation leaves on its disks: files as they are, and what zips hold."""

import mmap
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path


def found(files: Iterable[Path], planted: str) -> Mapping[str, set[str]]:
    """Each planted word and in what files it stands: it begins so and has eight letters more, of one byte or two."""
    everywhere: dict[str, set[str]] = defaultdict(set)
    for file in files:
        for body in _bodies(file):
            for word in _words(body, planted):
                everywhere[word].add(file.name)
    return everywhere


def under(*folders: Path) -> Iterator[Path]:
    """Every file below these folders."""
    return (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())


def _bodies(file: Path) -> Iterator[bytes | mmap.mmap]:
    if not file.stat().st_size:
        return
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as body:
        yield body
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            yield from map(archive.read, archive.namelist())


def _words(body: bytes | mmap.mmap, planted: str) -> Iterator[str]:
    narrow, wide = planted.encode(), planted.encode("utf-16-le")
    for start, ending, coded in ((narrow, rb"[a-z]{8}", "ascii"), (wide, rb"(?:[a-z]\0){8}", "utf-16-le")):
        for one in re.finditer(b"(?i:" + re.escape(start) + ending + b")", body):
            yield one[0].decode(coded).lower()
