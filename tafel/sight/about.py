"""Whom words are about, as far as a seat may see it: role and age of each letter, which steer what may be shared."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from models.terms import AgeBranch, FieldName, SubjectRole
from tafel.db import Reading
from tafel.sight import passages


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What this seat may see of a subject: role and age, unknown unless somebody told it."""

    role: SubjectRole | None = None
    age: AgeBranch | None = None
    suspect: bool = False

    @property
    def minor(self) -> bool:
        """Whether this may be a child: unknown counts as yes."""
        return self.age is not AgeBranch.ADULT


SUSPECTED = (SubjectRole.SUSPECT, SubjectRole.BOTH)


def subject_facts(reading: Reading, key: bytes, rows: Sequence[Row[Any]]) -> dict[UUID, SubjectFacts]:
    """Role and age per letter from the fields this seat may read; the youngest and the newest word count.

    They steer verdicts, so they are handed out here, whether or not the page spells them out.
    """
    known: dict[UUID, SubjectFacts] = defaultdict(SubjectFacts)
    for row in rows:
        before = known[row.said_of] if row.field in (FieldName.ROLE, FieldName.AGE_BRANCH) else None
        if before and row.field is FieldName.ROLE:
            role = SubjectRole(passages.words(reading, key, row))
            known[row.said_of] = replace(before, role=role, suspect=before.suspect or role in SUSPECTED)
        elif before:
            branch = AgeBranch(passages.words(reading, key, row))
            known[row.said_of] = replace(before, age=younger(before.age, branch))
    return dict(known)


def younger(one: AgeBranch | None, other: AgeBranch) -> AgeBranch:
    """The younger of two ages."""
    order = list(AgeBranch)
    return other if one is None else min(one, other, key=order.index)


def as_one(group: Iterable[SubjectFacts]) -> SubjectFacts:
    """What is known of one person, under whatever letters it was said: the youngest age counts."""
    found = SubjectFacts()
    for one in group:
        age = younger(found.age, one.age) if one.age else found.age
        found = SubjectFacts(found.role or one.role, age, found.suspect or one.suspect)
    return found
