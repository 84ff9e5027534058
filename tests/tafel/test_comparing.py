"""Two versions compared: nothing that changed is left out, and nothing is named that did not."""

from itertools import islice, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rule_terms import Change
from models.terms import Condition, DataCategory, Framework, Outcome, PartnerKind, Purpose, RowOutcome
from tafel.book import Row, RuleBook
from tafel.comparing import Comparison, Line, compare
from tafel.rules import Ask, Facts, domain, verdict
from tests.tafel.asking import ALL, BOOK, COMMON, FIRST_DAY, TODAY, facts

_FACTS = st.sampled_from(["linked", "named", "suspect", "minor"])
NUMBERS = [row.number for row in BOOK.rows]
_EACH = 7  # asks: of the rest another run looks
HALF = frozenset(one for one in Condition if one.value < "c-DECL(m") | COMMON


def with_rows(rows: list[Row], name: str) -> RuleBook:
    """The book with other rows; not proofread, for the rules themselves must hold for any rows."""
    return BOOK.model_copy(update={"rows": tuple(rows), "hash": name})


def without(*numbers: int) -> RuleBook:
    return with_rows([row for row in BOOK.rows if row.number not in numbers], f"without {numbers}")


def changed(number: int, **how: Any) -> RuleBook:
    rows = [row.model_copy(update=how) if row.number == number else row for row in BOOK.rows]
    return with_rows(rows, f"{number} {how}")


def told(line: Line, ask: Ask) -> bool:
    aimed = any(ask.judged_purpose in purposes and ask.framework in frames for purposes, frames in line.aims)
    here = ask.giver in line.givers and ask.receiver in line.receivers and ask.chosen in line.categories
    return aimed and here and all(getattr(ask.facts, fact) for fact in line.facts)


def test_a_book_is_the_same_as_itself() -> None:
    assert compare(BOOK, BOOK) == Comparison((), compare(BOOK, BOOK).places, (), (), ())
    assert not compare(BOOK, BOOK).places.total()


def test_a_rule_left_out_forbids_what_only_it_permitted() -> None:
    found = compare(BOOK, without(42))
    assert {line.change for line in found.lines} == {Change.FORBIDDEN}
    assert found.removed == (42,)
    line = next(line for line in found.lines if not line.facts)
    assert (line.givers, line.receivers) == ((PartnerKind.BGM, PartnerKind.COL_T), (PartnerKind.WOCO,))
    assert not line.after


def test_a_refusal_left_out_permits() -> None:
    found = compare(BOOK, without(103))
    assert Change.PERMITTED not in {line.change for line in found.lines}  # no row gives it instead: nothing changes
    assert not found.lines
    assert found.removed == (103,)


def test_another_condition_is_told_with_both() -> None:
    row = next(row for row in BOOK.rows if row.number == 20)
    found = compare(BOOK, changed(20, conditions=row.conditions | {Condition.CONV}))
    assert {line.change for line in found.lines} == {Change.CONDITIONS}
    line = found.lines[0]
    assert {Condition.CONV} == frozenset().union(*line.after) - frozenset().union(*line.before)
    assert found.altered == (20,)


def test_another_term_or_article_is_an_altered_row_and_no_other_answer() -> None:
    found = compare(BOOK, changed(20, article="Gemeentewet 999"))
    assert (found.lines, found.altered) == ((), (20,))


@settings(max_examples=4, deadline=None)
@given(st.sets(st.sampled_from(NUMBERS), min_size=1, max_size=3), _FACTS, st.integers(0, _EACH - 1))
def test_every_verdict_that_differs_stands_in_a_line(gone: set[int], fact: str, first: int) -> None:
    new = without(*gone)
    found = compare(BOOK, new)
    for met in (COMMON, HALF, ALL):
        asks = domain(facts=facts("linked", fact), met=met, on=TODAY, frameworks=[Framework.C])
        for ask in islice(asks, first, None, _EACH):
            if ask.chosen in (DataCategory.D0, DataCategory.D18) or ask.giver not in _GIVERS:
                continue
            if verdict(BOOK, ask).outcome is not verdict(new, ask).outcome:
                assert any(told(line, ask) for line in found.lines), (gone, ask)


@settings(max_examples=4, deadline=None)
@given(st.sampled_from(NUMBERS))
def test_what_is_newly_forbidden_was_permitted_with_everything_on_record(gone: int) -> None:
    new = without(gone)
    for line in compare(BOOK, new).lines[:40]:
        ask = Ask(
            giver=line.givers[0], receiver=line.receivers[0], chosen=line.categories[0], purpose=line.aims[0][0][0],
            framework=line.aims[0][1][0], met=ALL, on=TODAY,
            facts=facts(*(f.value for f in line.facts), *([] if line.categories[0] == "D0" else ["linked"])),
        )  # fmt: skip
        was, will = verdict(BOOK, ask).outcome is Outcome.PERMITTED, verdict(new, ask).outcome is Outcome.PERMITTED
        expected = {Change.PERMITTED: (False, True), Change.FORBIDDEN: (True, False), Change.CONDITIONS: (True, True)}
        assert (was, will) == expected[line.change]


_GIVERS = (PartnerKind.POL, PartnerKind.COL_W, PartnerKind.ZC, PartnerKind.GGD, PartnerKind.WOCO)


@settings(max_examples=5, deadline=None)
@given(st.data())
def test_a_refusing_row_more_never_permits_more(data: st.DataObject) -> None:
    def some(codes: Any) -> frozenset[Any]:
        drawn: frozenset[Any] = data.draw(st.frozensets(st.sampled_from(list(codes)), min_size=1, max_size=6))
        return drawn

    no = BOOK.rows[0].model_copy(
        update={
            "number": data.draw(st.sampled_from([900, 0])), "givers": some(PartnerKind), "receivers": some(PartnerKind),
            "data": some(DataCategory), "purposes": some(Purpose), "frameworks": some(Framework),
            "outcome": RowOutcome.NO_POLICY, "lifts": (), "conditions": frozenset(), "keep": None,
        }
    )  # fmt: skip
    more = with_rows([*BOOK.rows, no], f"more {no!r}")
    more.__dict__["sentence_of"] = BOOK.sentence_of | {no.number: BOOK.sentence(1)}
    assert not compare(BOOK, more).places[Change.PERMITTED]
    assert {line.change for line in compare(BOOK, more).lines} <= {Change.FORBIDDEN, Change.CONDITIONS}
    for line in compare(BOOK, more).lines:
        assert all(any(way >= one for one in line.before) for way in line.after)


@pytest.mark.parametrize("fact", [(), ("linked",), ("linked", "named", "minor")])
def test_removing_evidence_never_permits_more(fact: tuple[str, ...]) -> None:
    told_facts: Facts = facts(*fact)
    rank = [Outcome.REFUSED, Outcome.ONLY_IF, Outcome.PERMITTED]
    for giver, receiver, chosen, purpose in product(_GIVERS, PartnerKind, DataCategory, Purpose):
        verdicts = [
            verdict(BOOK, Ask(giver=giver, receiver=receiver, chosen=chosen, purpose=purpose, framework=Framework.C,
                              facts=told_facts, met=met, on=FIRST_DAY))
            for met in (ALL, HALF, COMMON, frozenset[Condition]())
        ]  # fmt: skip
        ranks = [rank.index(one.outcome) for one in verdicts]
        assert ranks == sorted(ranks, reverse=True)
