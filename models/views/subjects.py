"""Whom a case is about, as far as one reader may know."""

from uuid import UUID

from models.terms import FieldName
from models.views.base import View
from models.views.care import ContactSaid
from models.views.casework import CaseHead, FieldSaid, SubjectCard


class OtherLetter(View):
    """Another letter of the same case."""

    subject_id: UUID
    letter: str


class SubjectPage(View):
    """One subject: what this reader may know, what its own partner said, and the other letters of the case.

    `contact`: how it is reached in safety, for who may know; `coordinates`: that is this reader's to say first.
    """

    head: CaseHead
    subject: SubjectCard
    merged: tuple[OtherLetter, ...]
    others: tuple[OtherLetter, ...]
    contact: tuple[ContactSaid, ...]
    coordinates: bool


class SameCard(View):
    """Somebody this reader may know with the same name and birth date, or the same address."""

    case_id: UUID
    code_word: str
    subject_id: UUID
    letter: str
    field: FieldName
    partner: str


class IdentityCard(View):
    """Who a subject is, on screen only, as far as this reader was told."""

    head: CaseHead
    subject: SubjectCard
    fields: tuple[FieldSaid, ...]
    same_as: tuple[SameCard, ...]
