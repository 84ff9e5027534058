"""Passages as the rules see them: no words, only the facts that the law asks for."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from models.terms import SubjectRole
from models.views.casework import Passage
from tafel.rules import Facts
from tafel.sight.asks import SUSPECTED, Desk, Item, SubjectFacts, younger


def item(
    desk: Desk, passage: Passage, subjects: Mapping[UUID, SubjectFacts], given_to: frozenset[UUID], fingerprint: str
) -> Item:
    """A passage as the rules see it; its fingerprint is keyed, and tells its words to nobody."""
    about: dict[UUID, set[SubjectRole]] = defaultdict(set)
    for link in passage.about:
        about[desk.same(link.subject_id)].add(link.role)
    known = {subject: subjects.get(subject, SubjectFacts()) for subject in about}
    others = frozenset(subject for subject, roles in about.items() if roles != {SubjectRole.SUSPECT})
    return Item(
        statement=passage.statement_id,
        version=passage.version_id,
        fingerprint=fingerprint,
        category=passage.category,
        facts=facts(passage, about, known),
        flagged=passage.reliability is not None,
        ages={subject: found.age for subject, found in known.items()},
        consenting=others or frozenset(about),
        given_to=given_to,
    )


def facts(passage: Passage, about: Mapping[UUID, Collection[SubjectRole]], known: Mapping[UUID, SubjectFacts]) -> Facts:
    """The facts of a passage, as far as this seat may see them."""
    return Facts(
        named=passage.names_person,
        linked=bool(about),
        exact_place=passage.exact_place,
        exact_date=passage.observed_on is not None and not passage.by_month,
        suspect=any(_as_suspect(role, known[subject]) for subject, roles in about.items() for role in roles),
        minor=any(found.minor for found in known.values()),
    )


def _as_suspect(role: SubjectRole, known: SubjectFacts) -> bool:
    """The link says in which role; where it says nothing in particular, what is known of the subject does."""
    return role in SUSPECTED or (role is SubjectRole.OTHER and known.suspect)


def together(desk: Desk, known: Mapping[UUID, SubjectFacts]) -> dict[UUID, SubjectFacts]:
    """What is known of each subject, where two that turned out to be one are one."""
    found: dict[UUID, SubjectFacts] = {}
    for subject, facts_of in known.items():
        stays = desk.same(subject)
        other = found.get(stays, SubjectFacts())
        age = younger(other.age, facts_of.age) if facts_of.age else other.age
        found[stays] = SubjectFacts(other.role or facts_of.role, age, other.suspect or facts_of.suspect)
    return found
