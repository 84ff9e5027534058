"""A paper as PDF, made as PDF/UA-1 and PDF/A-3a. The data goes in as data, never as source."""

import json
import re
from datetime import UTC, datetime, time
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import typst

from tafel.papers.paper import Paper, Style

_STANDARDS: Any = ["ua-1", "a-3a"]
_SELDOM = re.compile(r"\S*[^\s\x20-\u024f\u2010-\u2027\u2030-\u205e€™−]\S*")
_ONE_WORD = b'#set document(title: "-")\n#set text(font: "Libertinus Serif")\n#sys.inputs.word'


def write(paper: Paper, style: Style) -> bytes:
    """The same paper in the same style gives the same bytes: its date is that of the meeting."""
    logo, height = json.dumps(list(style.logo or b"")), str(style.logo_size[1])
    compiler, source = _begun()
    made = compiler.compile(
        source, format="pdf", pdf_standards=_STANDARDS,
        timestamp=int(datetime.combine(paper.day, time(), UTC).timestamp()),
        sys_inputs={"data": _as_shown(paper.model_dump_json()), "colour": style.colour, "logo": logo,
                    "height": height},
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


@cache
def _begun() -> tuple[typst.Compiler, bytes]:
    """Begun once: what it read of its own source and fonts serves each next paper."""
    return typst.Compiler(ignore_system_fonts=True), files("tafel").joinpath("papers/minutes.typ").read_bytes()


def _as_shown(text: str) -> str:
    """The same, with the number of each character that our fonts have no picture of: a PDF may not leave it out."""
    return _SELDOM.sub(lambda found: _word(found[0]), text)


@lru_cache(maxsize=5_000)
def _word(word: str) -> str:
    if _can_show(word):
        return word
    return "".join(one if one.isascii() or _can_show(one) else f"[U+{ord(one):04X}]" for one in word)


def _can_show(word: str) -> bool:
    """Whether there is a picture for all of it: whoever makes a PDF finds out by making one."""
    try:
        _begun()[0].compile(_ONE_WORD, format="pdf", pdf_standards=_STANDARDS, sys_inputs={"word": word})
    except typst.TypstError:
        return False
    return True
