"""Every member of every closed list has a word on screen, and no word is a code."""

import inspect
from enum import StrEnum

import pytest

from models import (
    acts,
    amend_terms,
    care_terms,
    identifier_terms,
    meeting_terms,
    question_terms,
    registration_terms,
    rule_terms,
    terms,
)
from web.words import WORDS, word

MODULES = (
    terms, acts, amend_terms, care_terms, identifier_terms, meeting_terms, question_terms, registration_terms,
    rule_terms,
)  # fmt: skip
LISTS = [
    kind
    for module in MODULES
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if issubclass(kind, StrEnum) and len(kind) and kind.__module__ == module.__name__
]


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__name__)
def test_every_member_has_a_word(kind: type[StrEnum]) -> None:
    assert set(WORDS[kind]) == set(kind)
    assert all(word(member).strip() for member in kind)


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__name__)
def test_words_differ_within_a_list(kind: type[StrEnum]) -> None:
    words = [word(member) for member in kind]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("kind", [terms.DataCategory, terms.Purpose, terms.Framework, terms.Condition, terms.Keep])
def test_a_code_is_not_a_word(kind: type[StrEnum]) -> None:
    assert not [member for member in kind if member.value in word(member)[: len(member.value)]]


def test_equal_strings_of_different_lists_keep_their_own_word() -> None:
    assert word(terms.Outcome.REFUSED) == "mag niet"
    assert word(acts.Result.REFUSED) == "geweigerd"
