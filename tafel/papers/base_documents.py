"""What the administrator uploads for the house style: looked at before anything is kept, and refused in plain words.

A document may bring how papers look. It may not bring anything that runs, or that is fetched when somebody opens it.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree

from tafel.papers import docx, harmless, odt
from tafel.papers.harmless import Unfit
from tafel.papers.paper import Style
from tafel.refusals import say

MOST = 900_000
_UNPACKED, _ENTRIES, _SIDE = 20_000_000, 500, 4000
_PNG = b"\x89PNG\r\n\x1a\n"
_SHOWN = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")  # what a picture needs; not who drew it, when, with what
_KIND = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "odt": b"application/vnd.oasis.opendocument.text",
}
_RUNS = re.compile(
    r"vba|macro|activex|oleobject|embeddings/|^basic/|^scripts/|^dialogs/|^object |/attachedtoolbars", re.IGNORECASE
)
_FETCHES = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|DDE|DDEAUTO|LINK|IMPORT|DATABASE|RD|MACROBUTTON)\b", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"^([a-z][a-z0-9+.-]*:|//|\\\\|\.\./|/)", re.IGNORECASE)
_OUTSIDE = re.compile(r"^/|\\|(^|/)\.\.(/|$)|:|[\x00-\x1f]")
_READ_OF_ODT = ("content.xml", "styles.xml")  # nothing else of it comes along

TOO_LARGE = say("Dit bestand is te groot. Kies een bestand van ten hoogste 900 kB.")
_NO_DOCUMENT = {
    "docx": say("Dit is geen Word-document. Sla het op als .docx, niet als sjabloon, en kies het opnieuw."),
    "odt": say("Dit is geen ODT-document. Sla het op als .odt, niet als sjabloon, en kies het opnieuw."),
}
_NO_PICTURE = say("Dit is geen PNG-plaatje. Sla het logo op als .png en kies het opnieuw.")


def picture(body: bytes) -> bytes:
    """A logo with nothing in it but what one sees; raises Unfit for anything else."""
    _not_too_large(body)
    if not body.startswith(_PNG):
        raise Unfit(_NO_PICTURE)
    kept = [chunk for chunk in _chunks(body) if chunk[4:8] in _SHOWN]
    if not kept or kept[0][4:8] != b"IHDR" or kept[-1][4:8] != b"IEND":
        raise Unfit(_NO_PICTURE)
    width, height = struct.unpack(">II", kept[0][8:16])
    if not (0 < width <= _SIDE and 0 < height <= _SIDE):
        raise Unfit(say("Dit plaatje is te groot. Kies een logo van ten hoogste 4000 bij 4000 beeldpunten."))
    return _PNG + b"".join(kept)


def document(body: bytes, kind: str) -> bytes:
    """A document to begin from, as it is; raises Unfit for what it may not hold."""
    _not_too_large(body)
    names = _looked_at(body, kind)
    if any(_RUNS.search(name) for name in names):
        raise Unfit(harmless.RUNS)
    with ZipFile(BytesIO(body)) as packed:
        for name in names:
            if name in _READ_OF_ODT if kind == "odt" else name.lower().endswith((".xml", ".rels")):
                _harmless(packed.read(name), kind)
    try:
        emptied = (docx if kind == "docx" else odt).begun(body, Style().colour)
    except Exception as wrong:
        raise Unfit(_NO_DOCUMENT[kind]) from wrong
    (harmless.docx_begun if kind == "docx" else harmless.odt_begun)(emptied)
    return body


CHECKS: dict[str, Callable[[bytes], bytes]] = {
    "logo": picture,
    "base_docx": partial(document, kind="docx"),
    "base_odt": partial(document, kind="odt"),
}


def _not_too_large(body: bytes) -> None:
    if len(body) > MOST:
        raise Unfit(TOO_LARGE)


def _chunks(body: bytes) -> Iterable[bytes]:
    """The parts of a picture, each with a sum that is right."""
    at = len(_PNG)
    while at + 12 <= len(body):
        (length,) = struct.unpack(">I", body[at : at + 4])
        chunk = body[at : at + 12 + length]
        if len(chunk) < 12 + length or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise Unfit(_NO_PICTURE)
        yield chunk
        at += 12 + length
        if chunk[4:8] == b"IEND":
            return


def _looked_at(body: bytes, kind: str) -> list[str]:
    """The names of what is in it, if it is what its name says and not much more once unpacked."""
    try:
        with ZipFile(BytesIO(body)) as packed:
            entries = packed.infolist()
            if len(entries) > _ENTRIES or sum(one.file_size for one in entries) > _UNPACKED:
                raise Unfit(TOO_LARGE)
            said = packed.read("mimetype" if kind == "odt" else "[Content_Types].xml")
    except (BadZipFile, KeyError, OSError, RuntimeError, ValueError, zlib.error) as wrong:
        raise Unfit(_NO_DOCUMENT[kind]) from wrong
    if kind == "docx" and re.search(rb"macroEnabled|vbaProject|activeX", said):
        raise Unfit(harmless.RUNS)
    if said.strip() != _KIND[kind] if kind == "odt" else _KIND[kind] not in said:
        raise Unfit(_NO_DOCUMENT[kind])
    names = [one.filename for one in entries if not one.is_dir()]
    if len(set(names)) < len(names) or any(_OUTSIDE.search(name) for name in names):
        raise Unfit(_NO_DOCUMENT[kind])
    return names


def _harmless(xml: bytes, kind: str) -> None:
    """What stands in the whole of it, also where that does not come along."""
    try:
        every = harmless.elements(xml, plain=False)
    except Unfit as wrong:
        raise Unfit(_NO_DOCUMENT[kind]) from wrong
    instructions = []
    for one in every:
        name = etree.QName(one).localname
        if name in ("event-listener", "event-listeners", "script", "OLEObject", "control", "object-ole"):
            raise Unfit(harmless.RUNS)
        if name in ("dde-connection", "dde-source", "section-source", "connection-resource"):
            raise Unfit(harmless.FETCHES)
        instructions.append(_instruction(one, name))
        if _is_elsewhere(one, name):
            raise Unfit(harmless.FETCHES)
    if _FETCHES.search("".join(instructions)):
        raise Unfit(harmless.FETCHES)


def _instruction(one: etree._Element, name: str) -> str:
    """What a field does; Word may cut it into pieces."""
    if name == "instrText":
        return one.text or ""
    whole = one.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instr")
    return f" {whole} " if whole else ""


def _is_elsewhere(one: etree._Element, name: str) -> bool:
    """A picture, template or font that lies outside the document; a link that somebody may follow does not count."""
    if name == "Relationship":
        left = str(one.get("Type", "")).endswith(("/hyperlink", "/attachedTemplate"))  # followed by hand, or left out
        return one.get("TargetMode") == "External" and not left
    href = one.get("{http://www.w3.org/1999/xlink}href")
    return href is not None and name != "a" and bool(_ELSEWHERE.match(href.strip()))
