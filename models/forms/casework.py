"""Forms of casework: open a case, write a passage, say a field, take part."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator, model_validator

from models.forms.base import ActForm, Form, Optional, OptionalText, Text, first_of_month
from models.meeting_terms import Closing
from models.terms import DataCategory, FieldName, Framework, Purpose, Reliability, StatementKind, SubjectRole, Told

CODE_WORD = r"^[A-ZÀ-Ý][a-zà-ÿ]{2,29}$"
CodeWord = Annotated[str, StringConstraints(strip_whitespace=True, pattern=CODE_WORD)]


class OpenCase(ActForm):
    """A new case: called by a code word, with its legal frame and one to three purposes.

    `brought_by`: another partner that brings it in, named by the secretariat. `partners`: who takes part besides.
    `members`: colleagues of one's own partner; who takes part for another partner, that partner says.
    """

    code_word: CodeWord
    framework: Framework
    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=3)]
    municipality: Optional[Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]] = None
    brought_by: Optional[UUID] = None
    partners: Annotated[list[UUID], Field(max_length=100)] = []
    members: Annotated[list[UUID], Field(max_length=100)] = []


class ChangeLead(ActForm):
    """Who holds the best cards, and to what end: only the lead partner changes this."""

    lead_partner_id: UUID
    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=3)]


class AboutSubject(Form):
    subject_id: UUID
    role: SubjectRole


class PassageWords(Form):
    """The words of a passage and what the law asks of them.

    `purpose`: for which its page told who would read it; nothing is kept of that.
    """

    text: Text
    category: DataCategory
    kind: StatementKind = StatementKind.FACT
    reliability: Optional[Reliability] = None
    observed_on: Optional[date] = None
    names_person: bool = False
    exact_place: bool = False
    about: list[AboutSubject] = Field(default_factory=list)
    roles: list[str] = Field(default_factory=list, exclude=True)
    purpose: Optional[Purpose] = Field(default=None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _about_from_boxes(cls, value: object) -> object:
        """On a page a subject is ticked in `about`; `roles` then says, as id:role, what each would be."""
        if not isinstance(value, dict) or not isinstance(value.get("about", []), list):
            return value
        named = value.get("roles") or ()
        roles = dict(one.rsplit(":", 1) for one in named if isinstance(one, str) and ":" in one)
        about = [_linked(one, roles) if isinstance(one, str) else one for one in value.get("about", ())]
        return value | {"about": about}

    @field_validator("observed_on", mode="before")
    @classmethod
    def _month_is_a_date(cls, value: object) -> object:
        return first_of_month(value)

    @model_validator(mode="after")
    def _derived_is_not_chosen(self) -> "PassageWords":
        if self.category is DataCategory.D14:
            raise ValueError("derived")
        return self


def _linked(subject: str, roles: dict[str, str]) -> dict[str, str]:
    return {"subject_id": subject, "role": roles.get(subject) or SubjectRole.OTHER}


class WritePassage(PassageWords, ActForm):
    """A new passage; `draft` and `base` when it saved itself while it was typed."""

    draft: Optional[UUID] = None
    base: str = ""


class CheckPassage(PassageWords):
    """The page of a passage as it stands while somebody writes: who would read it is told, and nothing is done."""

    text: OptionalText = ""
    category: Optional[DataCategory] = None  # type: ignore[assignment]
    draft: Optional[UUID] = None
    base: str = ""
    once: Optional[UUID] = None
    seat: Optional[UUID] = None


class EditPassage(PassageWords, ActForm):
    """New words for a passage; `base` is the version and save the page was drawn from.

    `wrong`: what was wrong with the words others were shown; then these correct them.
    """

    base: str
    wrong: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class Autosave(Form):
    """The text alone, as it stands in the open page."""

    text: OptionalText
    base: str


class SayField(ActForm):
    """One field of a subject, as this partner knows it. `wrong`: what was wrong with what others were shown."""

    field: FieldName
    value: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    on: Optional[date] = None
    wrong: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class MovePassage(ActForm):
    """Typed in the wrong place: to another case of mine."""

    case_id: UUID


class SayForOtherSeat(ActForm):
    """Typed for the wrong one of my own partners."""

    membership_id: UUID


class MergeSubjects(ActForm):
    """Two letters turn out to be one person: `gone` becomes `stays`."""

    gone: UUID
    stays: UUID


class JustOnce(ActForm):
    """An act that needs nothing but its button."""


class SearchWords(Form):
    """Words to look for in what one may read."""

    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=60)]


class TakePart(ActForm):
    """A partner joins or leaves a case."""

    partner_id: UUID


class NameMember(ActForm):
    """A colleague joins or leaves a case."""

    membership_id: UUID


class EndAction(Form):
    """What happens with an open action of a case that is closed: its owner goes on with it, or it lapses and why.

    `person_id`: who of one's own partner goes on with it.
    """

    statement_id: UUID
    answer: Optional[Literal["stays", "lapses"]] = None
    person_id: Optional[UUID] = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class TellSubject(Form):
    """Whether a presumed victim was told, and when; or that it is postponed, and until when."""

    subject_id: UUID
    told: Optional[Told] = None
    on: Optional[date] = None


class CloseCase(ActForm):
    """Why a case is closed, what happens with each open action, and who of the presumed victims knows."""

    reason: Optional[Closing] = None
    actions: Annotated[list[EndAction], Field(max_length=500)] = []
    subjects: Annotated[list[TellSubject], Field(max_length=26)] = []


class ReopenCase(ActForm):
    """Why a closed case is opened again. `nameless`: the writer looked the words over."""

    why: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    nameless: bool = False
