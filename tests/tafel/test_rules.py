"""Every expectation of the rules for sharing, and how a verdict is put together."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.terms import Condition, DataCategory, Framework, Keep, Outcome, PartnerKind, RowOutcome
from tafel import rulebooks
from tafel.book import Mark, RuleBook
from tafel.rules import Ask, Facts, categories, verdict
from tests.tafel.asking import ALL, BOOK, COMMON, LETTER, NAMED, NOTHING, ask, but, facts

MINOR = facts("linked", "minor")
OUTCOMES = {"MAG": Outcome.PERMITTED, "MITS": Outcome.ONLY_IF, "NEE": Outcome.REFUSED}

# One a line: the case, giver and receiver, data, purpose, facts, evidence at hand, and the verdict with what it lacks.
EXPECTATIONS = """
    1 | WOCO → COL-T | D15 | P1 | - | - | MITS 41: c-NPS c-DECL(tenant)
    1 | WOCO → COL-T | D15 | P1 | - | c-NPS c-DECL(tenant) | MAG 41
    1 | COL-T → ZC | D2 | P1 | letter | c-NPS c-DECL(own) | MAG 21
    1 | NLA-T → POL | D16 | P4 | named | c-NPS c-FLAG | MAG 19
    1 | BGM → RIEC | D16 | P5 | - | c-CONV c-NPS c-DECL(firm) | MAG 96
    1 | POL → RIEC, framework B | D2 | P4 | named | c-REG c-NPS c-DECL(signal) | NEE na
    2 | GGD → POL | D2 | P2 | letter minor:16 | - | NEE 32
    2 | GGD → ZC | D4 | P2 | letter minor:16 | c-CONS-S(W) c-AGE | MAG 74
    2 | GGD → VT | D2 | P2 | named minor:16 | c-DECL(dep) | MAG 71
    2 | LEER → VT | D2 | P2 | named minor:16 | c-DECL(dep) | MAG 29
    2 | VT → GI | D2 | P2 | named minor:16 | - | MITS 35: c-DECL(ots)
    2 | VT → GI | D2 | P2 | named minor:16 | c-DECL(ots) | MAG 35
    2 | JHV → ZC | D3 | P3 | letter minor:15 guardian | c-CONS-S c-AGE | MITS 34: c-AGE
    2 | JHV → VT | D3 | P3 | letter minor:15 guardian | c-DECL(dep) | MAG 29
    2 | POL → GI | D7 | P2 | named minor:16 | c-W20(lapsed) c-NPS c-FLAG c-DECL(task) | MAG 12
    3 | POL → WOCO | D2 | P5 | letter | c-W20 c-NPS c-FLAG | NEE 81
    3 | COL-T → WOCO | D15 | P5 | - | c-DECL(ask) | MAG 42
    3 | WOCO → COL-T | D2 | P5 | letter suspect | c-NPS c-DECL(tenant) | NEE 80
    3 | POL → COL-T | D7 | P5 | named | c-W20(lapsed) c-NPS c-FLAG | MITS 6: c-W20
    3 | POL → COL-T | D7 | P5 | named | c-W20 c-NPS c-FLAG | MAG 6
    3 | POL → BGM | D8 | P5 | letter | c-BF c-W20 c-NPS | MITS 8: c-OM
    4 | OM → COL-T | D9 | P4 | letter suspect | c-39f c-NPS c-DECL(one) | NEE na
    4 | COL-W → POL | D3 | P4 | named | - | NEE 23
    4 | COL-W → POL | D3 | P4 | named | c-CONS-S | MAG 66
    4 | COL-W → POL | D3 | P4 | named | c-CVP | MAG 72
    4 | POL → BGM | D18 | P8 | letter | c-W20 c-DECL(yesno) | NEE 67
    4 | POL → BGM | D18 | P8 | letter | c-OM c-W20 c-DECL(yesno) | MAG 18
    5 | OPV → COM | D2 | P7 | named | - | MITS 37: c-CONS-S(W)
    5 | OPV → COM | D2 | P7 | named | c-CONS-S(W) | MAG 37
    5 | POL → COM | D2 | P7 | named | - | MAG 10
    5 | ZC → ZC-X | D3 | P3 | named | c-CONS-S c-HAND | MAG 87
    5 | ZC → ZC-X | D4 | P3 | named | c-CONS-S c-HAND | NEE T
    5 | POL → ZC-X | D1 | P3 | named | c-W20 c-NPS | NEE 88
    5 | ZC → OPV | D12 | P3 | named | c-CONS-S c-CVP | NEE 51
    5 | ZC → POL | D12 | P2 | named | c-CVP c-DECL(acute) c-PERS | MAG 69 85
    5 | ZC → COL-W | D13 | P3 | named | c-CONS-S | NEE 52
    6 | LEER → ZC | D0 | P1 | - | - | MAG 1
    6 | POL → WOCO, framework D | D0 | P1 | - | - | MAG 1
    6 | COL-T → ZC, framework D | D2 | P1 | letter | c-NPS | NEE 63
    6 | COL-T → VZ | D2 | P8 | letter | c-CONV | MITS 89: c-FOLG
    6 | POL → VZ | D2 | P8 | letter | c-W20 c-FOLG c-CONV | MAG 56
    6 | GGD → VZ | D4 | P8 | letter | c-FOLG c-CONV | NEE 32
    6 | BD → POL | D11 | P4 | named | c-NPS | NEE 45
    2 | OM → VZ | D9 | P8 | letter | c-39f c-FOLG c-CONV | NEE T
    4 | GI → POL | D3 | P2 | letter minor:15 suspect | c-CVP | MAG 77
    5 | VT → BUI | D1 | P2 | named | c-CONS-S | NEE 55
"""


def columns(line: str) -> list[str]:
    return [part.strip().removesuffix("-") for part in line.split(" | ")]


def law(line: str) -> str:
    _, partners, data, purpose, words, evidence, expected = columns(line)
    outcome, _, lacking = expected.partition(": ")
    asked = f"{partners.replace(' → ', ' to ')} {data} {purpose} {words}".strip()
    said = outcome + (f" lacks {', '.join(plain(lacking))}" if lacking else "")
    return f"{asked} with {', '.join(plain(evidence))}: {said}" if evidence else f"{asked}: {said}"


def plain(conditions: str) -> list[str]:
    return [code.removeprefix("c-DECL(").removesuffix(")") if "DECL" in code else code for code in conditions.split()]


def asked(line: str) -> Ask:
    _, partners, data, purpose, words, evidence, _ = columns(line)
    between, _, framework = partners.partition(", framework ")
    giver, receiver = between.split(" → ")
    told = {word.partition(":")[0]: word.partition(":")[2] for word in words.split()}
    met = {code for code in evidence.split() if "(lapsed)" not in code}
    if "guardian" in told and int(told["minor"]) < 16:
        met -= {Condition.AGE}
    linked = ["linked"] if told.keys() & {"letter", "named"} else []
    return ask(giver, receiver, data, purpose, framework or "C", of=facts(*linked, *told), met=met)


@pytest.mark.parametrize("line", EXPECTATIONS.strip().splitlines(), ids=law)
def test_the_rules_say(line: str) -> None:
    expected, _, lacking = columns(line)[-1].partition(": ")
    outcome, *rules = expected.split()
    found = verdict(BOOK, asked(line))
    assert found.outcome is OUTCOMES[outcome]
    assert found.missing == set(lacking.split())
    shown = [found.first.rule] if found.outcome is Outcome.REFUSED else found.grounds
    assert list(map(str, shown)) == rules


@pytest.mark.parametrize(
    ("giver", "chosen", "of", "expected"),
    [
        pytest.param("POL", "D0", NOTHING, "D0", id="what is truly anonymous adds nothing"),
        pytest.param("COL-T", "D0", LETTER, "D2", id="anonymous about a letter is an observation"),
        pytest.param("COL-T", "D0", facts("exact_place"), "D2", id="so it is with an exact place"),
        pytest.param("COL-T", "D0", facts("exact_date"), "D2", id="and with an exact date"),
        pytest.param("COL-T", "D0", facts("named"), "D2 D1", id="a name is never anonymous"),
        pytest.param("KMAR", "D2", LETTER, "D2 D7", id="what investigators see is police data"),
        pytest.param("POL", "D8", LETTER, "D8", id="unless it is graver police data already"),
        pytest.param("POL", "D8i", LETTER, "D8i", id="or an informant"),
        pytest.param("OM", "D2", LETTER, "D2 D9", id="the prosecutor tells of prosecution"),
        pytest.param("BD", "D16", LETTER, "D16 D11", id="the tax office of tax"),
        pytest.param("IND", "D1", LETTER, "D1 D10", id="the IND of residence"),
        pytest.param("OPV", "D2", LETTER, "D2 D3", id="a shelter that help runs"),
        pytest.param("ARTS", "D2", LETTER, "D2 D4", id="a physician of health"),
        pytest.param("RECL", "D2", LETTER, "D2 D6", id="probation of a suspicion"),
        pytest.param("COL-T", "D16", NAMED, "D16 D1", id="a name is identity"),
        pytest.param("COL-T", "D16", facts("linked", "suspect"), "D16 D6", id="a suspect, even by letter, a suspicion"),
        pytest.param("COL-T", "D16", MINOR, "D16 D14", id="a child is a child"),
        pytest.param("POL", "D18", LETTER, "D18", id="that something runs, about one letter, is only that"),
        pytest.param(
            "POL", "D18", facts("linked", "minor", "suspect"), "D18 D14", id="of a child too, whatever its role"
        ),
        pytest.param("POL", "D18", NAMED, "D18 D2 D7 D1", id="anything more makes it an observation"),
    ],
)
def test_what_a_passage_is(giver: str, chosen: str, of: Facts, expected: str) -> None:
    assert categories(PartnerKind(giver), DataCategory(chosen), of) == set(expected.split())


def test_raw_codes_are_understood() -> None:
    raw = but(ask("POL", "COM", "D2", "P7"), giver="POL", receiver="COM", chosen="D2", purpose="P7", framework="C")
    assert verdict(BOOK, raw).outcome is Outcome.PERMITTED


@pytest.mark.parametrize("code", ["XXX", "", "pol", None, 7, [], "D14"])
@pytest.mark.parametrize("part", ["giver", "receiver", "chosen", "purpose", "framework"])
def test_an_unknown_code_refuses_and_never_raises(part: str, code: Any) -> None:
    found = verdict(BOOK, but(ask("POL", "COM", "D2", "P7", met=ALL), **{part: code}))
    assert found.outcome is Outcome.REFUSED
    assert [deciding.rule for deciding in found.deciding] == [Mark.UNKNOWN]


def test_an_unknown_purpose_is_not_made_known_by_asking_the_secretariat() -> None:
    found = verdict(BOOK, but(ask("POL", "VZ", "D2", "P8", met=ALL), purpose="P10"))
    assert found.first.rule is Mark.UNKNOWN


@pytest.mark.parametrize("met", [frozenset({"c-XYZ"}), frozenset({"c-NPS", "NPS"}), None])
def test_an_unknown_record_refuses(met: Any) -> None:
    found = verdict(BOOK, but(ask("POL", "COM", "D2", "P7"), met=met))
    assert found.first.rule is Mark.UNKNOWN


@pytest.mark.parametrize("fact", ["named", "linked", "exact_place", "exact_date", "suspect", "minor"])
def test_an_unknown_fact_refuses(fact: str) -> None:
    unknown: dict[str, Any] = {fact: None}
    found = verdict(BOOK, ask("POL", "COM", "D2", "P7", of=replace(LETTER, **unknown)))
    assert found.first.rule is Mark.UNKNOWN


@pytest.mark.parametrize(("framework", "purpose"), [("A", "P1"), ("A", "P5"), ("B", "P3"), ("D", "P2"), ("D", "P9")])
def test_a_purpose_outside_the_framework_refuses(framework: str, purpose: str) -> None:
    assert verdict(BOOK, ask("COL-T", "ZC", "D0", purpose, framework, met=ALL)).first.rule is Mark.UNKNOWN


@pytest.mark.parametrize("framework", Framework)
@pytest.mark.parametrize("purpose", ["P7", "P8"])
def test_every_framework_counts_and_plans(framework: str, purpose: str) -> None:
    assert verdict(BOOK, ask("COL-T", "ZC", "D0", purpose, framework)).outcome is Outcome.PERMITTED


def test_the_secretariat_is_asked_for_the_minutes() -> None:
    found = verdict(BOOK, ask("POL", "VZ", "D2", "P4", of=LETTER, met=["c-W20", "c-FOLG", "c-CONV"]))
    assert (found.outcome, found.grounds) == (Outcome.PERMITTED, (56,))


@pytest.mark.parametrize("common", sorted(COMMON))
@pytest.mark.parametrize(
    "complete",
    [ask("LEER", "ZC", "D0", "P1"), ask("POL", "COL-T", "D7", "P5", met=["c-W20", "c-NPS", "c-FLAG"])],
    ids=["under JA", "under MITS"],
)
def test_what_every_row_needs_is_named_when_it_is_missing(complete: Ask, common: Condition) -> None:
    found = verdict(BOOK, but(complete, met=complete.met - {common}))
    assert found.outcome is Outcome.ONLY_IF
    assert found.missing == {common}


def test_written_consent_is_consent_and_not_the_other_way() -> None:
    assert verdict(BOOK, ask("OPV", "ZC", "D2", "P3", of=NAMED, met=["c-CONS-S(W)"])).outcome is Outcome.PERMITTED
    assert verdict(BOOK, ask("OPV", "COM", "D2", "P7", of=NAMED, met=["c-CONS-S"])).missing == {"c-CONS-S(W)"}


def test_consent_for_a_child_is_by_age_and_says_so() -> None:
    lacking = verdict(BOOK, ask("JHV", "ZC", "D3", "P3", of=MINOR, met=["c-CONS-S"]))
    complete = verdict(BOOK, ask("JHV", "ZC", "D3", "P3", of=MINOR, met=["c-CONS-S", "c-AGE"]))
    assert lacking.missing == {"c-AGE"}
    assert (complete.outcome, complete.grounds) == (Outcome.PERMITTED, (34,))
    assert complete.overlay == lacking.overlay
    assert complete.overlay
    assert complete.overlay.nl == "Bij een kind is ook toestemming naar leeftijd nodig."


def test_no_consent_is_spoken_of_where_none_is_needed() -> None:
    found = verdict(BOOK, ask("LEER", "VT", "D2", "P2", of=MINOR, met=["c-DECL(dep)"]))
    assert (found.grounds, found.overlay) == ((29,), None)


def test_a_corporation_may_not_hold_that_somebody_is_a_child() -> None:
    found = verdict(BOOK, ask("COL-T", "WOCO", "D15", "P5", of=MINOR, met=ALL))
    assert [(deciding.rule, deciding.category) for deciding in found.deciding] == [(Mark.NOT_HELD, "D14")]


def test_of_several_refusals_the_lowest_row_is_first_and_then_the_receiver_table() -> None:
    found = verdict(BOOK, ask("POL", "WOCO", "D2", "P5", of=LETTER, met=ALL))
    assert [deciding.rule for deciding in found.deciding] == [81, Mark.NOT_HELD]
    assert found.first.nl == "Dit mag hier niet heen; vraag de zorgcoördinator of toezicht."
    assert found.first.outcome is RowOutcome.NO_POLICY


def test_the_receiver_table_is_shown_before_no_rule() -> None:
    found = verdict(BOOK, ask("RECL", "COM", "D2", "P3", of=LETTER, met=ALL))
    assert [(deciding.rule, deciding.category) for deciding in found.deciding] == [
        (Mark.NOT_HELD, "D6"),
        (Mark.NO_RULE, "D2"),
    ]


def test_no_row_gives_a_receiver_what_it_may_not_hold() -> None:
    found = verdict(BOOK, ask("POL", "BGM", "D10", "P1", of=LETTER, met=ALL))
    assert [(deciding.rule, deciding.category) for deciding in found.deciding] == [(Mark.NOT_HELD, "D10")]


def test_no_rule_is_shown_before_a_rule_not_yet_adopted() -> None:
    found = verdict(BOOK, ask("OM", "COL-W", "D7", "P2", of=LETTER, met=ALL))
    assert [deciding.rule for deciding in found.deciding] == [Mark.NO_RULE, Mark.NOT_ADOPTED]


def test_a_refusal_says_how_it_can_be_lifted() -> None:
    found = verdict(BOOK, ask("COL-W", "POL", "D3", "P2", of=NAMED))
    assert found.grounds == (23,)
    lacking = {offer.exception.rule: set(offer.missing) for offer in found.offered}
    assert lacking == {66: {"c-CONS-S"}, 72: {"c-CVP"}, 98: {"c-DECL(vital)", "c-NPS"}}


def test_every_refusing_row_is_offered_its_own_way_out() -> None:
    found = verdict(BOOK, ask("COL-W", "POL", "D12", "P2", of=NAMED))
    ways_out = [(offer.lifts.rule, offer.exception.rule) for offer in found.offered]
    assert ways_out == [(23, 66), (23, 72), (23, 98), (51, 85)]


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(ask("COL-W", "POL", "D5", "P2", of=NAMED), id="no exception speaks of D5"),
        pytest.param(ask("ZC", "POL", "D13", "P2", of=NAMED), id="no exception at all"),
        pytest.param(ask("COL-W", "OPV", "D12", "P2", of=facts("linked", "named", "suspect")), id="not held"),
    ],
)
def test_nothing_is_offered_that_would_not_help(refused: Ask) -> None:
    assert verdict(BOOK, refused).outcome is Outcome.REFUSED
    assert verdict(BOOK, refused).offered == ()


def test_the_strictest_term_counts() -> None:
    found = verdict(BOOK, ask("ZC", "POL", "D12", "P2", of=NAMED, met=["c-CVP", "c-DECL(acute)", "c-PERS"]))
    assert [(deciding.rule, deciding.keep) for deciding in found.deciding] == [(85, "kA"), (69, "kS"), (69, "kS")]
    assert found.keep is Keep.ACTION
    assert verdict(BOOK, ask("ZC", "COL-W", "D13", "P3", met=ALL)).keep is None


@pytest.mark.parametrize("on", [date(2026, 9, 1), date(2027, 1, 1)])
def test_a_book_that_is_not_in_force_permits_nothing(on: date) -> None:
    book = BOOK.adopted(date(2026, 9, 2), date(2027, 1, 1))
    assert verdict(book, ask("POL", "COM", "D2", "P7", met=ALL)).outcome is Outcome.PERMITTED
    assert verdict(book, ask("POL", "COM", "D2", "P7", met=ALL, on=on)).first.rule is Mark.NO_RULE


def test_a_proposal_permits_nothing() -> None:
    assert verdict(RuleBook.read(rulebooks.text()), ask("LEER", "ZC", "D0", "P1", met=ALL)).first.rule is Mark.NO_RULE
