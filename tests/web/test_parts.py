"""The macros that screens are made of: what was typed stays, an error is found, a verdict is a word."""

import re

from models.terms import Purpose
from tests.web.drawing import Typed, fields
from web.language import environment


def test_what_was_typed_stays_and_is_escaped() -> None:
    text = fields()
    assert 'value="&lt;b&gt;&quot;x&quot;&lt;/b&gt;"' in text
    assert re.search(r'<option value="b" selected>', text)
    assert re.search(r"<textarea[^>]*>\neen\ntwee</textarea>", text)
    assert len(re.findall(r'name="circle" value="(?:pol|zc)" checked', text)) == 2
    assert 'name="once" value="k1"' in text


def test_a_password_is_never_drawn_again() -> None:
    macro = '{% from "parts/fields.html" import text %}{{ text("p", "P", filled, kind="password") }}'
    assert "geheim" not in environment("nl").from_string(macro).render(filled=Typed({"p": ["geheim"]}))


def test_an_error_stands_above_its_field_and_in_the_list() -> None:
    text = fields()
    assert '<a href="#who">Wie doet dit? Vul dit in.</a>' in text
    assert "<li>Dit kan niet. Kijk het na.</li>" in text
    assert text.index('id="who-error"') < text.index('<select id="who"')
    assert 'aria-describedby="who-help who-error" aria-invalid="true"' in text
    assert 'aria-describedby="circle-error circle-help"' in text
    assert "Fill this in." in fields("en")


def test_the_verdict_speaks_in_words() -> None:
    assert [word in fields() for word in ("Mag</span>", "Mag als</span>", "Mag niet</span>")] == [True] * 3
    assert "May not</span>" in fields("en")
    assert Purpose.P2.value not in fields()


def test_the_base_of_an_autosave_stands_inside_what_a_save_replaces() -> None:
    text = fields()
    saving = text[text.index('id="note-saving"') :]
    assert re.match(r'id="note-saving" data-saving="saved">\s*<input type="hidden" name="base" value="3.1">', saving)
    assert 'data-for="note" data-base="4.0" data-text="De tekst van een ander"' in text
    assert '<div id="note-message" role="alert"></div>' in text
