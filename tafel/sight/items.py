"""Passages as the rules see them: no words, only the facts that the law asks for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from models.terms import SubjectRole
from models.views.casework import Passage
from tafel.rules import Facts
from tafel.sight import passages
from tafel.sight.about import SUSPECTED, SubjectFacts, as_one
from tafel.sight.asks import Desk, Item


def item(
    desk: Desk, passage: Passage, subjects: Mapping[UUID, SubjectFacts], given_to: frozenset[UUID], key: bytes
) -> Item:
    """A passage as the rules see it; its fingerprints are keyed, and tell its words to nobody."""
    about: dict[UUID, set[SubjectRole]] = defaultdict(set)
    for link in passage.about:
        about[desk.same(link.subject_id)].add(link.role)
    letters = {one: subject for subject in about for one in desk.letters_of(passage.version_id, subject)}
    known = {letter: subjects.get(letter, SubjectFacts()) for letter in letters}
    suspects = [_as_suspect(role, known[one]) for one, subject in letters.items() for role in about[subject]]
    others = frozenset(one for one, subject in letters.items() if about[subject] != {SubjectRole.SUSPECT})
    return Item(
        statement=passage.statement_id,
        version=passage.version_id,
        fingerprint=passages.fingerprint(key, passage),
        alike=passages.alike(key, passage),
        category=passage.category,
        facts=facts(passage, linked=bool(about), suspect=any(suspects), minor=any(one.minor for one in known.values())),
        flagged=passage.reliability is not None,
        ages={letter: found.age for letter, found in known.items()},
        consenting=others or frozenset(letters),
        given_to=given_to,
    )


def facts(passage: Passage, *, linked: bool, suspect: bool, minor: bool) -> Facts:
    """The facts of a passage, as far as this seat may see them."""
    return Facts(
        named=passage.names_person,
        linked=linked,
        exact_place=passage.exact_place,
        exact_date=passage.observed_on is not None and not passage.by_month,
        suspect=suspect,
        minor=minor,
    )


def _as_suspect(role: SubjectRole, known: SubjectFacts) -> bool:
    """The link says in which role; where it says nothing in particular, what is known of the subject does."""
    return role in SUSPECTED or (role is SubjectRole.OTHER and known.suspect)


def together(desk: Desk, known: Mapping[UUID, SubjectFacts]) -> dict[UUID, SubjectFacts]:
    """What is known of each letter. Of two that are one a suspicion counts for both; an age is lent to neither.

    Where the ages said under them differ, or under one of them none was said, that age is not known.
    """
    same: dict[UUID, list[SubjectFacts]] = defaultdict(list)
    for letter, found in known.items():
        same[desk.same(letter)].append(found)
    return {letter: _of_letter(known.get(letter), same[desk.same(letter)]) for letter in {*known, *desk.merged}}


def _of_letter(own: SubjectFacts | None, group: Sequence[SubjectFacts]) -> SubjectFacts:
    found = as_one(group)
    ages = {one.age for one in group if one.age}
    return replace(found, age=own.age if own and ages == {own.age} else None)
