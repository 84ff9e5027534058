"""What a document to begin from may hold once it was emptied: what is not known to be harmless is refused.

It is looked at as every copy made of it will leave, whatever its parts are called and whatever they say of themselves.
Nothing in it may run, or be fetched when somebody opens it.
"""

import re
from collections.abc import Collection, Iterator
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from lxml import etree

from tafel.papers.packed import unpacked
from tafel.refusals import Said, say

RUNS = say("Dit document bevat een macro of een ingesloten programma. Haal dat eruit en kies het opnieuw.")
FETCHES = say("Dit document haalt iets op van een andere plaats, zoals een plaatje. Sluit het in, of haal het eruit.")
PICTURES = say(
    "Dit document bevat een plaatje dat geen PNG of JPEG is. Sla dat op als PNG en kies het document opnieuw."
)
ODD = say("Dit document zit anders in elkaar dan een tekstverwerker het maakt. Bewaar het opnieuw, en kies het dan.")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PICTURE = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_OF_WORD = (
    "http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/office/", "http://purl.org/dc/",
    "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:",
)  # fmt: skip
_OF_ODT = ("form", "script", "xforms", "animation", "database", "smil", "presentation", "report", "chart")
_WORD_RUNS = {
    "altChunk", "subDoc", "object", "OLEObject", "control", "movie", "contentPart", "hlinkSound", "snd",
    "audioFile", "videoFile", "wavAudioFile", "quickTimeFile", "audioCd",
}  # fmt: skip
_ODT_RUNS = {
    "execute-macro", "event-listener", "event-listeners", "script", "object", "object-ole", "applet", "plugin",
    "floating-frame", "control",
}  # fmt: skip
_ODT_FETCHES = {
    "database-display", "database-next", "database-row-select", "database-row-number", "database-name",
    "dde-connection", "dde-connection-decl", "dde-connection-decls", "dde-source", "section-source",
    "connection-resource", "table-source", "font-face-uri", "binary-data",
}  # fmt: skip
_ADDRESSES = {"link", "src", "href", "althref", "base"}
_ELSEWHERE = re.compile(r"^\s*([a-z][a-z0-9+.-]*:)?(//|\\\\|/\\)|^\s*(file|data|javascript):|url\s*\(", re.IGNORECASE)
_FIELDS = re.compile(
    r"\s*(PAGE|NUMPAGES|SECTION|SECTIONPAGES|DATE|TIME|STYLEREF|TITLE|SUBJECT|PAGEREF|REF)\b[^:{}]*", re.IGNORECASE
)
_TO_FOLLOW = re.compile(r"(https://|mailto:)[^\s\\]+", re.IGNORECASE)
_INSIDE = re.compile(r"(\./)?(Pictures/[A-Za-z0-9_-]+\.(png|jpe?g))", re.IGNORECASE)
_ENCODINGS = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ASCII"}


class Unfit(Exception):
    """It cannot be used; the sentence says why."""

    def __init__(self, why: Said) -> None:
        super().__init__(why)
        self.why = why


def docx_begun(begun: bytes) -> None:
    """An emptied Word document; raises Unfit."""
    package = docx.Document(BytesIO(begun)).part.package
    for source in (package, *package.iter_parts()):
        followed = {key for key, one in source.rels.items() if one.is_external and _may_follow(one)}
        if hasattr(source, "blob"):
            _part(source, followed)


def odt_begun(begun: bytes) -> None:
    """An emptied ODT document; raises Unfit."""
    parts = unpacked(begun)
    pictures = {name for name in parts if name.startswith("Pictures/")}
    for name in pictures:
        if not _INSIDE.fullmatch(name) or not parts[name].startswith(tuple(_PICTURE.values())):
            raise Unfit(PICTURES)
    for name in ("content.xml", "styles.xml"):
        for one in elements(parts[name]):
            _of_odt(one, pictures)


def elements(xml: bytes, *, plain: bool = True) -> Iterator[etree._Element]:
    """All elements of a part that is XML and declares nothing of its own; a plain one gives no instruction either."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as wrong:
        raise Unfit(ODD) from wrong
    about = root.getroottree().docinfo
    if about.doctype or about.internalDTD is not None or (about.encoding or "UTF-8").upper() not in _ENCODINGS:
        raise Unfit(ODD)
    if plain and (root.getprevious() is not None or next(root.iter(etree.PI, etree.Entity), None) is not None):
        raise Unfit(ODD)
    return iter(list(root.iter(etree.Element)))


def _may_follow(link: Any) -> bool:
    """An address that somebody follows by hand; anything else outside the document is refused."""
    if link.reltype != KIND.HYPERLINK or not _TO_FOLLOW.fullmatch(link.target_ref):
        raise Unfit(FETCHES)
    return True


def _part(part: Any, followed: Collection[str]) -> None:
    """A part of a Word document: a picture, or XML."""
    if part.content_type.startswith("image/"):
        if not part.blob.startswith(_PICTURE.get(part.content_type, b"\0")):
            raise Unfit(PICTURES)
        return
    fields: list[str | None] = []
    for one in elements(part.blob):
        _of_word(one, followed)
        _in_field(one, fields)


def _of_word(one: etree._Element, followed: Collection[str]) -> None:
    name = etree.QName(one)
    if not (name.namespace or "").startswith(_OF_WORD):
        raise Unfit(ODD)
    if name.localname in _WORD_RUNS:
        raise Unfit(RUNS)
    for key, value in one.attrib.items():
        attribute, by_hand = etree.QName(str(key)), one.tag == f"{_W}hyperlink" and key == f"{_R}id"
        if attribute.localname.lower() in _ADDRESSES or (str(value) in followed and not by_hand):
            raise Unfit(FETCHES)
        if attribute.localname != "uri" and attribute.namespace != _XSI and _ELSEWHERE.search(str(value)):
            raise Unfit(FETCHES)


def _in_field(one: etree._Element, fields: list[str | None]) -> None:
    """What a field does is read where it is complete: Word may cut it into pieces. None once it was read."""
    whole, kind = one.get(f"{_W}instr"), one.get(f"{_W}fldCharType")
    if whole is not None:
        _harmless_field(whole)
    if kind == "begin":
        if fields and fields[-1] is not None:
            raise Unfit(FETCHES)
        fields.append("")
    elif one.tag in (f"{_W}instrText", f"{_W}delInstrText"):
        if not fields or fields[-1] is None:
            raise Unfit(FETCHES)
        fields[-1] += one.text or ""
    elif kind in ("separate", "end"):
        if fields and fields[-1] is not None:
            _harmless_field(fields[-1])
            fields[-1] = None
        if kind == "end" and fields:
            fields.pop()


def _harmless_field(instruction: str) -> None:
    if not _FIELDS.fullmatch(instruction) or _ELSEWHERE.search(instruction):
        raise Unfit(FETCHES)


def _of_odt(one: etree._Element, pictures: Collection[str]) -> None:
    name = etree.QName(one)
    kind = re.split(r"[:/]", name.namespace or "")
    if name.localname in _ODT_RUNS or any(each in kind for each in _OF_ODT):
        raise Unfit(RUNS)
    if name.localname in _ODT_FETCHES:
        raise Unfit(FETCHES)
    for key, value in one.attrib.items():
        attribute = etree.QName(str(key)).localname.lower()
        if attribute in _ADDRESSES and not _harmless_address(name.localname, str(value), pictures):
            raise Unfit(FETCHES)


def _harmless_address(name: str, href: str, pictures: Collection[str]) -> bool:
    """A place in the document itself, a picture that comes with it, or a link that somebody may follow."""
    inside = _INSIDE.fullmatch(href)
    if inside:
        return inside[2] in pictures
    return name == "a" and (href.startswith("#") or bool(_TO_FOLLOW.fullmatch(href)))


_XSI = "http://www.w3.org/2001/XMLSchema-instance"
