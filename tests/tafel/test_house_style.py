"""The house style: set by the administrator alone, and every file that may not be used refused in a sentence."""

import struct
import zlib
from io import BytesIO
from uuid import uuid4

import docx
import pytest
from odfdo import Document
from odfdo import Paragraph as OdtParagraph

from models.acts import Act
from models.forms.house_style import ChangeHouseStyle
from models.meeting_terms import CopyFormat
from tafel import db, house_style
from tafel.papers.packed import packed, unpacked
from tafel.papers.paper import Style
from tafel.papers.pool import write
from tafel.refusals import Invalid, NotFound
from tests import office
from tests.cast import Cast
from tests.tafel.acting import act, at_once, ledger
from tests.tafel.papers.writing import WORDS, paper

ADMINISTRATOR, SECRET = "ben.vink", "Geheim kenmerk 4711"


def _form(**more: object) -> ChangeHouseStyle:
    return ChangeHouseStyle.model_validate({"once": uuid4(), "colour": "#1c6640"} | more)


def _set(cast: Cast, login: str = ADMINISTRATOR, **more: object) -> None:
    act(cast, login, lambda work: house_style.change(work, _form(**more)))


def _wrong(cast: Cast, **more: object) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        _set(cast, **more)
    return {name: str(one) for name, one in refused.value.errors.items()}


def _png(side: int = 8, *extra: bytes) -> bytes:
    rows = b"".join(b"\x00" + b"\x1c\x66\x40" * side for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [_chunk(b"IHDR", head), *extra, _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _docx() -> bytes:
    made, file = docx.Document(), BytesIO()
    made.core_properties.author = SECRET
    made.add_paragraph(SECRET)
    made.sections[0].header.paragraphs[0].text = "Briefhoofd van de gemeente"
    made.save(file)
    return file.getvalue()


def _odt() -> bytes:
    made, file = Document("text"), BytesIO()
    made.body.append(OdtParagraph(SECRET))
    made.meta.creator = SECRET
    made.save(file)
    return file.getvalue()


def _in(document: bytes, name: str, before: str, after: str) -> bytes:
    parts = unpacked(document)
    assert before.encode() in parts[name]
    return packed(parts | {name: parts[name].replace(before.encode(), after.encode(), 1)})


def test_a_colour_a_logo_and_two_documents(cast: Cast) -> None:
    _set(cast, logo=_png(), base_docx=_docx(), base_odt=_odt())
    with db.reading(cast.seats[ADMINISTRATOR]) as reading:
        style, view = house_style.of(reading), house_style.page(reading)
    assert style.colour == view.colour == "#1c6640"
    assert set(view.has) == {"logo", "base_docx", "base_odt"}
    (entry,) = ledger(cast, Act.HOUSE_STYLE_CHANGED)
    assert set(entry["files"]) == {"logo", "base_docx", "base_odt"}
    told = {one: write(paper(), style, one) for one in CopyFormat}
    for kind in (CopyFormat.DOCX, CopyFormat.ODT):
        everything = "".join(office.everything(told[kind]))
        assert SECRET not in everything
    assert "Briefhoofd van de gemeente" in "".join(office.everything(told[CopyFormat.DOCX]))
    assert told[CopyFormat.PDF] != write(paper(), style.model_copy(update={"logo": None}), CopyFormat.PDF)
    read = office.read({"a.docx": told[CopyFormat.DOCX], "a.odt": told[CopyFormat.ODT]})
    assert all(WORDS[3] in page for page in read.values())


def test_colour_and_logo_stand_in_each_format_unless_the_region_brings_a_document(cast: Cast) -> None:
    _set(cast, logo=_png(8, _chunk(b"tEXt", f"Author\0{SECRET}".encode())))
    with db.reading(cast.seats[ADMINISTRATOR]) as reading:
        style = house_style.of(reading)
    for kind, name in ((CopyFormat.DOCX, "word/media/image1.png"), (CopyFormat.ODT, "Pictures/logo.png")):
        made, other = (write(paper(), one, kind) for one in (style, style.model_copy(update={"colour": "#802020"})))
        assert unpacked(made)[name] == style.logo
        told = "".join(office.everything(made))
        assert ("1c6640" in told.lower(), SECRET in told, "tafel/" in told) == (True, False, False)
        assert made != other
        assert made == write(paper(), style, kind)
    ours = {CopyFormat.DOCX: {"base_docx": _docx()}, CopyFormat.ODT: {"base_odt": _odt()}}
    for kind, base in ours.items():
        made = write(paper(), style.model_copy(update=base), kind)
        assert not [name for name in unpacked(made) if name.endswith(".png")]
    read = office.read({f"a.{kind.value}": write(paper(), style, kind) for kind in ours})
    assert all(WORDS[3] in page for page in read.values())


@pytest.mark.parametrize(("wide", "high", "size"), [(8, 8, (14, 14)), (400, 100, (56, 14)), (4000, 100, (100, 2.5))])
def test_a_wide_logo_stays_on_the_page(wide: int, high: int, size: tuple[float, float]) -> None:
    head = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    assert Style(logo=head).logo_size == size


def test_what_is_left_out_stays_and_what_is_ticked_goes(cast: Cast) -> None:
    _set(cast, logo=_png(), base_odt=_odt())
    _set(cast, drop=["logo"])
    with db.reading(cast.seats[ADMINISTRATOR]) as reading:
        assert house_style.page(reading).has == ("base_odt",)


def test_to_all_but_the_administrator_there_is_no_such_page(cast: Cast) -> None:
    for login in ("samir.el.khatib", "inge.bakels", "nadia.oosterhuis", "rik.zandstra", "ruud.eggink"):
        with pytest.raises(NotFound):
            _set(cast, login)
        with pytest.raises(NotFound), db.reading(cast.seats[login]) as reading:
            house_style.page(reading)


def test_a_logo_leaves_out_who_drew_it(cast: Cast) -> None:
    _set(cast, logo=_png(8, _chunk(b"tEXt", f"Author\0{SECRET}".encode())))
    with db.reading(cast.seats[ADMINISTRATOR]) as reading:
        logo = house_style.of(reading).logo
    assert logo
    assert SECRET.encode() not in logo


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("logo", b"GIF89a", "geen PNG"),
        ("logo", _png()[:-20], "geen PNG"),
        ("logo", _png().replace(b"IDAT", b"IDAX"), "geen PNG"),
        ("logo", b"\x89PNG\r\n\x1a\n", "geen PNG"),
        ("logo", _png(5000)[:400] + _png()[33:], "geen PNG"),
        ("logo", _png() + b"x" * 900_000, "te groot"),
        ("base_docx", b"hallo", "geen Word-document"),
        ("base_docx", _odt(), "geen Word-document"),
        ("base_docx", b"x" * 900_001, "te groot"),
        ("base_docx", packed(unpacked(_docx()) | {"word/vbaProject.bin": b"x"}), "macro"),
        ("base_docx", packed(unpacked(_docx()) | {"word/embeddings/oleObject1.bin": b"x"}), "macro"),
        ("base_docx", packed(unpacked(_docx()) | {f"word/{one}.bin": b"" for one in range(600)}), "te groot"),
        ("base_docx", packed(unpacked(_docx()) | {"word/big.bin": bytes(25_000_000)}), "te groot"),
        ("base_odt", b"hallo", "geen ODT-document"),
        ("base_odt", _docx(), "geen ODT-document"),
        ("base_odt", packed(unpacked(_odt()) | {"Basic/Standard/Module1.xml": b"<x/>"}), "macro"),
        ("base_odt", packed(unpacked(_odt()) | {"Object 1/content.xml": b"<x/>"}), "macro"),
        ("base_odt", packed(unpacked(_odt()) | {"content.xml": b"<x"}), "geen ODT-document"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(cast: Cast, name: str, body: bytes, said: str) -> None:
    assert said in _wrong(cast, **{name: body})[name]
    with db.reading(cast.seats[ADMINISTRATOR]) as reading:
        assert house_style.page(reading).has == ()


def test_a_picture_or_a_field_from_elsewhere_is_refused(cast: Cast) -> None:
    remote = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        'Target="http://example.nl/x.png" TargetMode="External"/></Relationships>'
    )
    outside = _in(_docx(), "word/_rels/document.xml.rels", "</Relationships>", remote)
    field = '<w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://example.nl&quot; "/><w:sectPr'
    cut = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in (" INCLU", "DEPICTURE ", "x"))
    picture = '<draw:image xlink:href="https://example.nl/x.png"/></office:text>'
    for name, body in {
        "a": outside,
        "b": _in(_docx(), "word/document.xml", "<w:sectPr", field),
        "c": _in(_docx(), "word/document.xml", "<w:sectPr", f"<w:p>{cut}</w:p><w:sectPr"),
    }.items():
        assert "andere plaats" in _wrong(cast, base_docx=body)["base_docx"], name
    assert "andere plaats" in _wrong(cast, base_odt=_in(_odt(), "content.xml", "</office:text>", picture))["base_odt"]


def test_a_macro_on_an_event_and_an_entity_are_refused(cast: Cast) -> None:
    event = "<office:event-listeners><script:event-listener/></office:event-listeners></office:text>"
    assert "macro" in _wrong(cast, base_odt=_in(_odt(), "content.xml", "</office:text>", event))["base_odt"]
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    wrong = _wrong(cast, base_docx=packed(unpacked(_docx()) | {"word/comments.xml": entity.encode()}))
    assert "geen Word-document" in wrong["base_docx"]


def test_a_link_to_follow_and_the_template_it_was_made_on_do_not_count(cast: Cast) -> None:
    more = (
        '<Relationship Id="rId98" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        'Target="https://example.nl/" TargetMode="External"/></Relationships>'
    )
    _set(cast, base_docx=_in(_docx(), "word/_rels/document.xml.rels", "</Relationships>", more))
    with db.reading(cast.seats[ADMINISTRATOR]) as reading:
        made = write(paper(), house_style.of(reading), CopyFormat.DOCX)
    assert "example.nl" not in "".join(office.everything(made))


def test_every_mistake_is_told_at_once(cast: Cast) -> None:
    assert set(_wrong(cast, colour="rood", logo=b"x", base_docx=b"x", base_odt=b"x")) == {
        "colour", "logo", "base_docx", "base_odt",
    }  # fmt: skip


@pytest.mark.parametrize(("colour", "fits"), [
    ("#ffffff", False), ("#ffff00", False), ("#777777", False), ("#767676", True), ("#000000", True), ("#1c6640", True),
])  # fmt: skip
def test_headings_in_the_colour_can_be_read_on_white(cast: Cast, colour: str, fits: bool) -> None:  # noqa: FBT001 a case
    if fits:
        _set(cast, colour=colour)
    else:
        assert "te licht" in _wrong(cast, colour=colour)["colour"]


def test_two_who_set_it_for_the_first_time_at_once_both_succeed(cast: Cast) -> None:
    failed = at_once(
        cast, ADMINISTRATOR, lambda work: house_style.change(work, _form()),
        lambda work: house_style.change(work, _form(colour="#2b4593")),
    )  # fmt: skip
    assert not failed
    with db.reading(cast.seats[ADMINISTRATOR]) as reading:
        assert house_style.of(reading).colour == "#2b4593"
