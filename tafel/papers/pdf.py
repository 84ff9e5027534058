"""A paper as PDF, made as PDF/UA-1 and PDF/A-3a. The data goes in as data, never as source."""

import json
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files

import typst

from tafel.papers.paper import Paper, Style


def write(paper: Paper, style: Style) -> bytes:
    """The same paper in the same style gives the same bytes: its date is that of the meeting."""
    logo = json.dumps(list(style.logo or b""))
    compiler, source = _begun()
    made = compiler.compile(
        source, format="pdf", pdf_standards=["ua-1", "a-3a"],
        timestamp=int(datetime.combine(paper.day, time(), UTC).timestamp()),
        sys_inputs={"data": paper.model_dump_json(), "colour": style.colour, "logo": logo},
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


@cache
def _begun() -> tuple[typst.Compiler, bytes]:
    """Begun once: what it read of its own source and fonts serves each next paper."""
    return typst.Compiler(ignore_system_fonts=True), files("tafel").joinpath("papers/minutes.typ").read_bytes()
