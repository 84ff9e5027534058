"""A paper in three formats: what it says, how it is built, what it does not carry, and the same bytes each time."""

import re
import time
from html import unescape
from io import BytesIO

import docx
import pikepdf
import pytest

from models.meeting_terms import CopyFormat
from tafel.papers.paper import Said, Style
from tafel.papers.pool import write
from tests import office
from tests.checking import text_of
from tests.tafel.papers.writing import WORDS, bare, paper

PLAIN = Style()
in_one_office = pytest.mark.xdist_group("office")
each_format = pytest.mark.parametrize("wanted", list(CopyFormat))


@pytest.fixture(scope="module")
def read() -> dict[str, str]:
    """Every document as LibreOffice reads it."""
    made = {f"vol.{one.value}": write(paper(), PLAIN, one) for one in (CopyFormat.DOCX, CopyFormat.ODT)}
    made |= {f"leeg.{one.value}": write(bare(), PLAIN, one) for one in (CopyFormat.DOCX, CopyFormat.ODT)}
    return office.read(made)


def _plain(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@in_one_office
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_another_program_reads_all_that_the_recipient_may_have(read: dict[str, str], kind: str) -> None:
    told = _plain(read[f"vol.{kind}"])
    assert not [word for word in WORDS if word not in told]
    assert "<b>uit</b> ]]> & $x$ \\ {page}" in told


def test_whose_a_decision_is_stands_with_it() -> None:
    (outcome,) = [part.said for part in paper().parts if part.heading == "Uitkomst"]
    assert outcome == (Said(who="Politie", text="Bestuurlijke route."),)


@in_one_office
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_it_has_headings_a_header_row_and_a_language(read: dict[str, str], kind: str) -> None:
    page = read[f"vol.{kind}"]
    assert len(re.findall(r"<h1\b", page)) == 1
    assert len(re.findall(r"<h2\b", page)) == 7
    header = re.search(r"<thead>(.*?)</thead>", page, re.DOTALL)
    assert header
    assert _plain(header[1]) == "Wie Wat Vóór"
    assert re.search(r'<body lang="nl-NL"', page)


@in_one_office
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_what_is_empty_is_left_out(read: dict[str, str], kind: str) -> None:
    page = read[f"leeg.{kind}"]
    assert len(re.findall(r"<h2\b", page)) == 1
    assert "<table" not in page


def test_a_pdf_says_the_same() -> None:
    told = " ".join(text_of(write(paper(), PLAIN, CopyFormat.PDF)).split())
    flat = told.replace(" ", "")
    assert not [word for word in WORDS if word.replace(" ", "") not in flat]


def test_a_pdf_is_made_as_accessible_and_to_be_kept() -> None:
    with pikepdf.open(BytesIO(write(paper(), PLAIN, CopyFormat.PDF))) as document:
        about = document.open_metadata()
        assert (about["pdfuaid:part"], about["pdfaid:part"], about["pdfaid:conformance"]) == ("1", "3", "A")
        assert document.Root.Lang == "nl-NL"
        assert document.Root.MarkInfo.Marked
        assert str(document.docinfo["/Title"]) == "Verslag: Havik"
        assert {str(one) for key, one in document.docinfo.items() if key == "/Author"} == {
            "Regionale Tafel Mensenhandel De Waarden"
        }


@each_format
def test_the_recipient_stands_on_each_page(wanted: CopyFormat) -> None:
    made = write(paper(said=_lines(80)), PLAIN, wanted)
    if wanted is CopyFormat.PDF:
        with pikepdf.open(BytesIO(made)) as document:
            pages = text_of(made).replace(" ", "").split("\n")[: len(document.pages)]
        assert len(pages) > 1
        assert all("IngeBakels,PolitieDeWaarden" in one for one in pages)
        assert f"bladzijde2van{len(pages)}" in pages[1]
    elif wanted is CopyFormat.DOCX:
        (section,) = docx.Document(BytesIO(made)).sections
        assert "Inge Bakels, Politie De Waarden" in "".join(one.text for one in section.footer.paragraphs)
        assert not section.different_first_page_header_footer
    else:
        assert "<style:footer>" in "".join(office.everything(made))


def _lines(number: int) -> list[dict[str, str]]:
    said = "Regel {}, die iets langer is dan de rest van de regels."
    return [{"giver": "OM", "text": said.format(one)} for one in range(number)]


@each_format
def test_the_same_paper_gives_the_same_bytes(wanted: CopyFormat, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write(paper(), PLAIN, wanted)
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    write(bare(person="Een ander"), PLAIN, wanted)
    assert write(paper(), PLAIN, wanted) == first
    assert write(paper(person="Sven Mulder"), PLAIN, wanted) != first


@each_format
def test_nothing_of_the_recipient_before_stays_behind(wanted: CopyFormat) -> None:
    write(paper(person="Aleid Vermaas", said=[{"giver": "OM", "text": "Kanarie zeven."}]), PLAIN, wanted)
    made = write(bare(), PLAIN, wanted)
    told = text_of(made) if wanted is CopyFormat.PDF else "".join(office.everything(made))
    assert "Kanarie" not in told
    assert "Aleid" not in told


@pytest.mark.parametrize("wanted", [CopyFormat.DOCX, CopyFormat.ODT])
def test_it_carries_nothing_of_who_made_the_tools(wanted: CopyFormat) -> None:
    told = "".join(office.everything(write(paper(), PLAIN, wanted)))
    for foreign in ("python-docx", "odfdo", "2013", "generator", "rsid", "docProps/app.xml", "Thumbnails", "thumbnail"):
        assert foreign not in told, foreign
    assert "2026-11-24T00:00:00" in told
    days = set(re.findall(r"\b20\d\d-\d\d-\d\d", told))
    assert days == {"2026-11-24"}


def test_it_speaks_the_language_of_its_recipient() -> None:
    made = write(paper(language="en"), PLAIN, CopyFormat.DOCX)
    told = "".join(office.everything(made))
    assert 'w:val="en-GB"' in told
    assert "nl-NL" not in told


@each_format
def test_whatever_somebody_typed_can_be_printed(wanted: CopyFormat) -> None:
    typed = "\uf0b7 Veilig \U0001f642 bij \u5f20 en Nguy\u1ec5n\u202e, \x93ja\x94 " + "a" * 300
    made = write(paper(said=[{"giver": "OM", "text": typed}]), PLAIN, wanted)
    told = text_of(made) if wanted is CopyFormat.PDF else "".join(office.everything(made))
    shown = "Veilig [U+1F642] bij [U+5F20] en " if wanted is CopyFormat.PDF else "Veilig \U0001f642 bij \u5f20 en "
    assert f"• {shown}Nguy\u1ec5n, “ja”" in told
    assert "\u202e" not in told


def test_a_very_long_word_goes_on_on_the_next_line() -> None:
    made = write(paper(said=[{"giver": "OM", "text": "a" * 300}]), PLAIN, CopyFormat.PDF)
    assert "a" * 300 in text_of(made).replace("\u200b", "")
    with pikepdf.open(BytesIO(made)) as document:
        drawn = [one for one in pikepdf.parse_content_stream(document.pages[0]) if str(one.operator) == "TJ"]
    assert (
        max(sum(len(bytes(part)) for part in one.operands[0] if isinstance(part, pikepdf.String)) for one in drawn)
        < 300
    )
