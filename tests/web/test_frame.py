"""The frame, drawn with made-up readers: what every screen may count on."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web.drawing import NOBODY, Around, Page, drawn, everything, fields
from web.language import LANGUAGES, WEB, environment

PAGES = dict(everything())
EVERY_PAGE = pytest.mark.parametrize("text", PAGES.values(), ids=PAGES.keys())


@EVERY_PAGE
def test_every_page_is_well_made(text: str) -> None:
    page = Page(text)
    ids = [str(attributes["id"]) for _, attributes in page.elements if "id" in attributes]
    assert len(page.all("h1")) == 1
    assert page.open == []
    assert len(ids) == len(set(ids))
    assert page.inside["title"].strip()
    assert page.all("html")[0]["lang"] in LANGUAGES


@EVERY_PAGE
def test_nothing_needs_a_wider_content_policy(text: str) -> None:
    page = Page(text)
    assert page.all("style") == []
    assert all(attributes.get("src") for attributes in page.all("script"))
    assert "script" not in page.inside or not page.inside["script"].strip()
    for _, attributes in page.elements:
        assert not [name for name in attributes if name == "style" or name.startswith(("on", "hx-on"))]
        assert not [value for value in attributes.values() if (value or "").startswith(("data:", "javascript:", "js:"))]


@EVERY_PAGE
def test_every_field_has_its_label_and_every_description_its_text(text: str) -> None:
    page = Page(text)
    ids = {attributes.get("id") for _, attributes in page.elements}
    labelled = {attributes.get("for") for attributes in page.all("label")}
    wrapped = len(re.findall(r"<label class=\"\w*\"><input", text))
    shown = [each for each in page.all("input", "select", "textarea") if each.get("type") != "hidden"]
    assert len([each for each in shown if each.get("id") not in labelled]) == wrapped
    for attributes in (*page.all("input", "select", "textarea", "fieldset"), *page.all("label")):
        assert set((attributes.get("aria-describedby") or "").split()) <= ids
    assert labelled <= ids | {None}
    links = [str(link["href"])[1:] for link in page.all("a") if str(link["href"]).startswith("#")]
    assert set(links) <= ids


def test_the_frame_says_who_where_and_what_was_noted() -> None:
    text = fields()
    assert "<title>Velden \N{EN DASH} tafel De Waarden</title>" in text
    assert '<a href="/" aria-current="page">Vandaag</a>' in text
    assert "Getoond aan Inge Bakels." in text
    assert "Niemand in De Waarden bestaat." in text
    assert "Wissel van taak" in text
    assert 'method="post" action="/afmelden"' in text


def test_without_a_reader_nothing_is_said_of_one() -> None:
    text = drawn("accessibility.html", NOBODY)
    assert "Afmelden" not in text
    assert "verstrekkingenregister" not in text
    assert 'id="menu"' not in text


def test_a_page_without_content_says_so() -> None:
    assert "komt er geen regel in het verstrekkingenregister" in fields(around=replace(Around(), shown_line=""))


def test_private_view_and_language_can_be_switched() -> None:
    assert '<html lang="nl">' in fields()
    assert 'lang="en">English</button>' in fields()
    assert '<html lang="nl" class="private-view">' in fields(around=replace(Around(), private=True))
    assert 'lang="nl">Nederlands</button>' in fields("en")
    assert fields().count('name="back" value="/casussen"') == 2
    assert "English" not in drawn("accessibility.html", NOBODY)


@pytest.mark.parametrize("name", ["errors/404.html", "errors/429.html", "errors/500.html", "errors/503.html"])
def test_pages_for_anybody_are_the_same_whoever_asks(name: str) -> None:
    bare = environment("nl").get_template(name).render()
    assert bare == drawn(name, Around()) == drawn(name, NOBODY)


def test_vendored_files_are_the_ones_in_the_table() -> None:
    table = (WEB / "static/vendor/README.md").read_text()
    rows = re.findall(r"^\| `([^`]+)` .* `([0-9a-f]{64})` \|$", table, re.MULTILINE)
    assert len(rows) == 3
    for path, digest in rows:
        assert hashlib.sha256((WEB.parent / path).read_bytes()).hexdigest() == digest


def test_the_stream_comes_in_the_same_file_as_htmx() -> None:
    vendored = (WEB / "static/vendor/htmx.js").read_text()
    assert vendored.startswith("var htmx=")
    assert 'registerExtension("sse"' in vendored
    page = Page(drawn("errors/404.html", NOBODY))
    assert [script["src"] for script in page.all("script")] == ["/static/vendor/htmx.js", "/static/tafel.js"]


def test_every_file_a_page_asks_for_is_there() -> None:
    page = Page(fields())
    asked = [str(each.get("src") or each.get("href")) for each in page.all("script", "link")]
    styles = [WEB / href.lstrip("/") for href in asked if href.endswith(".css")]
    fonts = [style.parent / url for style in styles for url in re.findall(r'url\("([^"]+)"\)', style.read_text())]
    assert len(styles) <= 6
    assert len(fonts) == 2
    missing = [each for each in (*(WEB / href.lstrip("/") for href in asked), *fonts) if not Path(each).is_file()]
    assert missing == []
