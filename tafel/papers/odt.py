"""A paper as ODT: headings, a header row, a language, the recipient on each page, and no foreign metadata."""

from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import escape

from odfdo import Document, Element

from tafel.papers.packed import packed, unpacked
from tafel.papers.paper import Paper, Part, Style

_COUNTRIES = {"nl": "NL", "en": "GB"}
_KEPT = ("content.xml", "styles.xml")
_GREY, _LOGO = "#9a978f", "Pictures/logo.png"
_KIND = "application/vnd.oasis.opendocument.text"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">{entries}'
    "</manifest:manifest>"
)
_ENTRY = '<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
_META = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-meta '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.3"><office:meta>'
    "<dc:title>{title}</dc:title><meta:initial-creator>{author}</meta:initial-creator><dc:creator>{author}</dc:creator>"
    "<meta:creation-date>{at}</meta:creation-date><dc:date>{at}</dc:date><dc:language>{language}</dc:language>"
    "</office:meta></office:document-meta>"
)
_STYLES = {  # of a style: its kind, and what stands in it
    "soft": ("text", '<style:text-properties fo:color="#535765"/>'),
    "bold": ("text", '<style:text-properties fo:font-weight="bold"/>'),
    "head": (
        "paragraph",
        (
            '<style:paragraph-properties fo:margin-bottom="0.6cm" fo:padding-bottom="0.2cm" '
            'fo:border-bottom="0.5pt solid {colour}"><style:tab-stops><style:tab-stop '
            'style:position="16.6cm" style:type="right"/></style:tab-stops></style:paragraph-properties>'
        ),
    ),
    "who": (
        "paragraph",
        (
            '<style:paragraph-properties fo:keep-with-next="always" fo:margin-top="0.2cm"/>'
            '<style:text-properties fo:color="#535765"/>'
        ),
    ),
    "cell": (
        "table-cell",
        '<style:table-cell-properties fo:border-bottom="0.5pt solid #9a978f" fo:padding="0.1cm"/>',
    ),
}
_STYLE = '<style:style style:name="tafel-{name}" style:family="{kind}">{look}</style:style>'
_PLAIN = {"style:font-name": "Liberation Serif", "fo:font-style": "normal", "fo:font-weight": "bold"}
_LOOK: dict[str, tuple[dict[str, str], dict[str, str]]] = {  # of a style: how its words look, and its paragraphs
    "Standard": ({"fo:font-size": "10.5pt"}, {"fo:margin-bottom": "0.15cm"}),
    "Heading_20_1": ({"fo:font-size": "18pt"} | _PLAIN, {"fo:margin-bottom": "0.15cm"}),
    "Heading_20_2": ({"fo:font-size": "12pt"} | _PLAIN, {"fo:margin-top": "0.5cm", "fo:margin-bottom": "0.15cm"}),
}


def write(paper: Paper, style: Style) -> bytes:
    """The same paper in the same style gives the same bytes."""
    ours = Style(colour=_GREY) if style.base_odt else style
    beginning = begun(style.base_odt, ours.colour, ours.logo)
    document = Document(BytesIO(beginning))
    body = document.body
    for each in (*_logo(ours), *_head(paper), *(line for part in paper.parts for line in _part(part))):
        body.append(Element.from_tag(each))
    _foot(document, paper)
    _speak(document, paper.language)
    return packed(unpacked(beginning) | _said(document) | {"meta.xml": _meta(paper).encode()})


@lru_cache(maxsize=4)
def begun(base: bytes | None, colour: str, logo: bytes | None = None) -> bytes:
    """The document to begin from: the region's own, or ours in its colour and with its logo; emptied and cleaned."""
    document = Document(BytesIO(base)) if base else Document("text")
    document.body.clear()
    automatic = document.content.get_element("//office:automatic-styles")
    assert automatic is not None
    automatic.clear()
    for name, (kind, look) in _STYLES.items():
        automatic.append(Element.from_tag(_STYLE.format(name=name, kind=kind, look=look.format(colour=colour))))
    if base is None:
        _plain(document, colour)
    for name in ("style:footer", "style:footer-left", "style:footer-first"):
        for one in document.styles.get_elements(f"//style:master-page/{name}"):
            assert isinstance(one, Element)
            one.delete()
    return packed(_kept((unpacked(base) if base else {}) | _said(document), {_LOGO: logo} if logo else {}))


def _plain(document: Document, colour: str) -> None:
    """Our own look: a serif, headings in the region's colour and without numbers."""
    for name, (words, paragraph) in _LOOK.items():
        style = document.styles.get_element(f"//style:style[@style:name='{name}']")
        assert style is not None
        _set(style, "style:paragraph-properties", paragraph)
        _set(style, "style:text-properties", words | ({"fo:color": colour} if name == "Heading_20_2" else {}))
    numbers = document.styles.get_element("//text:outline-style")
    if numbers is not None:
        numbers.delete()


def _set(style: Element, kind: str, look: dict[str, str]) -> None:
    properties = style.get_element(kind)
    if properties is None:
        properties = Element.from_tag(kind)
        style.append(properties)
    for name, value in look.items():
        properties.set_attribute(name, value)


def _said(document: Document) -> dict[str, bytes]:
    return {"content.xml": document.content.serialize(), "styles.xml": document.styles.serialize()}


def _kept(parts: dict[str, bytes], ours: dict[str, bytes]) -> dict[str, bytes]:
    """How it looks and what it says, with the pictures its styles use and ours; nothing of who made it."""
    used = parts["styles.xml"]
    kept = ours | {name: body for name, body in parts.items() if name in _KEPT or _is_used(name, used)}
    names = {"/": _KIND, "content.xml": "text/xml", "styles.xml": "text/xml",
             "meta.xml": "text/xml"} | {name: "" for name in kept if name.startswith("Pictures/")}  # fmt: skip
    entries = "".join(_ENTRY.format(name=escape(name), kind=kind) for name, kind in sorted(names.items()))
    kept["mimetype"] = _KIND.encode()
    return kept | {"META-INF/manifest.xml": _MANIFEST.format(entries=entries).encode()}


def _is_used(name: str, styles: bytes) -> bool:
    return name.startswith("Pictures/") and name.encode() in styles


def _meta(paper: Paper) -> str:
    """Metadata that says what the page says; its day is that of the meeting."""
    return _META.format(
        title=escape(paper.title), author=escape(f"{paper.sender} {paper.region}"),
        at=f"{paper.day.isoformat()}T00:00:00", language=f"{paper.language}-{_COUNTRIES[paper.language]}",
    )  # fmt: skip


def _logo(style: Style) -> list[str]:
    if style.logo is None:
        return []
    width, height = style.logo_size
    size = f'svg:width="{width}mm" svg:height="{height}mm"'
    picture = f'<draw:image xlink:href="{_LOGO}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
    frame = f'<draw:frame draw:name="Logo" text:anchor-type="as-char" {size}>{picture}<svg:title>Logo</svg:title>'
    return [f'<text:p text:style-name="Standard">{frame}</draw:frame></text:p>']


def _head(paper: Paper) -> list[str]:
    right = '<text:span text:style-name="tafel-{how}">{words}</text:span>'
    soft, bold = right.format(how="soft", words=_text(paper.copy_for)), right.format(how="bold", words="{}")
    lines = (
        f"{_text(paper.sender)}<text:tab/>{soft}",
        f"{bold.format(_text(paper.region))}<text:tab/>{bold.format(_text(paper.partner))}",
        f"<text:tab/>{_text(paper.person)}",
    )
    lede = f'<text:span text:style-name="tafel-soft">{_text(paper.lede)}</text:span>'
    return [
        f'<text:p text:style-name="tafel-head">{"<text:line-break/>".join(lines)}</text:p>',
        _heading(1, paper.title), f'<text:p text:style-name="Standard">{lede}</text:p>',
    ]  # fmt: skip


def _part(part: Part) -> list[str]:
    made = [_heading(2, part.heading), *(_paragraph(line) for line in part.lines)]
    for one in part.said:
        made += [_paragraph(one.who, "tafel-who"), _paragraph(one.text)]
    return made + ([_table(part)] if part.columns else [])


def _heading(level: int, words: str) -> str:
    return (
        f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{_text(words)}</text:h>'
    )  # fmt: skip


def _paragraph(words: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{_text(words)}</text:p>'


def _table(part: Part) -> str:
    """The first row is a header, also for who hears it read aloud, and comes back on the next page."""
    bold = '<text:p text:style-name="Standard"><text:span text:style-name="tafel-bold">{}</text:span></text:p>'
    columns = f'<table:table-column table:number-columns-repeated="{len(part.columns)}"/>'
    header = _row([bold.format(_text(one)) for one in part.columns])
    rows = "".join(_row([_paragraph(one) for one in row]) for row in part.rows)
    return (
        f'<table:table table:name="{_text(part.heading)}">{columns}'
        f"<table:table-header-rows>{header}</table:table-header-rows>{rows}</table:table>"
    )


def _row(cells: list[str]) -> str:
    cell = '<table:table-cell table:style-name="tafel-cell" office:value-type="string">{}</table:table-cell>'
    return f"<table:table-row>{''.join(cell.format(one) for one in cells)}</table:table-row>"


def _foot(document: Document, paper: Paper) -> None:
    number = '<text:page-number text:select-page="current">1</text:page-number>'
    page = _text(paper.page).replace("{page}", number).replace("{pages}", "<text:page-count>1</text:page-count>")
    foot = f'{_paragraph(paper.rule, "Footer")}<text:p text:style-name="Footer">{_text(paper.foot)}, {page}</text:p>'
    for one in document.styles.get_elements("//style:master-page"):
        one.append(Element.from_tag(f"<style:footer>{foot}</style:footer>"))


def _speak(document: Document, language: str) -> None:
    for one in document.styles.get_elements("//style:text-properties[@fo:language]"):
        one.set_attribute("fo:language", language)
        one.set_attribute("fo:country", _COUNTRIES[language])


def _text(words: str) -> str:
    """Words as XML says them: nothing of it is markup, and a new line stays one."""
    told = escape(words, {'"': "&quot;"})
    return told.replace("\r\n", "\n").replace("\t", " ").replace("\n", "<text:line-break/>")
