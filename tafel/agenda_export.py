"""The agenda as a file for one reader, and the chair's script: PDF with the reader's name on each page.

It holds what that reader's own page holds. That it left the house stands in the ledger with the file's hash.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any
from uuid import UUID

import typst

from models.acts import Act
from models.meeting_terms import ItemKind, MeetingState, MinutingMode
from models.views.actions import ActionLine, ActionShell
from models.views.agenda import ItemLine, MeetingHead, ScriptItem
from tafel import clock
from tafel.db import Writing
from tafel.exports import File
from tafel.refusals import Refused, Said, say
from tafel.secrecy import as_said
from tafel.sight import agenda, at_table, handed_out
from tafel.sight import script as scripts

NOT_FOR_SECRETARIAT = say("Vraag van {partner}. Niet voor het secretariaat.")
NOT_FOR_YOU = say("Vraag van {partner}. Niet voor u.")
MAY_BE_NOTED = {
    MinutingMode.AGREED: say("Alleen afspraken en acties worden genoteerd."),
    MinutingMode.REPORT: say("Van dit punt komt een verslag. Een regel telt pas als de spreker hem bevestigt."),
    MinutingMode.NOTHING: say("Van dit punt wordt niets vastgelegd. Noteer zelf ook niets."),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """How the reader's language says a sentence or a word of a closed list, and a day."""

    speak: Callable[[Said | StrEnum], str]
    day: Callable[[date], str]


def export(work: Writing, meeting_id: UUID, voice: Voice) -> File:
    """One's own agenda; Refused while it was not sent, but for the secretariat."""
    page = agenda.page(work, meeting_id)
    if not (page.builds or page.head.sent):
        raise Refused(at_table.WHY_NOT[MeetingState.DRAFT])
    items = [_item(one, voice, _circle(one, voice)) for one in page.items]
    called = say("U wordt geroepen om {times}.", times=_listed(page.called, voice))
    told = _around(work, page.head, voice, say("Agenda van {day}", day=voice.day(clock.day_of(page.head.starts_at))))
    return _made(
        work, page.head, told | {"items": items, "called": voice.speak(called) if page.called else ""}, "agenda"
    )


def script(work: Writing, meeting_id: UUID, voice: Voice) -> File:
    """The chair's script; to whoever chairs nothing there is none."""
    view = scripts.script(work, meeting_id)
    today = clock.day_of(work.now)
    still_open = [line for one in view.actions for line in _action(one, voice, today)]
    items = [_scripted(one, voice, still_open) for one in view.items]
    told = _around(work, view.head, voice, say("Draaiboek van {day}", day=voice.day(clock.day_of(view.head.starts_at))))
    return _made(work, view.head, told | {"items": items, "called": ""}, "draaiboek")


def _around(work: Writing, head: MeetingHead, voice: Voice, title: Said) -> dict[str, Any]:
    seat = work.seat
    when = say("{name}, van {start} tot {end}", name=head.name, start=_time(head.starts_at), end=_time(head.ends_at))
    return {
        "language": seat.language, "region": seat.region_name, "partner": seat.partner_name,
        "title": voice.speak(title), "say_first": voice.speak(say("Zeg dit eerst")),
        "lede": [line for line in (voice.speak(when), head.place) if line],
        "for": voice.speak(say("Voor {name}, {partner}", name=seat.person_name, partner=seat.partner_name)),
        "foot": voice.speak(say("Gemaakt op {day}. Niet doorgeven.", day=voice.day(clock.day_of(work.now)))),
    }  # fmt: skip


def _item(line: ItemLine, voice: Voice, more: Iterable[str]) -> dict[str, Any]:
    tags = [voice.speak(say("spoed"))] if line.urgent else []
    length = voice.speak(say("{minutes} minuten", minutes=line.minutes))
    said = [*_question(line, voice), *more]
    return {
        "time": _time(line.starts), "word": line.word, "lines": said,
        "about": ", ".join([length, *tags, voice.speak(line.mode)]),
    }  # fmt: skip


def _question(line: ItemLine, voice: Voice) -> list[str]:
    if line.withheld:
        said = NOT_FOR_SECRETARIAT if line.shell else NOT_FOR_YOU
        return [voice.speak(say(said.sentence, partner=line.asked_by))]
    return [line.question] if line.question else []


def _circle(line: ItemLine, voice: Voice) -> list[str]:
    lines = [voice.speak(say("Deelnemers: {names}.", names=", ".join(one.name for one in line.circle)))]
    if line.chair:
        lines.append(voice.speak(say("{name} zit voor.", name=line.chair)))
    return lines


def _action(one: ActionLine | ActionShell, voice: Voice, today: date) -> list[str]:
    """An open action in a line: whose, at what, before which day, how it stands; and the words if they may be read."""
    said = [
        say("{partner}, {word}: vóór {day}.", partner=one.owner.short_name, word=one.word, day=voice.day(one.due_on))
    ]
    if one.due_on < today:
        said.append(say("Te laat."))
    if one.put_off:
        said.append(say("Keer uitgesteld: {times}.", times=one.put_off))
    return [" ".join(map(voice.speak, said)), *([one.text] if one.text else [])]


def _scripted(one: ScriptItem, voice: Voice, still_open: Sequence[str]) -> dict[str, Any]:
    line = one.line
    runs = say("Voorzitter: {chair}. Notulist: {note_taker}.", chair=one.chair, note_taker=one.note_taker)
    lines = [voice.speak(say("Deelnemers: {names}.", names=", ".join(each.name for each in line.circle)))]
    lines.append(voice.speak(runs))
    if one.leaves:
        lines.append(voice.speak(say("Verlaat de ruimte: {names}.", names=", ".join(one.leaves))))
    if one.enters:
        lines.append(voice.speak(say("Komt binnen: {names}.", names=", ".join(one.enters))))
    if one.hears:
        lines.append(voice.speak(say("In de ruimte: {names}.", names=", ".join(one.hears))))
    if line.remark:
        lines.append(voice.speak(say("Opmerking: {remark}", remark=line.remark)))
    if line.kind is ItemKind.ACTIONS:
        lines += still_open or [voice.speak(say("Geen open acties."))]
    return _item(line, voice, lines) | {"first": say_first(one, voice.speak)}


def say_first(one: ScriptItem, speak: Callable[[Said | StrEnum], str]) -> list[str]:
    """What the chair says before an item: that it is secret, where that is due; for what, how, and what goes down."""
    secret = [speak(as_said(one.secrecy))] if one.secrecy else []
    purposes = ", ".join(speak(purpose) for purpose in one.purposes)
    return [
        *secret,
        *([speak(say("Doel: {purposes}.", purposes=purposes))] if purposes else []),
        speak(say("Kader: {framework}.", framework=speak(one.framework))),
        speak(MAY_BE_NOTED[one.line.mode]),
    ]


def _made(work: Writing, head: MeetingHead, told: dict[str, Any], name: str) -> File:
    """Made as PDF/UA-1 and PDF/A-3a; the data goes in as data, never as source."""
    body = bytes(
        typst.compile(
            files("tafel").joinpath("agenda.typ").read_bytes(), format="pdf", ignore_system_fonts=True,
            pdf_standards=["ua-1", "a-3a"], sys_inputs={"data": json.dumps(told)}, timestamp=int(work.now.timestamp()),
        )
    )  # fmt: skip
    handed_out.leave(work, channel="export")
    work.record(
        Act.AGENDA_EXPORTED, meeting=head.id, receiver=work.seat.partner, channel="export", format="pdf", what=name,
        sha256=hashlib.sha256(body).hexdigest(), versions=_versions(work),
    )  # fmt: skip
    return File(f"{name}-{clock.day_of(head.starts_at).isoformat()}.pdf", "application/pdf", body)


def _listed(times: Sequence[datetime], voice: Voice) -> str:
    *first, last = [_time(at) for at in times] or [""]
    return f"{', '.join(first)} {voice.speak(say('en'))} {last}" if first else last


def _versions(work: Writing) -> Sequence[UUID]:
    return sorted({one.version for one in work.shown}, key=str)


def _time(at: datetime | None) -> str:
    return at.astimezone(clock.AMSTERDAM).strftime("%H:%M") if at else ""
