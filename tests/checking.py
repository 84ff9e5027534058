"""What everybody is shown through every door, held against who may know what."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

import pikepdf
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select
from sqlmodel import col

from models.tables.casework import Statement, Version
from tafel import db
from tafel.seat import Seat
from tafel.settings import settings
from tafel.sight import visible
from tafel.sight.joins import row_of
from tests import databases, knocking, posting, truth_meetings, walking
from tests.canary_signals import SignalTable
from tests.client import Client
from tests.truth import Truth
from tests.truth_meetings import TableTruth
from web.app import create

Walk = Callable[[Client], Iterator[tuple[str, int, str]]]
LONG = "TAFEL_EXAMPLES" in os.environ  # a long search: what it finds at a door that acts is looked at by a person
SAME_FOR_ALL = {"/api/v1/openapi.json"}  # its examples name people of the invented region


def check(table: SignalTable, readers: Sequence[str]) -> None:
    """Everybody walks every door: what is seen is what the promises allow, each with its line in the register."""
    app, cast = create(), table.cast
    databases.take_stock(settings().url)
    everywhere = (cast.administrator, cast.seats["rik.zandstra"])
    paths = set(walking.addresses(app, walking.every_id(*everywhere), walking.belonging(*everywhere))) - SAME_FOR_ALL
    every = 3 if db.engine().dialect.name == "sqlite" else 6
    in_turn = [partial(walking.walk_in_turn, paths=paths, turn=turn, every=every) for turn in range(len(readers))]
    read = {login: dict(_read(app, table, login, walk)) for login, walk in zip(readers, in_turn, strict=True)}
    stands = truth_meetings.of(*everywhere)
    ids = walking.every_id(*everywhere)
    for login, bodies in read.items():
        seat, everything = cast.seats[login], "".join(bodies.values())
        _words(table, stands, seat, everything)
        _sight(stands, seat)
        _records(table, stands, seat, everything)
        _cases(table, stands, seat, everything)
        _stacks(table, stands, seat, everything)
        _at_table(table, stands, seat, everything)
        names = {person for person, name in stands.names.items() if name in everything}
        assert {stands.names[person] for person in names if not stands.may_know_name(seat, person)} == set(), login
        by_machine = "".join(body for path, body in bodies.items() if path.startswith("/api/"))
        assert [mark for mark in table.marks if mark.startswith("Merkveld") and mark in by_machine] == [], login
        assert login != "ben.vink" or not [mark for mark in table.marks if mark in everything]
    _post(table, stands)
    for turn, (login, bodies) in enumerate(read.items() if LONG else ()):
        shown = {*walking.ID.findall("".join(bodies.values())), *stands.no_secret(cast.seats[login])}
        knocking.check(app, walking.as_somebody(app, cast, login), ids, shown, turn=turn, every=every + 1)


def text_of(made: bytes) -> str:
    """What can be read in a document: its words, its metadata, and every part it is packed of."""
    if made.startswith(b"PK"):
        with ZipFile(BytesIO(made)) as parts:
            return "\n".join(f"{name} {parts.read(name).decode(errors='replace')}" for name in parts.namelist())
    if not made.startswith(b"%PDF"):
        return made.decode()
    with pikepdf.open(BytesIO(made)) as document:
        about = [str(value) for value in document.docinfo.as_dict().values()]
        pages = ["".join(_on_page(page)) for page in document.pages]
        return "\n".join((*pages, *about, str(document.open_metadata())))


def by_sight(seat: Seat) -> set[UUID]:
    """Every version that sight itself lets this seat read, asked of all there is and by no page."""
    with db.reading(seat) as reading:
        stated = select(col(Version.id)).join(Statement, row_of(Statement, Version.statement_id, Version.region_id))
        return set(reading.session.scalars(stated.where(visible.versions(seat, reading.now))))


def prints(client: Client, meeting: UUID) -> Iterator[tuple[str, Response]]:
    """The agenda, the script and the own copies of the minutes of a meeting as files, where this reader has them."""
    here = f"/overleggen/{meeting}"
    offered = client.get(f"{here}/verslag/exemplaren").text
    own = dict.fromkeys(re.findall(rf'"({here}/verslag/exemplaren/[0-9a-f-]{{36}})"', offered))
    for path in (f"{here}/agenda/uitvoer", f"{here}/draaiboek/uitvoer", *own):
        made = client.post(path, data={"once": str(uuid4())}, follow_redirects=False)
        assert made.status_code < 500, path
        yield path, made


def _read(app: FastAPI, table: SignalTable, login: str, walk: Walk) -> Iterator[tuple[str, str]]:
    client = walking.as_somebody(app, table.cast, login)
    for path, status, body in walk(client):
        assert status < 500, path
        yield path, body
    found = client.post("/casussen/zoeken", data={"words": "merkteken"})
    assert found.status_code in {200, 404}
    yield "/casussen/zoeken", found.text
    for meeting in table.meetings:
        for path, made in prints(client, meeting):
            yield path, text_of(made.content)
        yield from _as_partners_read(client, meeting)


def _as_partners_read(client: Client, meeting: UUID) -> Iterator[tuple[str, str]]:
    """Every part as every partner reads it, for who writes the minutes up; nobody else has such a page."""
    path = f"/overleggen/{meeting}/verslag/zoals"
    for part in _options(client.get(path).text, "deel"):
        for partner in _options(client.get(path, params={"deel": part}).text, "links"):
            answer = client.get(path, params={"deel": part, "links": partner, "rechts": partner})
            assert answer.status_code < 500, path
            yield path, answer.text


def _options(page: str, name: str) -> list[str]:
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
    return re.findall(r'value="([0-9a-f-]{36})"', select[0]) if select else []


def _words(table: SignalTable, stands: TableTruth, seat: Seat, read: str) -> None:
    """Words seen are words allowed, own and shared ones among them; each that somebody else wrote has its line."""
    carried = [(stands.words[version], mark) for version, mark in (*table.words.items(), *table.also)]
    must = {mark for words, mark in carried if stands.must_read(seat, words)}
    carried += [(stands.words[version], mark) for version, mark in table.beside]
    seen = {mark for mark in _ever(table) if mark in read}
    _none(seat, seen - {mark for words, mark in carried if stands.may_read(seat, words)})
    _none(seat, must - seen)
    own = {mark for words, mark in carried if words.writer == seat.person}
    noted = {mark for words, mark in carried if stands.words_noted(seat, words)}
    _none(seat, seen - own - noted)


def _sight(stands: TableTruth, seat: Seat) -> None:
    """So too when sight itself is asked; what is shown once may have been."""
    found = by_sight(seat)
    allowed = {one.version for one in stands.words.values() if not one.removed and Truth.may_read(stands, seat, one)}
    once = {one.version_id for one in stands.shares if one.receiver_person_id == seat.person}
    assert found <= allowed, seat.person_name
    assert allowed - once <= found, seat.person_name


def _none(seat: Seat, found: set[str]) -> None:
    assert found == set(), (seat.person_name, found)


def _ever(table: SignalTable) -> set[str]:
    return table.marks - table.at_table - set(table.records.values()) - set(table.code_words.values())


def _records(table: SignalTable, stands: TableTruth, seat: Seat, read: str) -> None:
    """So too for the answers in records."""
    for one, mark in table.records.items():
        record, seen = stands.records[one], mark in read
        assert not seen or stands.may_read_record(seat, record), (seat.person_name, record.condition)
        assert seen or not stands.must_read_record(seat, record), (seat.person_name, record.condition)
        own = record.made_by == seat.person
        assert not seen or own or stands.record_noted(seat, one), (seat.person_name, record.condition)


def _cases(table: SignalTable, stands: TableTruth, seat: Seat, read: str) -> None:
    """What a case is called, its reference and its id are for its members, and for who keeps the register."""
    for one, case in stands.cases.items():
        marks = [case.reference, *filter(None, [table.code_words.get(one)])]
        seen = [mark for mark in (*marks, str(one)) if mark in read]
        if stands.is_file(one):
            assert stands.may_know_file(seat, case) or seen == [], seat.person_name
        elif stands.may_know_case(seat, case):
            assert set(marks) <= set(seen), (seat.person_name, marks)
        else:
            called = set(marks[1:]) if stands.may_call(seat, case) else set()
            called |= {str(one)} if stands.may_lay(seat, case) else set()
            assert set(seen) - called == set(), seat.person_name


def _stacks(table: SignalTable, stands: TableTruth, seat: Seat, read: str) -> None:
    """A stack, by whatever it is called, is known to exactly those who know of something in it."""
    for one, stack in stands.stacks.items():
        marks = {stack.reference, table.code_words[one], str(one)}
        seen = {mark for mark in marks if mark in read}
        assert seen == (marks if stands.may_know_stack(seat, one) else set()), (seat.person_name, seen)


def _at_table(table: SignalTable, stands: TableTruth, seat: Seat, read: str) -> None:
    """What is kept beside meetings and items, guests by name, and everybody's own working notes."""
    seen = {mark for mark in table.at_table if mark in read}
    kept = (stands.of_items(seat), stands.of_meetings(seat), stands.of_notes(seat, table.noted))
    also = (stands.of_closings(seat), stands.of_secrecy(seat))
    told = [one for some in (*kept, *also) for one in some]
    _none(seat, seen - {mark for mark, may, _ in told if may})
    _none(seat, {mark for mark, _, must in told if must} - seen - {""})


def _post(table: SignalTable, stands: TableTruth) -> None:
    """Of no case, meeting or item a word leaves by post, whoever it goes to; and there is such post."""
    secret = {*table.marks, *table.cast.cases, *table.code_words.values(), *map(str, stands.cases)}
    secret |= {case.reference for case in stands.cases.values()}
    found = list(posting.everything(table.cast))
    assert [(what, word) for what, text in found for word in secret if word in text] == []
    with_dates = {what for what, text in found if "BEGIN:VEVENT" in text}
    assert with_dates - {"mail"} == {"file", "feed"}  # what was sent is no longer kept


def _on_page(page: pikepdf.Page) -> Iterator[str]:
    """The words of a page, by what each font says of its glyphs."""
    fonts = {str(name): _glyphs(font) for name, font in page.Resources.Font.items()}
    glyphs: dict[bytes, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "Tf":
            glyphs = fonts[str(operands[0])]
        shown = operands[0] if operator == "TJ" else operands if operator == "Tj" else ()
        for one in shown:
            if isinstance(one, pikepdf.String):
                raw = bytes(one)
                yield "".join(glyphs.get(raw[at : at + 2], "") for at in range(0, len(raw), 2))


def _glyphs(font: pikepdf.Object) -> dict[bytes, str]:
    found = {}
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        parts = line.split()
        if len(parts) == 2 and all(part.startswith("<") for part in parts):
            code, said = (bytes.fromhex(part.strip("<>")) for part in parts)
            found[code] = said.decode("utf-16-be", "replace")
    return found
