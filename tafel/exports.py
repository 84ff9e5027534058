"""What a partner gave over a period, as a file: PDF, CSV or JSON. The act stands in the ledger with the file's hash."""

import csv
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from io import StringIO

import typst

from models.acts import Act
from models.forms.sharing import ExportShares
from models.terms import ON_SCREEN_ONLY
from models.views.sharing import ShareLine
from tafel import clock
from tafel.db import Writing
from tafel.refusals import Invalid, Said, say
from tafel.sight import handed_out, my_shares

Speak = Callable[[Said | StrEnum], str]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = {
    "case": say("Casus"),
    "reference": say("Kenmerk"),
    "passage": say("Passage"),
    "category": say("Soort gegevens"),
    "receiver": say("Ontvanger"),
    "purpose": say("Doel"),
    "article": say("Artikel"),
    "rule": say("Regel"),
    "book": say("Regels, versie"),
    "given_by": say("Gedeeld door"),
    "given_at": say("Gedeeld op"),
    "until": say("Gedeeld tot"),
    "first_shown_on": say("Voor het eerst getoond"),
    "ended_at": say("Beëindigd op"),
    "ended_why": say("Reden van het einde"),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file that leaves the house; its name tells nothing."""

    name: str
    media: str
    body: bytes


def export(work: Writing, form: ExportShares, speak: Speak) -> File:
    """Make the file of a period, and record that it left: its hash, how many lines, and whose words were in it.

    `speak` says a sentence or a word of a closed list in the reader's language. Raises Invalid for a period that
    cannot be, or that holds too much for one file.
    """
    if form.last < form.first:
        raise Invalid(tot=say("De einddatum ligt vóór de begindatum."))
    lines = my_shares.all_of(work, form.first, form.last)
    rows = [row_of(line, speak) for line in lines]
    made = _MAKERS[form.format](work, form, rows, speak)
    handed_out.write(work, work.shown, channel="export")
    work.record(
        Act.SHARES_EXPORTED, giver=work.seat.partner, channel="export", format=form.format, first=form.first,
        last=form.last, lines=len(lines), sha256=hashlib.sha256(made.body).hexdigest(),
        versions=sorted({line.version_id for line in lines}),
    )  # fmt: skip
    return made


def row_of(line: ShareLine, speak: Speak) -> dict[str, str]:
    """One share as it stands in a file."""
    return {
        "case": line.case_word,
        "reference": line.case_reference,
        "passage": _passage(line, speak),
        "category": speak(line.category),
        "receiver": line.receiver,
        "purpose": speak(line.purpose),
        "article": line.article,
        "rule": str(line.rule_number),
        "book": str(line.book_version),
        "given_by": line.given_by,
        "given_at": _moment(line.given_at),
        "until": _moment(line.ends_at),
        "first_shown_on": line.first_shown_on.isoformat() if line.first_shown_on else "",
        "ended_at": _moment(line.ended_at),
        "ended_why": speak(line.ended_why) if line.ended_why else "",
    }


def _passage(line: ShareLine, speak: Speak) -> str:
    """The words; of who somebody is and where to find them only that it was given."""
    if line.field is None:
        return line.text
    of = f"{speak(say('Betrokkene {letter}', letter=line.letter))}, {speak(line.field)}"
    if line.field in ON_SCREEN_ONLY:
        return of
    said = speak(line.coded) if line.coded else line.text
    return ", ".join(part for part in (f"{of}: {said}", line.on and line.on.isoformat()) if part)


def _moment(at: datetime | None) -> str:
    return at.astimezone(clock.AMSTERDAM).strftime("%Y-%m-%d %H:%M") if at else ""


def _csv(work: Writing, _form: ExportShares, rows: Sequence[dict[str, str]], speak: Speak) -> File:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([speak(heading) for heading in _COLUMNS.values()])
    writer.writerows([harmless(row[name]) for name in _COLUMNS] for row in rows)
    return File(_name(work, "csv"), "text/csv; charset=utf-8", b"\xef\xbb\xbf" + text.getvalue().encode())


def harmless(cell: str) -> str:
    """A cell that a spreadsheet takes for text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _json(work: Writing, form: ExportShares, rows: Sequence[dict[str, str]], _speak: Speak) -> File:
    told = {**_about(work, form), "shares": rows}
    body = json.dumps(told, ensure_ascii=False, indent=1).encode()
    return File(_name(work, "json"), "application/json", body)


def _about(work: Writing, form: ExportShares) -> dict[str, str]:
    return {
        "region": work.seat.region_name,
        "partner": work.seat.partner_name,
        "made_for": work.seat.person_name,
        "made_at": _moment(work.now),
        "first": form.first.isoformat(),
        "last": form.last.isoformat(),
    }


def _pdf(work: Writing, form: ExportShares, rows: Sequence[dict[str, str]], speak: Speak) -> File:
    """Made as PDF/UA-1 and PDF/A-3a; the data goes in as data, never as source."""
    told = {
        **_about(work, form),
        "language": work.seat.language,
        "title": speak(say("Verstrekkingen")),
        "for": speak(say("Gemaakt voor {name}, {partner}, {at}", name=work.seat.person_name,
                         partner=work.seat.partner_name, at=_moment(work.now))),
        "period": speak(say("Van {first} tot en met {last}", first=form.first.isoformat(), last=form.last.isoformat())),
        "none": speak(say("In deze periode is niets gedeeld.")),
        "headings": {name: speak(heading) for name, heading in _COLUMNS.items()},
        "rows": rows,
    }  # fmt: skip
    body = typst.compile(
        files("tafel").joinpath("my_shares.typ").read_bytes(), format="pdf", ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-3a"], sys_inputs={"data": json.dumps(told)}, timestamp=int(work.now.timestamp()),
    )  # fmt: skip
    return File(_name(work, "pdf"), "application/pdf", bytes(body))


def _name(work: Writing, ending: str) -> str:
    return f"verstrekkingen-{clock.day_of(work.now).isoformat()}.{ending}"


_MAKERS: dict[str, Callable[[Writing, ExportShares, Sequence[dict[str, str]], Speak], File]] = {
    "csv": _csv,
    "json": _json,
    "pdf": _pdf,
}
