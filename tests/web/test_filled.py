"""What was typed arrives as it reads."""

import pytest

from models.forms.lines import ReportAction, SayLine
from models.forms.people import AddPerson
from web.filled import parse

ONCE = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.mark.parametrize("sign", "\x00\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_signs_that_turn_words_around_or_stop_a_database_are_left_out(sign: str) -> None:
    report = parse(ReportAction, {"once": [ONCE], "state": ["done"], "base": ["1"], "reason": [f"Zij{sign} belde."]})
    assert report.form
    assert report.form.reason == "Zij belde."
    said = SayLine.model_validate({"once": ONCE, "partner_id": ONCE, "text": f"{sign}De kas{sign} is leeg."})
    assert said.text == "De kas is leeg."
    person = AddPerson.model_validate({"once": ONCE, "name": f"Inge{sign}", "login": "inge", "password": "x" * 12})
    assert person.name == "Inge"


@pytest.mark.parametrize("words", ["محمد", "שלום", "👨\u200d👩\u200d👧", "ش\u200cش", "Ștefan\u200e"])
def test_other_scripts_stay_as_they_are(words: str) -> None:
    assert SayLine.model_validate({"once": ONCE, "partner_id": ONCE, "text": words}).text == words
