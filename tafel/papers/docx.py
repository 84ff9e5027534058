"""A paper as DOCX: headings, a header row, a language, the recipient on each page, and no foreign metadata."""

from copy import deepcopy
from datetime import datetime, time
from functools import lru_cache
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE as TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as KIND
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Row
from docx.text.paragraph import Paragraph

from tafel.papers.packed import packed, unpacked
from tafel.papers.paper import Paper, Part, Style

_LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
_GREY = "#9A978F"
_SOFT = RGBColor(0x53, 0x57, 0x65)
_KEPT = {  # what a base document brings: how it looks, and nothing of who made it or what stood in it
    KIND.OFFICE_DOCUMENT, KIND.CORE_PROPERTIES, KIND.STYLES, KIND.SETTINGS, KIND.THEME, KIND.FONT_TABLE, KIND.NUMBERING,
}  # fmt: skip
_KEPT_IN_HEADER = {KIND.IMAGE, KIND.HYPERLINK}
_OF_NO_USE = {
    "rsids", "attachedTemplate", "docVars", "evenAndOddHeaders", "mailMerge", "documentProtection", "docId",
    "themeFontLang", "trackRevisions", "writeProtection",
}  # fmt: skip


def write(paper: Paper, style: Style) -> bytes:
    """The same paper in the same style gives the same bytes."""
    document = docx.Document(BytesIO(begun(style.base_docx, style.colour)))
    _about(document, paper)
    _head(document, paper, None if style.base_docx else style)
    for part in paper.parts:
        _part(document, part)
    _foot(document, paper)
    made = BytesIO()
    document.save(made)
    return packed(unpacked(made.getvalue()))


@lru_cache(maxsize=4)
def begun(base: bytes | None, colour: str) -> bytes:
    """The document to begin from: the region's own, or ours in its colour; emptied and cleaned."""
    document = docx.Document(BytesIO(base)) if base else docx.Document()
    if base is None:
        _plain(document, colour)
    body = document.element.body
    for each in list(body):
        if each.tag != qn("w:sectPr"):
            body.remove(each)
    _clean(document)
    _styles(document)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _plain(document: Document, colour: str) -> None:
    """Our own look: a serif, generous space, headings in the region's colour, and none of the other styles."""
    kept = {"Normal", "Heading 1", "Heading 2", "Default Paragraph Font", "Normal Table", "Header", "Footer"}
    root = document.styles.element
    for one in list(root):
        if one.tag == qn("w:latentStyles") or (one.tag == qn("w:style") and _name(one) not in kept):
            root.remove(one)
    for fonts in root.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        fonts.set(qn("w:ascii"), "Liberation Serif")
        fonts.set(qn("w:hAnsi"), "Liberation Serif")
        fonts.set(qn("w:cs"), "Liberation Serif")
    normal = document.styles["Normal"]
    normal.font.size, normal.paragraph_format.space_after = Pt(10.5), Pt(5)
    document.styles["Footer"].font.size = Pt(9)
    for level, size in ((1, 18), (2, 12)):
        heading = document.styles[f"Heading {level}"]
        heading.font.size, heading.paragraph_format.space_after = Pt(size), Pt(4)
        heading.font.color.rgb = RGBColor.from_string(colour.lstrip("#")) if level > 1 else RGBColor(0, 0, 0)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(20), Mm(24)
    for kind in (KIND.THEME, KIND.NUMBERING):
        _drop(document.part, kind)


def _name(style: Any) -> str:
    found = style.find(qn("w:name")).get(qn("w:val"))
    return str(found[0].upper() + found[1:] if found.startswith(("heading", "header", "footer")) else found)


def _clean(document: Document) -> None:
    """Nothing of who made the base document, on which template, with which remarks."""
    section = document.sections[-1]
    section.different_first_page_header_footer = False
    for one in section._sectPr.findall(qn("w:footerReference")):  # noqa: SLF001 a base document's footer gives way
        section._sectPr.remove(one)  # noqa: SLF001
    headers = {one.get(qn("r:id")) for one in section._sectPr.findall(qn("w:headerReference"))}  # noqa: SLF001
    for part in (document.part.package, *document.part.package.iter_parts()):
        for key, one in list(part.rels.items()):
            used = part is document.part and key in headers
            if not used and one.reltype not in (_KEPT_IN_HEADER if _is_header(part) else _KEPT):
                part.rels.pop(key)
    settings = document.settings.element
    for one in list(settings):
        if one.tag.rsplit("}", 1)[-1] in _OF_NO_USE:
            settings.remove(one)
    written = [part.element for part in document.part.package.iter_parts() if hasattr(part, "element")]
    for one in [each for root in written for each in root.iter()]:
        if one.tag == qn("w:rsid"):
            one.getparent().remove(one)
        for name in [name for name in one.attrib if "rsid" in name]:
            del one.attrib[name]


def _is_header(part: Any) -> bool:
    return bool(getattr(part, "content_type", "") == TYPE.WML_HEADER)


def _drop(part: Any, kind: str) -> None:
    for key, one in list(part.rels.items()):
        if one.reltype == kind:
            part.rels.pop(key)


def _styles(document: Document) -> None:
    """The styles a paper is written in, where the base document has none of that name; LibreOffice writes a capital."""
    for name in document.styles.element.iter(qn("w:name")):
        if name.get(qn("w:val")) in ("Heading 1", "Heading 2", "Header", "Footer"):
            name.set(qn("w:val"), name.get(qn("w:val")).lower())
    known = {one.name for one in document.styles}
    for name in ("Heading 1", "Heading 2", "Footer"):
        if name not in known:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)


def _about(document: Document, paper: Paper) -> None:
    """Metadata that says what the page says; its days are the day of the meeting."""
    at, about = datetime.combine(paper.day, time()), document.core_properties
    about.author = about.last_modified_by = f"{paper.sender} {paper.region}"
    about.title, about.language, about.created, about.modified = paper.title, _LANGUAGES[paper.language], at, at
    about.revision = 1
    about.category = about.comments = about.content_status = about.identifier = about.keywords = ""
    about.subject = about.version = ""
    properties = about._element  # noqa: SLF001 the library has no way to take one out
    for one in list(properties):
        if not one.text or one.tag.endswith("}lastPrinted"):
            properties.remove(one)
    _speak(document, _LANGUAGES[paper.language])


def _speak(document: Document, language: str) -> None:
    root = document.styles.element
    defaults = root.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = OxmlElement("w:docDefaults")
        root.insert(0, defaults)
    at = defaults
    for tag in ("w:rPrDefault", "w:rPr", "w:lang"):
        found = at.find(qn(tag))
        if found is None:
            found = OxmlElement(tag)
            at.append(found)
        at = found
    for one in root.iter(qn("w:lang")):
        one.attrib.clear()
        one.set(qn("w:val"), language)


def _head(document: Document, paper: Paper, style: Style | None) -> None:
    """Whose paper it is; a document to begin from has its own logo."""
    if style and style.logo:
        picture = document.add_paragraph().add_run().add_picture(BytesIO(style.logo), *map(Mm, style.logo_size))
        frame = picture._inline  # noqa: SLF001 the library has no way to say what a picture shows, nor to set it flush
        frame.docPr.set("descr", "Logo")
        for side in ("distT", "distB", "distL", "distR"):
            frame.set(side, "0")
    above = document.add_paragraph()
    above.paragraph_format.tab_stops.add_tab_stop(_width(document), WD_TAB_ALIGNMENT.RIGHT)
    above.paragraph_format.space_after = Pt(18)
    below = _lines("w:pBdr", ("bottom",), style.colour if style else _GREY)
    above._p.get_or_add_pPr().insert_element_before(below, "w:tabs", "w:spacing")  # noqa: SLF001
    above.add_run(paper.sender)
    above.add_run(f"\t{paper.copy_for}\n").font.color.rgb = _SOFT
    above.add_run(f"{paper.region}\t{paper.partner}\n").bold = True
    above.add_run(f"\t{paper.person}")
    document.add_paragraph(paper.title, "Heading 1")
    document.add_paragraph().add_run(paper.lede).font.color.rgb = _SOFT


def _width(document: Document) -> int:
    section = document.sections[-1]
    return int((section.page_width or Mm(210)) - (section.left_margin or 0) - (section.right_margin or 0))


def _part(document: Document, part: Part) -> None:
    document.add_paragraph(part.heading, "Heading 2")
    for line in part.lines:
        document.add_paragraph(line)
    for one in part.said:
        who = document.add_paragraph()
        who.paragraph_format.keep_with_next, who.paragraph_format.space_after = True, Pt(0)
        who.add_run(one.who).font.color.rgb = _SOFT
        document.add_paragraph(one.text)
    if part.columns:
        _table(document, part)


def _table(document: Document, part: Part) -> None:
    """The first row is a header, also for who hears it read aloud, and comes back on the next page."""
    table = document.add_table(rows=1, cols=len(part.columns))
    empty, rows = _taken_out(table.rows[0]), table._tbl  # noqa: SLF001 to copy a row is many times as quick
    for row in (part.columns, *part.rows):
        rows.append(deepcopy(empty))
        for place, words in zip(rows[-1].iter(qn("w:p")), row, strict=True):
            place.add_r().text = words
    header = table.rows[0]
    for cell in header.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    properties = header._tr.get_or_add_trPr()  # noqa: SLF001 the library has no way to say so
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))
    table._tbl.tblPr.append(_lines("w:tblBorders", ("bottom", "insideH")))  # noqa: SLF001


def _taken_out(row: _Row) -> Any:
    """A row of empty cells with their room, no longer in its table."""
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[0].paragraph_format.space_after = Pt(3)
    row._tr.getparent().remove(row._tr)  # noqa: SLF001
    return row._tr  # noqa: SLF001


def _lines(tag: str, sides: tuple[str, ...], colour: str = _GREY) -> Any:
    borders = OxmlElement(tag)
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", colour.lstrip("#").upper())):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders


def _foot(document: Document, paper: Paper) -> None:
    footer = document.sections[-1].footer
    footer.is_linked_to_previous = False
    rule, page = footer.paragraphs[0], footer.add_paragraph()
    for one in (rule, page):
        one.style = document.styles["Footer"]
    rule.add_run(paper.rule)
    page.add_run(f"{paper.foot}, ")
    before, _, rest = paper.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    page.add_run(before)
    _field(page, "PAGE")
    page.add_run(between)
    _field(page, "NUMPAGES")
    page.add_run(after)


def _field(paragraph: Paragraph, name: str) -> None:
    field, run = OxmlElement("w:fldSimple"), deepcopy(paragraph.add_run("1")._r)  # noqa: SLF001
    field.set(qn("w:instr"), name)
    field.append(run)
    paragraph._p.replace(paragraph._p[-1], field)  # noqa: SLF001
