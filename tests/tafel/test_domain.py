"""What holds for every question that can be put to the rules."""

from collections.abc import Sequence
from dataclasses import fields
from enum import StrEnum

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.terms import Condition, DataCategory, Framework, Outcome, PartnerKind, Purpose, RowOutcome
from tafel.book import Mark, Row, RuleBook
from tafel.rules import CHOICES, Ask, Facts, Verdict, domain, verdict
from tests.tafel.asking import ALL, BOOK, COMMON, NOTHING, TODAY, ask, but, facts

EVERYTHING = facts(*(field.name for field in fields(Facts)))


@pytest.mark.parametrize(
    ("facts", "met", "frameworks"),
    [
        pytest.param(NOTHING, ALL, list(Framework), id="of nobody, with every record there can be"),
        pytest.param(EVERYTHING, COMMON, [Framework.C], id="of a named child, with no record"),
    ],
)
def test_there_is_a_verdict_for_the_whole_domain(
    facts: Facts, met: frozenset[Condition], frameworks: list[Framework]
) -> None:
    for asked in domain(facts=facts, met=met, on=TODAY, frameworks=frameworks):
        found = verdict(BOOK, asked)
        assert all(deciding.nl and deciding.en for deciding in found.deciding)
        assert bool(found.missing) == (found.outcome is Outcome.ONLY_IF)
        if found.outcome is Outcome.PERMITTED:
            assert found.grounds
            assert found.keep
            assert asked.receiver is not PartnerKind.BUI
            assert asked.chosen not in (DataCategory.D8I, DataCategory.D13)
            assert asked.framework is not Framework.D or asked.chosen is DataCategory.D0


@pytest.mark.parametrize("number", [rule.number for rule in BOOK.rows if rule.adopted])
def test_every_adopted_row_decides_somewhere(number: int) -> None:
    rule = next(rule for rule in BOOK.rows if rule.number == number)
    places = (place for place in rule.places() if place.category is not DataCategory.D14)
    assert any(number in verdict(BOOK, ask(*place, met=rule.conditions)).grounds for place in places)


some = st.sampled_from
YES_OR_NO = st.booleans()
any_facts = st.builds(Facts, **{field.name: YES_OR_NO for field in fields(Facts)})
records = st.frozensets(some(list(Condition)))


@st.composite
def asks(draw: st.DrawFn, rows: Sequence[Row] = BOOK.rows, enough: st.SearchStrategy[bool] = YES_OR_NO) -> Ask:
    """An ask that one of these rows speaks of, with enough records for that row, or just some."""
    rule = draw(some(rows))
    axes = (rule.givers, rule.receivers, rule.data - {DataCategory.D14}, rule.purposes, rule.frameworks)
    needed = rule.conditions if draw(enough) else frozenset()
    codes = [draw(some(sorted(axis))) for axis in axes]
    return ask(*codes, of=draw(any_facts), met=draw(records) | needed)


@st.composite
def refusing_rows(draw: st.DrawFn, asked: Ask) -> Row:
    """A row of one's own making that says no, often to this very ask."""

    def several(code: StrEnum) -> frozenset[StrEnum]:
        codes = draw(st.sets(some(list(type(code))), min_size=1, max_size=6))
        return frozenset(codes | {code} if draw(st.booleans()) else codes)

    return BOOK.rows[0].model_copy(
        update={
            "number": draw(some([4, 58, 105])),
            "givers": several(asked.giver),
            "receivers": several(asked.receiver),
            "data": several(asked.chosen),
            "purposes": several(asked.purpose),
            "frameworks": several(asked.framework),
            "outcome": draw(some([RowOutcome.NO_STATUTE, RowOutcome.NO_POLICY])),
        }
    )


def stricter(refusal: Row) -> RuleBook:
    """The book with one refusal more, which need not make sense."""
    parts = {name: getattr(BOOK, name) for name in RuleBook.model_fields}
    said = BOOK.sentences | {(refusal.number,): BOOK.sentence(9)}
    changed = {"rows": (*BOOK.rows, refusal), "sentences": said, "hash": str(hash(refusal))}
    return RuleBook.model_construct(**parts | changed)


HOW_MUCH = [Outcome.REFUSED, Outcome.ONLY_IF, Outcome.PERMITTED]


def permits_no_more(less: Verdict, more: Verdict) -> bool:
    return HOW_MUCH.index(less.outcome) <= HOW_MUCH.index(more.outcome)


@given(st.data())
def test_a_refusing_row_more_never_permits_more(data: st.DataObject) -> None:
    asked = data.draw(asks())
    refusal = data.draw(refusing_rows(asked))
    assert permits_no_more(verdict(stricter(refusal), asked), verdict(BOOK, asked))


@given(asks(), records)
def test_a_record_less_never_permits_more(asked: Ask, others: frozenset[Condition]) -> None:
    fewer = but(asked, met=asked.met & others)
    assert permits_no_more(verdict(BOOK, fewer), verdict(BOOK, asked))


@given(asks([rule for rule in BOOK.rows if rule.lifts], enough=st.just(False)))
def test_an_offer_taken_up_lifts_the_refusal(asked: Ask) -> None:
    ways_out = {offer.lifts.rule: offer.missing for offer in verdict(BOOK, asked).offered}
    helped = verdict(BOOK, but(asked, met=asked.met.union(*ways_out.values())))
    assert helped.outcome is not Outcome.REFUSED or not ways_out


@given(asks([rule for rule in BOOK.rows if rule.conditions], enough=st.just(False)))
def test_what_is_missing_is_all_that_is_missing(asked: Ask) -> None:
    found = verdict(BOOK, asked)
    complete = verdict(BOOK, but(asked, met=asked.met | found.missing))
    assert complete.outcome is (Outcome.REFUSED if found.outcome is Outcome.REFUSED else Outcome.PERMITTED)


@given(asks(), some(["giver", "receiver", "chosen", "purpose", "framework"]), st.text())
def test_any_unknown_code_refuses(asked: Ask, part: str, code: str) -> None:
    assume(code not in {*PartnerKind, *CHOICES, *Purpose, *Framework})
    found = verdict(BOOK, but(asked, **{part: code}))
    assert (found.outcome, found.first.rule) == (Outcome.REFUSED, Mark.UNKNOWN)
