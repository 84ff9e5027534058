"""How a region's papers look: the administrator sets a colour, a logo, and a document to begin from."""

import re
from hashlib import sha256

from models.acts import Act
from models.forms.house_style import ChangeHouseStyle
from models.meeting_terms import CopyFormat
from models.tables.minutes import HouseStyle
from models.terms import Role
from models.views.house_style import HouseStylePage
from tafel.db import Reading, Writing
from tafel.papers import pool
from tafel.papers.paper import Paper, Part, Said, Style
from tafel.refusals import Invalid, NotFound, say
from tafel.refusals import Said as Sentence

_COLOUR, _CONTRAST, _DARK = re.compile(r"#[0-9a-f]{6}"), 4.5, 0.04045
_FILES = ("logo", "base_docx", "base_odt")


def of(reading: Reading) -> Style:
    """The style of the region's papers; ours where nothing was set."""
    row = reading.session.get(HouseStyle, reading.seat.region)
    if row is None:
        return Style()
    known = {"colour": row.colour} if row.colour else {}
    return Style(logo=row.logo, base_docx=row.base_docx, base_odt=row.base_odt, **known)


def page(reading: Reading) -> HouseStylePage:
    """What is set now; to all but the administrator there is no such page."""
    _require_administrator(reading)
    row = reading.session.get(HouseStyle, reading.seat.region)
    return HouseStylePage(
        colour=of(reading).colour, has=tuple(name for name in _FILES if row and getattr(row, name) is not None),
        changed_at=row.changed_at if row else None,
    )  # fmt: skip


def change(work: Writing, form: ChangeHouseStyle) -> None:
    """Set it: a file that is left out stays, what is ticked goes. Raises Invalid for a file that cannot be used."""
    _require_administrator(work)
    colour = form.colour.strip().lower()
    files = _looked_at(_wrong_colour(colour), {name: body for name in _FILES if (body := getattr(form, name))})
    _try_out(Style(colour=colour, **files), files)
    work.add_if_new(HouseStyle(region_id=work.seat.region, changed_at=work.now, changed_by=work.seat.person))
    row = work.session.get_one(HouseStyle, work.seat.region, with_for_update=True, populate_existing=True)
    row.colour, row.changed_at, row.changed_by = colour, work.now, work.seat.person
    for one in form.drop:
        setattr(row, one, None)
    for name, body in files.items():
        setattr(row, name, body)
    hashes = {name: sha256(body).hexdigest() for name, body in sorted(files.items())}
    work.record(Act.HOUSE_STYLE_CHANGED, colour=colour, files=hashes, dropped=sorted(form.drop))


def _looked_at(wrong: dict[str, Sentence], brought: dict[str, bytes]) -> dict[str, bytes]:
    """The files as they may be used; Invalid tells at once all that is wrong."""
    from tafel.papers import base_documents  # it is slow to load, and a style is seldom set
    from tafel.papers.harmless import Unfit

    files: dict[str, bytes] = {}
    for name, body in brought.items():
        try:
            files[name] = base_documents.CHECKS[name](body)
        except Unfit as unfit:
            wrong[name] = unfit.why
    if wrong:
        raise Invalid(**wrong)
    return files


def _wrong_colour(colour: str) -> dict[str, Sentence]:
    """It must be a colour, and headings in it must be read on white paper by everybody (WCAG 2.2, 1.4.3)."""
    if not _COLOUR.fullmatch(colour):
        return {"colour": say("Kies een kleur, zoals #2b4593.")}
    if _contrast_with_white(colour) < _CONTRAST:
        return {"colour": say("Deze kleur is te licht om op wit papier te lezen. Kies een donkerdere kleur.")}
    return {}


def _contrast_with_white(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= _DARK else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _try_out(style: Style, files: dict[str, bytes]) -> None:
    """A paper is printed in it once, before anybody waits for one."""
    for wanted, name in {"docx": "base_docx", "odt": "base_odt", "pdf": "logo"}.items():
        if name in files:
            try:
                pool.write(_SAMPLE, style, CopyFormat(wanted))
            except Exception as wrong:
                why = say("Met dit bestand kan geen verslag worden gemaakt. Kies een ander bestand.")
                raise Invalid(**{name: why}) from wrong


def _require_administrator(reading: Reading) -> None:
    if reading.seat.role is not Role.ADMINISTRATOR:
        raise NotFound


_SAMPLE = Paper.model_validate(
    {
        "language": "nl", "day": "2026-01-01", "sender": "a", "region": "b", "copy_for": "c", "partner": "d",
        "person": "e", "title": "f", "lede": "g", "rule": "h", "foot": "i", "page": "{page} {pages}",
        "parts": [
            Part(heading="j", lines=("k",), said=(Said(who="l", text="m"),)),
            Part(heading="n", columns=("o", "p"), rows=(("q", "r"),)),
        ],
    }
)  # fmt: skip
