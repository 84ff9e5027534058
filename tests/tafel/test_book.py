"""A rule book is refused whole when anything in it is wrong, and says where and why."""

import re
import time
from typing import Any

import pytest

from models.terms import Condition
from tafel import rulebooks
from tafel.book import BrokenRuleBook, Mark, RuleBook
from tafel.rules import verdict
from tests.tafel.asking import BOOK, FIRST_DAY, ask

TEXT = rulebooks.text()


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(BrokenRuleBook) as broken:
        RuleBook.read(text)
    return broken.value.problems


def row(number: int, old: str = "", new: str = "") -> str:
    """The book with one thing changed in one row."""
    start = TEXT.index(f"[[row]]\nnumber = {number}\n")
    end = TEXT.index("\n\n", start)
    assert old in TEXT[start:end]
    return TEXT[:start] + TEXT[start:end].replace(old, new, 1) + TEXT[end:]


def book(pattern: str, new: str = "") -> str:
    """The book with one thing changed anywhere."""
    text, times = re.subn(pattern, new, TEXT, count=1, flags=re.MULTILINE)
    assert times == 1
    return text


def with_row(number: int, **changes: Any) -> str:
    """The book with one row more, and its sentence."""
    written = {
        "number": number,
        "givers": "GOV",
        "receivers": "ZC",
        "data": "D2",
        "purposes": "P1",
        "frameworks": "C",
        "outcome": "MITS",
        "article": "AVG 6",
        "conditions": "c-NPS",
        "keep": "k6",
        "evidence": "C",
        "status": "v",
    } | changes
    quoted = {name: said if isinstance(said, int | list) else repr(said) for name, said in written.items() if said}
    lines = [f"{name} = {said}" for name, said in quoted.items()]
    said = f"[sentences]\n{number} = {{ nl = 'Zo.', en = 'So.' }}"
    return "\n".join([TEXT.replace("[sentences]", said), "[[row]]", *lines])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(row(6, "D1-D3", "D1-D99"), "rij 6, data: onbekende code of lijst D1-D99", id="unknown data"),
        pytest.param(row(6, "OPS", "OPSS"), "rij 6, givers: onbekende code of lijst OPSS", id="unknown list"),
        pytest.param(
            row(6, "c-W20", "c-W21"), "rij 6, conditions: onbekende code of lijst c-W21", id="unknown condition"
        ),
        pytest.param(row(6, '"C"', '"CE"'), "rij 6, frameworks: onbekende code of lijst E", id="unknown framework"),
        pytest.param(row(6, "P1-P6", "P6-P1"), "rij 6, purposes: onbekende code of lijst P6-P1", id="backward range"),
        pytest.param(
            row(6, "MITS", "MAG"),
            "rij 6, outcome: onbekende uitkomst MAG; schrijf JA, MITS, NEE·s, NEE·p",
            id="outcome",
        ),
        pytest.param(row(6, "k12", "k13"), "rij 6, keep: Kies een van de mogelijkheden.", id="unknown keep"),
        pytest.param(row(6, '"OPS"', '"OPS POL"'), "rij 6, givers: noemt POL twee keer", id="a kind named twice"),
        pytest.param(row(6, '"OPS"', '"-"'), "rij 6, givers: Kies er ten minste één.", id="no giver"),
        pytest.param(row(6, '"OPS"', "6"), "rij 6, givers: moet codes in één tekst zijn, zoals 'OPS OM'", id="no text"),
        pytest.param(row(6, "article", "artikel"), "rij 6, article: ontbreekt", id="missing field"),
        pytest.param(row(6, "article", "artikel"), "rij 6, artikel: is geen woord van de regels", id="unknown field"),
        pytest.param(row(6, "number = 6", "number = 7"), "rij 7: 2 rijen hebben dit nummer", id="duplicate number"),
        pytest.param(
            row(18, "67", "670"), "rij 18: is een uitzondering op rij 670, en die is er niet", id="no such row"
        ),
        pytest.param(
            row(18, "67", "1"), "rij 18: is een uitzondering op rij 1, en die weigert niet", id="row says yes"
        ),
        pytest.param(
            row(18, "67", "52"),
            "rij 18: is een uitzondering op rij 52, maar de twee gelden nooit voor dezelfde vraag",
            id="dead exception",
        ),
        pytest.param(book(r"^31 = .*\n"), "rij 31: heeft geen zin", id="no sentence"),
        pytest.param(book(r"^31 = ", "3100 = "), "rij 3100: heeft een zin, maar die rij is er niet", id="no row"),
        pytest.param(book(r"^31 = ", '"31 32" = '), "rij 32: heeft meer dan één zin", id="two sentences"),
        pytest.param(book(r"^31 = .*", "31 = { nl = ' ', en = 'So.' }"), "sentences, 31, nl: Vul dit in.", id="blank"),
        pytest.param(
            row(31, 'conditions = "c-NPS"\n'), "rij 31: zegt MITS zonder voorwaarde; schrijf JA", id="no condition"
        ),
        pytest.param(
            row(31, "MITS", "JA"), "rij 31: zegt JA en heeft toch voorwaarden; schrijf MITS", id="yes with a condition"
        ),
        pytest.param(row(31, 'keep = "kS"\n'), "rij 31: zegt niet hoe lang de ontvanger het mag bewaren", id="no term"),
        pytest.param(
            row(52, "article", 'keep = "k6"\narticle'),
            "rij 52: weigert, dus heeft geen voorwaarden, geen 'behalve' en geen bewaartermijn",
            id="a refusal with a term",
        ),
        pytest.param(
            row(20, "D15", "D14"),
            "rij 20: geeft D14, en dat kan geen rij: een minderjarige voegt alleen toe aan wat de andere rijen vragen",
            id="minors granted",
        ),
        pytest.param(
            book(r"^kinds = \"IND\"", 'kinds = "BD"'),
            "ontvanger IND: ontbreekt in de tabel van ontvangers",
            id="receiver",
        ),
        pytest.param(
            book(r"^kinds = \"IND\"", 'kinds = "IND BD"'),
            "ontvanger BD: staat 2 keer in de tabel van ontvangers, bij kader A",
            id="receiver twice",
        ),
        pytest.param(
            book(r"^\[lists\]", '[lists]\nOM = "POL"'),
            "lijsten, OM: heet als een soort partner",
            id="list like a kind",
        ),
        pytest.param(
            book(r"^GOV = \"BGM", 'GOV = "BGN'), "lists, GOV: onbekende code of lijst BGN", id="list of strangers"
        ),
        pytest.param(book(r"^geen = .*\n"), "marks: er wordt niets gezegd over geen", id="no words for no rule"),
        pytest.param(book(r"^k0 = .*\n"), "keeps: er wordt niets gezegd over k0", id="no words for a term"),
        pytest.param(
            book(r"^tenant = ", "tenants = "), "declarations: er wordt niets gezegd over tenant", id="no declaration"
        ),
        pytest.param(book(r"c-HIT\"\]", 'c-HITS"]'), "conditions: er wordt niets gezegd over c-HIT", id="no phrase"),
        pytest.param(book(r"^D = \"P1\"\n"), "frameworks: er wordt niets gezegd over D", id="no framework"),
        pytest.param(row(6, "number = 6", "number = 99999"), "rij 99999, number: Dit is te veel", id="large number"),
        pytest.param(
            book(r"^article = .*", f'article = "{"a" * 201}"'),
            "rij 1, article: Dit is te lang: ten hoogste 200 tekens.",
            id="long article",
        ),
        pytest.param(
            book(r"^article = .*", r'article = "a\\u0000b"'), "rij 1, article: bevat tekens die niemand ziet", id="nul"
        ),
        pytest.param(
            book(r"^31 = .*", "31 = { nl = 'Zo.', en = 'So\u202e.' }"),
            "sentences, 31, en: bevat tekens die niemand ziet",
            id="turned around",
        ),
        pytest.param(
            book(r"^\[lists\]", "[lists]\n" + "\n".join(f"Q{n} = 'OM'" for n in range(200))),
            "lists: Dit zijn er te veel: ten hoogste 100.",
            id="lists without end",
        ),
        pytest.param(
            book(r"^\[lists\]", "[lists" + ".a" * 490 + "]\n" + "b." * 490 + "b = 1\n[lists]"),
            "lists, a: moet codes in één tekst zijn, zoals 'OPS OM'",
            id="a list within lists",
        ),
        pytest.param(
            book(r"^outcome = .*", "outcome" + ".a" * 490 + " = 1"),
            "rij 1, outcome: moet codes in één tekst zijn, zoals 'OPS OM'",
            id="an outcome within outcomes",
        ),
        pytest.param("a." * 1_000 + "a = 1\n" + TEXT, "een regel is langer dan 1000 tekens", id="names within names"),
        pytest.param("a = " + "[\n" * 5_000, "niet te lezen als TOML: maximum recursion depth", id="brackets"),
        pytest.param("rows = [", "niet te lezen als TOML: Invalid value (at end of document)", id="no TOML"),
    ],
)
def test_a_broken_book_says_where_and_why(text: str, problem: str) -> None:
    assert any(said.startswith(problem) for said in problems(text)), problems(text)


SILENT = "kan nooit beslissen: waar zij geldt beslissen andere rijen, of mag de ontvanger dit niet hebben"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"receivers": "OPV", "data": "D9"}, id="the receiver may not hold it"),
        pytest.param({"purposes": "P1", "frameworks": "AB"}, id="its framework has no such purpose"),
        pytest.param({"receivers": "VZ"}, id="the secretariat is only asked for the minutes"),
        pytest.param({"data": "D13"}, id="it is refused without exception"),
        pytest.param({"conditions": "c-NPS c-DECL(own) c-W20", "givers": "BGM"}, id="a lower row asks less"),
        pytest.param(
            {"givers": "WMO", "conditions": "c-CONS-S(W)"}, id="a lower row asks consent, and written is consent"
        ),
        pytest.param(
            {"givers": "COL-W", "receivers": "POL", "purposes": "P4", "except": [23], "conditions": "c-CVP c-NPS"},
            id="a lower exception asks less",
        ),
        pytest.param(
            {"outcome": "NEE·p", "data": "D13", "conditions": "", "keep": ""}, id="a lower row refuses all of it"
        ),
    ],
)
def test_a_row_that_can_never_decide_is_refused(changes: dict[str, Any]) -> None:
    assert problems(with_row(105, **changes)) == (f"rij 105: {SILENT}",)


def test_a_row_not_adopted_may_be_silent() -> None:
    assert RuleBook.read(with_row(105, receivers="OPV", data="D9", status="na")).rows[-1].number == 105


def test_an_exception_gives_nobody_what_it_may_not_hold() -> None:
    text = with_row(105, receivers="ZC COM", data="D18", **{"except": [67]})
    other = RuleBook.read(text).adopted(FIRST_DAY)
    assert verdict(other, ask("BGM", "ZC", "D18", "P1", met=["c-NPS"])).grounds == (105,)
    assert verdict(other, ask("BGM", "COM", "D18", "P1", met=["c-NPS"])).first.rule is Mark.NOT_HELD


def test_an_exception_does_nothing_where_there_is_nothing_to_lift() -> None:
    text = with_row(105, receivers="OPV", data="D2 D3", **{"except": [97]})
    other = RuleBook.read(text).adopted(FIRST_DAY)
    assert verdict(other, ask("BGM", "OPV", "D2", "P1", met=["c-NPS"])).grounds == (105,)
    assert verdict(other, ask("BGM", "OPV", "D3", "P1", met=["c-NPS"])).first.rule is Mark.NO_RULE


def test_all_mistakes_are_told_at_once() -> None:
    broken = TEXT.replace('givers = "MED"', 'givers = "MEDS"').replace('status = "na"', 'status = "nee"')
    assert len(problems(broken)) == TEXT.count('givers = "MED"\n') + TEXT.count('status = "na"\n')
    assert problems(book(r"^31 = .*\n").replace("\n52 = ", "\n520 = ")) == (
        "rij 31: heeft geen zin",
        "rij 52: heeft geen zin",
        "rij 520: heeft een zin, maar die rij is er niet",
    )


def test_a_book_nobody_could_read_through_is_refused_at_once() -> None:
    rows = [row(41)[row(41).index("[[row]]\nnumber = 41\n") :].split("\n\n")[0]] * 200
    assert problems(TEXT + "\n\n" + "\n\n".join(rows)) == (
        "296 rijen: dat zijn er te veel om na te lezen, ten hoogste 250",
    )


def test_rows_on_everything_are_read_in_no_time() -> None:
    """Who lays rules before the table holds the register meanwhile."""
    wide = row(52).replace('"D13"', '"D1-D13 D15-D18"').split("[[row]]\nnumber = 52\n")[1].split("\n\n")[0]
    rows = "".join(f"[[row]]\nnumber = {number}\n{wide}\n\n" for number in (201, 202, 203))
    said = "".join(f"{number} = {{ nl = 'Nee.', en = 'No.' }}\n" for number in (201, 202, 203))
    begun = time.process_time()
    found = problems(TEXT.replace("[sentences]\n", f"[sentences]\n{said}") + "\n" + rows)
    assert {f"rij 202: {SILENT}", f"rij 203: {SILENT}"} <= set(found)
    assert f"rij 201: {SILENT}" not in found
    assert time.process_time() - begun < 10


def test_the_hash_is_of_what_is_said_and_not_of_the_layout() -> None:
    assert RuleBook.read(TEXT.replace("\n\n", "\n\n# a remark\n\n")).hash == BOOK.hash
    assert RuleBook.read(row(6, "k12", "k6")).hash != BOOK.hash
    assert RuleBook.read(book("Alleen aan de eigen", "Slechts aan de eigen")).hash != BOOK.hash
    assert len(BOOK.hash) == 64


def test_a_declaration_is_always_given_in_full() -> None:
    phrase = BOOK.phrase(Condition.DECL_TENANT)
    assert phrase.nl == "uw verklaring ‘Dit gaat over de huur en over wat wij zelf zagen; geen verdenking.’"
    assert BOOK.phrase(Condition.CONS_S).nl == "toestemming van de betrokkene"


@pytest.mark.parametrize("condition", Condition)
def test_every_condition_has_words(condition: Condition) -> None:
    assert all(BOOK.phrase(condition).model_dump().values())
