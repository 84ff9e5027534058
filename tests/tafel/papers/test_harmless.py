"""A document to begin from that would run or fetch something when a copy made of it is opened is refused."""

import re
from io import BytesIO

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from odfdo import Document

from tafel.papers import base_documents
from tafel.papers import docx as in_word
from tafel.papers import odt as in_odt
from tafel.papers.harmless import Unfit
from tafel.papers.packed import packed, unpacked
from tafel.papers.paper import Style
from tests.tafel.papers.writing import paper

EVIL = "http://127.0.0.1:9/evil.png"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script><image href="{EVIL}"/></svg>'.encode()
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BLIP = (
    f'<w:p {W} xmlns:r="{R}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:r><w:drawing>'
    '<a:blip r:{how}="rId77"/></w:drawing></w:r></w:p>'
)
VML = (
    f'<w:p {W} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:r>'
    '<w:pict><v:shape {more}><v:imagedata {at}="{where}"/></v:shape></w:pict></w:r></w:p>'
)


def _field(*pieces: str) -> str:
    told = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end"))
    return f"<w:p {W}>{begin}{told}{end}</w:p>"


def _word(header: str = "", links: str = "", **parts: bytes) -> bytes:
    """A Word document with this in its header, and these relationships of the header."""
    made, file = docx.Document(), BytesIO()
    made.sections[0].header.paragraphs[0].text = "Briefhoofd"
    made.save(file)
    all_parts = unpacked(file.getvalue())
    all_parts["word/header1.xml"] = all_parts["word/header1.xml"].replace(b"</w:hdr>", f"{header}</w:hdr>".encode())
    if links:
        told = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}'
        all_parts["word/_rels/header1.xml.rels"] = f"{told}</Relationships>".encode()
    return packed(all_parts | {name.replace("__", "/"): body for name, body in parts.items()})


def _link(kind: str, target: str = EVIL, mode: str = "External") -> str:
    return f'<Relationship Id="rId77" Type="{kind}" Target="{target}" TargetMode="{mode}"/>'


def _renamed(body: bytes, name: str) -> bytes:
    """The header under another name."""
    parts = unpacked(body)
    parts[f"word/{name}"] = parts.pop("word/header1.xml")
    for one in ("word/_rels/document.xml.rels", "[Content_Types].xml"):
        parts[one] = parts[one].replace(b"header1.xml", name.encode())
    return packed(parts)


def _picture(kind: str, name: str, body: bytes) -> bytes:
    parts = unpacked(_word(BLIP.format(how="embed"), _link(f"{R}/image", f"media/{name}", "Internal")))
    known = f'<Default Extension="{name.split(".")[1]}" ContentType="{kind}"/><Default '.encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"<Default ", known, 1)
    return packed(parts | {f"word/media/{name}": body})


def _odt(header: str, **parts: bytes) -> bytes:
    """An ODT with this in the header of its pages."""
    file = BytesIO()
    Document("text").save(file)
    all_parts = unpacked(file.getvalue())
    told = f"<style:header><text:p>{header}</text:p></style:header>".encode()
    open_page = re.sub(rb"(<style:master-page [^>]*?)/>", rb"\1></style:master-page>", all_parts["styles.xml"])
    all_parts["styles.xml"] = re.sub(rb"(<style:master-page [^>]*>)", lambda page: page[1] + told, open_page, count=1)
    return packed(all_parts | {name.replace("__", "/").replace("_png", ".png"): body for name, body in parts.items()})


def _drawn(where: str) -> str:
    return f'<draw:frame svg:width="2cm" svg:height="2cm"><draw:image xlink:href="{where}"/></draw:frame>'


INCLUDE = ' INCLUDEPICTURE "http://127.0.0.1:9/evil.png" '
DECLARED = '<!DOCTYPE w:hdr [<!ENTITY x "y">]><w:hdr'


def _declared_in(encoding: str) -> bytes:
    parts = unpacked(_word())
    told = re.sub(r"encoding=.UTF-8.", f'encoding="{encoding}"', parts["word/header1.xml"].decode())
    return packed(parts | {"word/header1.xml": told.replace("<w:hdr", DECLARED, 1).encode(encoding)})


@pytest.mark.parametrize("body", [
    pytest.param(_word(BLIP.format(how="link"), _link(f"{R}/image")), id="a picture from elsewhere"),
    pytest.param(_word(BLIP.format(how="link"), _link(f"{R}/hyperlink")), id="called a hyperlink"),
    pytest.param(_word(BLIP.format(how="embed"), _link(f"{R}/hyperlink", "https://x.example/")), id="followed by hand"),
    pytest.param(_word(BLIP.format(how="link"), _link("http://x/hyperlink")), id="of a kind of its own"),
    pytest.param(_word(BLIP.format(how="link"), _link(f"{R}/attachedTemplate")), id="called a template"),
    pytest.param(_word(BLIP.format(how="link"), _link(f"{R}/image", mode="external")), id="in small letters"),
    pytest.param(_word("", _link(f"{R}/hyperlink", "file:///etc/passwd")), id="a file to follow"),
    pytest.param(_word("", _link(f"{R}/hyperlink", "\\\\x\\y")), id="a share to follow"),
    pytest.param(_word(_field(INCLUDE)), id="a field"),
    pytest.param(_word(_field("INCLUDE", "PICTURE x")), id="a field in pieces"),
    pytest.param(_word(_field("<![CDATA[INCLUDEPICTURE]]> x")), id="a field in raw text"),
    pytest.param(_word(_field(" QUOTE 73 78 67 ")), id="a field by numbers"),
    pytest.param(_word(f'<w:p {W}><w:fldSimple w:instr=" DDEAUTO x "/></w:p>'), id="a simple field"),
    pytest.param(_renamed(_word(_field(INCLUDE)), "header1.dat"), id="a header by another name"),
    pytest.param(_renamed(_word(_field(INCLUDE)), "header1.XML"), id="a header in capitals"),
    pytest.param(_word(VML.format(more="", at="src", where=EVIL)), id="an old drawing"),
    pytest.param(_word(VML.format(more="", at="o:href", where="x.png")), id="an old drawing by reference"),
    pytest.param(_word(VML.format(more='style="behavior:url(x)"', at="o:title", where="x")), id="a style"),
    pytest.param(_word(f"<w:p {W}><w:r><w:object/></w:r></w:p>"), id="an object"),
    pytest.param(_picture("image/svg+xml", "a.svg", SVG), id="a drawing with a script"),
    pytest.param(_picture("image/png", "a.png", SVG), id="the same, called a PNG"),
    pytest.param(_picture("image/x-emf", "a.emf", b"\x01\0\0\0"), id="another kind of picture"),
    pytest.param(_declared_in("utf-8"), id="a declaration"),
    pytest.param(_declared_in("utf-16"), id="a declaration in another encoding"),
    pytest.param(_word(**{"word__..__..__x.xml": b"<x/>"}), id="a name that leads outside"),
    pytest.param(_word(**{"__x.xml": b"<x/>"}), id="a name from the root"),
])  # fmt: skip
def test_in_word(body: bytes) -> None:
    with pytest.raises(Unfit):
        base_documents.document(body, "docx")


@pytest.mark.parametrize("body", [
    pytest.param(_odt(_drawn(EVIL)), id="a picture from elsewhere"),
    pytest.param(_odt(_drawn("&#x9;Pictures/../../../evil.png")), id="a picture outside"),
    pytest.param(_odt(_drawn("Pictures/../x.png"), **{"Pictures__..__x_png": PNG}), id="a part outside"),
    pytest.param(_odt(_drawn("Pictures/a.png")), id="a picture that does not come with it"),
    pytest.param(_odt(_drawn("Pictures/a.png"), Pictures__a_png=SVG), id="a drawing called a PNG"),
    pytest.param(_odt(_drawn("/\\x/y.png")), id="a share"),
    pytest.param(_odt(_drawn("\\\\x\\y.png")), id="another share"),
    pytest.param(_odt(_drawn("./Object 1")), id="an object"),
    pytest.param(_odt('<text:a xlink:href="vnd.sun.star.script:x?language=Basic">x</text:a>'), id="a script to follow"),
    pytest.param(_odt('<text:a xlink:href="../x">x</text:a>'), id="a file to follow"),
    pytest.param(_odt('<text:execute-macro text:name="x">x</text:execute-macro>'), id="a macro"),
    pytest.param(_odt('<text:database-display text:table-name="x">x</text:database-display>'), id="a database"),
    pytest.param(_odt("<text:script>x</text:script>"), id="a script"),
])  # fmt: skip
def test_in_odt(body: bytes) -> None:
    with pytest.raises(Unfit):
        base_documents.document(body, "odt")


def test_a_letterhead_with_a_logo_a_page_number_and_an_address_is_taken() -> None:
    made, file = docx.Document(), BytesIO()
    header = made.sections[0].header
    header.paragraphs[0]._p.append(parse_xml(_field(" PAGE ").replace("<w:p ", "<w:r ").replace("</w:p>", "</w:r>")))  # noqa: SLF001
    followed = OxmlElement("w:hyperlink")
    followed.set(qn("r:id"), header.part.relate_to("https://gemeente.example/", KIND.HYPERLINK, is_external=True))
    header.paragraphs[0]._p.append(followed)  # noqa: SLF001
    made.save(file)
    kept = base_documents.document(file.getvalue(), "docx")
    assert b"gemeente.example" in b"".join(unpacked(in_word.write(paper(), Style(base_docx=kept))).values())


def test_an_odt_with_a_logo_and_an_address_is_taken() -> None:
    told = '<text:a xlink:href="mailto:info@gemeente.example">x</text:a>'
    kept = base_documents.document(_odt(_drawn("Pictures/a.png") + told, Pictures__a_png=PNG), "odt")
    parts = unpacked(in_odt.write(paper(), Style(base_odt=kept)))
    assert parts["Pictures/a.png"] == PNG
    assert b"gemeente.example" in parts["styles.xml"]


def test_what_libreoffice_calls_a_heading_is_one() -> None:
    made, file = docx.Document(), BytesIO()
    for name in made.styles.element.iter(qn("w:name")):
        if name.get(qn("w:val")) in ("heading 1", "heading 2"):
            name.set(qn("w:val"), name.get(qn("w:val")).capitalize())
    made.save(file)
    kept = base_documents.document(file.getvalue(), "docx")
    assert in_word.write(paper(), Style(base_docx=kept))
