"""A rule book is refused whole when anything in it is wrong, and says where and why."""

import re
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
        pytest.param(row(6, "D1-D3", "D1-D99"), "row 6, data: unknown code or list D1-D99", id="unknown data"),
        pytest.param(row(6, "OPS", "OPSS"), "row 6, givers: unknown code or list OPSS", id="unknown list"),
        pytest.param(row(6, "c-W20", "c-W21"), "row 6, conditions: unknown code or list c-W21", id="unknown condition"),
        pytest.param(row(6, '"C"', '"CE"'), "row 6, frameworks: unknown code or list E", id="unknown framework"),
        pytest.param(row(6, "P1-P6", "P6-P1"), "row 6, purposes: unknown code or list P6-P1", id="backward range"),
        pytest.param(
            row(6, "MITS", "MAG"), "row 6, outcome: unknown outcome MAG; write JA, MITS, NEE·s, NEE·p", id="outcome"
        ),
        pytest.param(
            row(6, "k12", "k13"), "row 6, keep: Input should be 'k0', 'kA', 'k6', 'k12' or 'kS'", id="unknown keep"
        ),
        pytest.param(row(6, '"OPS"', '"OPS POL"'), "row 6, givers: names POL twice", id="a kind named twice"),
        pytest.param(row(6, '"OPS"', '"-"'), "row 6, givers: Frozenset should have at least 1 item", id="no giver"),
        pytest.param(row(6, '"OPS"', "6"), "row 6, givers: must be codes in one text, such as 'OPS OM'", id="no text"),
        pytest.param(row(6, "article", "artikel"), "row 6, article: is missing", id="missing field"),
        pytest.param(row(6, "article", "artikel"), "row 6, artikel: is not a word of the rules", id="unknown field"),
        pytest.param(row(6, "number = 6", "number = 7"), "row 7: 2 rows have this number", id="duplicate number"),
        pytest.param(
            row(18, "67", "670"), "row 18: is an exception to row 670, which does not exist", id="no such row"
        ),
        pytest.param(row(18, "67", "1"), "row 18: is an exception to row 1, which does not refuse", id="row says yes"),
        pytest.param(
            row(18, "67", "52"),
            "row 18: is an exception to row 52, but the two never apply to the same ask",
            id="dead exception",
        ),
        pytest.param(book(r"^31 = .*\n"), "row 31: has no sentence", id="no sentence"),
        pytest.param(book(r"^31 = ", "3100 = "), "row 3100: has a sentence, but there is no such row", id="no row"),
        pytest.param(book(r"^31 = ", '"31 32" = '), "row 32: has more than one sentence", id="two sentences"),
        pytest.param(
            book(r"^31 = .*", "31 = { nl = ' ', en = 'So.' }"), "sentences, 31, nl: String should have", id="blank"
        ),
        pytest.param(
            row(31, 'conditions = "c-NPS"\n'), "row 31: says MITS without a condition; write JA", id="no condition"
        ),
        pytest.param(
            row(31, "MITS", "JA"), "row 31: says JA and yet has conditions; write MITS", id="yes with a condition"
        ),
        pytest.param(row(31, 'keep = "kS"\n'), "row 31: does not say how long the receiver may keep it", id="no term"),
        pytest.param(
            row(52, "article", 'keep = "k6"\narticle'),
            "row 52: refuses, so it has no conditions, no 'except' and no term to keep",
            id="a refusal with a term",
        ),
        pytest.param(
            row(20, "D15", "D14"),
            "row 20: grants D14, which no row can: a minor only adds to what the other rows ask",
            id="minors granted",
        ),
        pytest.param(
            book(r"^kinds = \"IND\"", 'kinds = "BD"'), "receiver IND: is missing in the receiver table", id="receiver"
        ),
        pytest.param(
            book(r"^kinds = \"IND\"", 'kinds = "IND BD"'),
            "receiver BD: stands 2 times in the receiver table for framework A",
            id="receiver twice",
        ),
        pytest.param(
            book(r"^\[lists\]", '[lists]\nOM = "POL"'),
            "lists, OM: has the name of a kind of partner",
            id="list like a kind",
        ),
        pytest.param(
            book(r"^GOV = \"BGM", 'GOV = "BGN'), "lists, GOV: unknown code or list BGN", id="list of strangers"
        ),
        pytest.param(book(r"^geen = .*\n"), "marks: nothing is said of geen", id="no words for no rule"),
        pytest.param(book(r"^k0 = .*\n"), "keeps: nothing is said of k0", id="no words for a term"),
        pytest.param(book(r"^tenant = ", "tenants = "), "declarations: nothing is said of tenant", id="no declaration"),
        pytest.param(book(r"c-HIT\"\]", 'c-HITS"]'), "conditions: nothing is said of c-HIT", id="no phrase"),
        pytest.param(book(r"^D = \"P1\"\n"), "frameworks: nothing is said of D", id="no framework"),
        pytest.param("rows = [", "not readable as TOML: Invalid value (at end of document)", id="no TOML"),
    ],
)
def test_a_broken_book_says_where_and_why(text: str, problem: str) -> None:
    assert any(said.startswith(problem) for said in problems(text)), problems(text)


SILENT = "can never decide: wherever it applies other rows do, or the receiver may not hold this"


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
    assert problems(with_row(105, **changes)) == (f"row 105: {SILENT}",)


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
        "row 31: has no sentence",
        "row 52: has no sentence",
        "row 520: has a sentence, but there is no such row",
    )


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
