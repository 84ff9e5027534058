"""What a field of a subject can hold, how it is kept as text, and in which category it stands."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from models.terms import AgeBranch, DataCategory, ExploitationForm, FieldName, SubjectRole, Told
from tafel.refusals import Invalid, say

Coded = SubjectRole | AgeBranch | ExploitationForm | Told

CODED: Mapping[FieldName, type[Coded]] = {
    FieldName.ROLE: SubjectRole,
    FieldName.AGE_BRANCH: AgeBranch,
    FieldName.FORM: ExploitationForm,
    FieldName.TOLD: Told,
}
NAMING = frozenset(
    {
        FieldName.NAME,
        FieldName.BIRTH_DATE,
        FieldName.ADDRESS,
        FieldName.CONTACT,
        FieldName.SAFE_CONTACT,
        FieldName.SECRET_ADDRESS,
    }
)


class Said(NamedTuple):
    """A field's value: words, or a member of a closed list, and the day that goes with it."""

    text: str
    coded: Coded | None = None
    on: date | None = None


def encode(field: FieldName, value: str, on: date | None = None) -> str:
    """The value as it is sealed. Raises Invalid when it cannot be."""
    if field is FieldName.BIRTH_DATE:
        return _day_of_birth(value)
    if field not in CODED:
        return value
    if value not in set(CODED[field]):
        raise Invalid(value=say("Kies een van de mogelijkheden."))
    if field is not FieldName.TOLD:
        return value
    if on is None:
        raise Invalid(on=say("Vul de datum in: van het gesprek, of waarop u het opnieuw bekijkt."))
    return f"{value} {on.isoformat()}"


def decode(field: FieldName, text: str) -> Said:
    """The value again, as it was sealed."""
    if field is FieldName.BIRTH_DATE:
        return Said(text, on=date.fromisoformat(text))
    if field not in CODED:
        return Said(text)
    code, _, day = text.partition(" ")
    return Said(text, CODED[field](code), date.fromisoformat(day) if day else None)


def category_of(field: FieldName, value: str) -> DataCategory:
    """The category the law puts a field in; sexual exploitation tells of somebody's sexual life."""
    if field is FieldName.SECRET_ADDRESS:
        return DataCategory.D12
    if field in NAMING:
        return DataCategory.D1
    return DataCategory.D5 if value == ExploitationForm.SEXUAL else DataCategory.D2


def _day_of_birth(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Invalid(value=say("Dit is geen datum. Schrijf dag, maand en jaar.")) from None
