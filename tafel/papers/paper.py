"""What a copy of minutes says, in order and in words: all three writers write this and no more.

It is all that a process that prints is given, with the house style; so it knows no database.
"""

import re
import struct
from datetime import date
from hashlib import sha256
from typing import Annotated

from pydantic import AfterValidator

from models.views.base import View

# What no document can hold, and what turns the order of the letters that follow it around.
_NO_TEXT = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Pasted from an old document: its bullets and quotes, under numbers that mean something else.
_MEANT = str.maketrans(dict(zip("\uf0b7\x80\x85\x91\x92\x93\x94\x95\x96\x97", "•€…‘’“”•–—", strict=True)))


def _readable(text: str) -> str:
    return _NO_TEXT.sub("", text.replace("\r\n", "\n").translate(_MEANT))


_HIGH, _WIDE = 14.0, 100.0
Words = Annotated[str, AfterValidator(_readable)]


class Said(View):
    """Words, and whose they are."""

    who: Words
    text: Words


class Part(View):
    """A part under a heading of its own: sentences, words with whose they are, or a table."""

    heading: Words
    lines: tuple[Words, ...] = ()
    said: tuple[Said, ...] = ()
    columns: tuple[Words, ...] = ()
    rows: tuple[tuple[Words, ...], ...] = ()


class Paper(View):
    """One copy. `foot` stands on each page with the number of that page; `page` says it, with {page} and {pages}."""

    language: str
    day: date
    sender: Words
    region: Words
    copy_for: Words
    partner: Words
    person: Words
    title: Words
    lede: Words
    parts: tuple[Part, ...]
    rule: Words
    foot: Words
    page: Words


class Style(View):
    """How the region's papers look; documents and picture as they were checked and cleaned."""

    colour: str = "#2b4593"
    logo: bytes | None = None
    base_docx: bytes | None = None
    base_odt: bytes | None = None

    @property
    def logo_size(self) -> tuple[float, float]:
        """How wide and how high a logo stands on paper, in mm: as high as three lines, unless it is very wide."""
        if self.logo is None:
            return (0, 0)
        wide, high = struct.unpack(">II", self.logo[16:24])
        height = min(_HIGH, _WIDE * high / wide)
        return (round(height * wide / high, 2), round(height, 2))

    @property
    def mark(self) -> bytes:
        """The same for the same look."""
        parts = (self.colour.encode(), self.logo or b"", self.base_docx or b"", self.base_odt or b"")
        return sha256(b"".join(sha256(one).digest() for one in parts)).digest()
