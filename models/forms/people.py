"""Forms of people: partners, seats, signing in."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from models.forms.base import ActForm, Form, Line, Optional
from models.terms import PartnerKind, Role

LOGIN = r"^[a-z0-9.@_-]{2,120}$"
Login = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=LOGIN)]


class AddPartner(ActForm):
    """An organisation that signed the convenant."""

    name: Line
    short_name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    kind: PartnerKind
    municipality: Optional[Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]] = None


class AddPerson(ActForm):
    """An account of the installation, with a password to begin with."""

    name: Line
    login: Login
    password: Annotated[str, StringConstraints(min_length=12, max_length=200)]


class ProposeMember(ActForm):
    """A seat for a person who has an account."""

    login: Login
    partner_id: Optional[UUID] = None
    role: Role
    job: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    is_contact: bool = False


class SignIn(Form):
    """Name and password."""

    login: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=120)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class EnterCode(Form):
    """The code of a mail."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\d{6}$")]


class ChooseSeat(Form):
    """For which partner one sits now."""

    membership_id: UUID


class ChangePassword(ActForm):
    """A new password, typed twice."""

    current: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    new: Annotated[str, StringConstraints(min_length=12, max_length=200)]
    again: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class MakeToken(ActForm):
    """A key for a machine, to one's own seat."""

    name: Line
    days: Annotated[int, Field(ge=1, le=365)] = 90
