"""Knock on every door that acts, with what is hidden: it answers as for what is not there, and nothing happens.

A form is filled in by its own shape, so that a door is not kept shut by what was typed. One that needs more has its row
in `TYPED`; a route whose form still cannot be read fails the test.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ValidationError
from starlette.routing import Mount

from models.forms.casework import CloseCase
from models.forms.evidence import RecordNecessity
from models.forms.house_style import ChangeHouseStyle
from models.forms.ledger import VerifyRegister
from models.forms.lines import ReportAction
from models.forms.meetings import SendAnswers
from models.forms.rulebook import ProposeBook
from tafel import clock
from tests.client import Client
from tests.walking import ABSENT, OTHERS, Ids

Json = dict[str, Any]
# What cannot be guessed from the shape of a form.
TYPED: dict[str, Json] = {
    "OpenCase": {"code_word": "Wilg"},
    "EnterCode": {"code": "123456"},
    "TakeProof": {"line": f"2026-01-01T12:00:00.000000Z~{ABSENT}"},
    "ExportShares": {"format": "csv"},
    "AddPerson": {"login": "iemand.anders", "password": "een lange zin om te onthouden"},
    "ProposeMember": {"login": "iemand.anders"},
    "ChangePassword": {"new": "een lange zin om te onthouden"},
    "RecordNecessity": {"condition": "c-NPS"},
}
# Forms that a page reads in a way of its own.
READ: dict[str, tuple[type[BaseModel], ...]] = {
    "/casussen/{case_id}/sluiten": (CloseCase,),
    "/bewijs/nieuw": (RecordNecessity,),
    "/overleggen/{meeting_id}/inbreng": (SendAnswers,),
    "/overleggen/{meeting_id}/inbreng/ongewijzigd": (SendAnswers,),
    "/overleggen/{meeting_id}/inbreng/gedaan/{statement_id}": (ReportAction,),
    "/overleggen/{meeting_id}/inbreng/lezers/{item_id}": (SendAnswers,),
    "/instellingen/huisstijl": (ChangeHouseStyle,),
    "/regels/invoer": (ProposeBook,),
    "/register/controle": (VerifyRegister,),
    "/register/controle/bewijs": (VerifyRegister,),
}
# These have none, or choose among what everybody has; what is in the address is a secret of its own.
BARE = {
    "/afmelden", "/herinnering/{token}", "/punt/{token}/code", "/aanmelden/oefenen", "/taal", "/priveweergave",
    "/casussen/nieuw/woord",
}  # fmt: skip
# Kinds of things by other names, in an address or in a form.
_KINDS = dict[str, str](
    [(name, "partner_id") for name in ("receivers", "partners", "lead_partner_id", "brought_by", "ask", "circle",
                                       "leave", "heard", "drawn", "receiver", "partner", "giver_id", "giver")]
    + [(name, "membership_id") for name in ("chair_id", "note_taker_id", "person_id", "contact_id", "substitute_id",
                                            "handler_id", "members", "confirmer_id")]
    + [(name, "case_id") for name in ("cases", "from_case", "case")]
    + [(name, "version_id") for name in ("versions", "looked_at")]
    + [(name, "subject_id") for name in ("gone", "stays")]
    + [(name, "item_id") for name in ("before", "items")]
    + [(name, "book_id") for name in ("book", "old", "new")],
    for_series="series_id", question="question_id", member_id="case_member_id", shares="share_id",
    profile="sharing_profile_id", mail_id="outgoing_mail_id", copy_id="minutes_copie_id", link_id="signal_link_id",
)  # fmt: skip
MADE = {"once", "seat", "draft", "draft_id"}  # an id that the page itself draws
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}-[\w-]{43}")


@dataclass(frozen=True)
class Door:
    """A route that acts: what stands in its path, and the forms it reads."""

    method: str
    path: str
    names: tuple[str, ...]
    forms: tuple[type[BaseModel], ...]

    @property
    def by_machine(self) -> bool:
        """Whether it is one of the API."""
        return self.path.startswith("/api/")


def doors(app: object, prefix: str = "") -> Iterator[Door]:
    """Every route that acts, of the live route table, those of mounted applications too."""
    yield from (door for door in routes(app, prefix) if door.method not in ("GET", "HEAD"))


def routes(app: object, prefix: str = "") -> Iterator[Door]:
    """Every route with each of its methods, of the live route table."""
    for route in iter_route_contexts(getattr(app, "routes", ())):
        original, path = route.original_route, prefix + (route.path or getattr(route.original_route, "path", ""))
        if isinstance(original, Mount) and path != "/static":
            yield from routes(original.app, path)
        for method in sorted(route.methods or ()):
            reads = getattr(original, "dependant", None)
            forms = READ.get(path) or (tuple(_forms(reads)) if reads else ())
            yield Door(method, path, tuple(re.findall(r"{(\w+)", path)), forms)


def knock(client: Client, door: Door, ids: Mapping[str, str], fixed: Mapping[str, str]) -> tuple[int, str]:
    """What a door says to somebody who comes with these ids, by kind, and those of its path that are `fixed`, by name.

    Ids that are made for each answer have a number in it.
    """
    path, how = asked(door, ids, fixed)
    answer = client.request(door.method, path, follow_redirects=False, **how)
    names: dict[str, str] = {}
    where = answer.headers.get("location", "")
    return answer.status_code, _ID.sub(lambda one: names.setdefault(one[0], f"nr-{len(names)}"), where + answer.text)


def asked(door: Door, ids: Mapping[str, str], fixed: Mapping[str, str]) -> tuple[str, Json]:
    """The address, and the form as it is sent."""
    path = re.sub(r"{(\w+)(:\w+)?}", lambda name: fixed.get(name[1]) or _id_of(name[1], ids), door.path)
    form = {name: value for model in door.forms for name, value in filled(model, ids).items()}
    return path, form_of(door, form)


def form_of(door: Door, form: Json) -> Json:
    """A form as a machine or a browser sends it."""
    return {"json": form} if door.by_machine else {"data": _typed(form)}


def filled(model: type[BaseModel], ids: Mapping[str, str]) -> Json:
    """A form of this kind that can be read."""
    shape = model.model_json_schema()
    known = shape.get("$defs", {})
    asked = {name: one for name, one in shape["properties"].items() if name in shape.get("required", ())}
    asked |= {name: one for name, one in shape["properties"].items() if _holds_id(one, known) and name != "seat"}
    form = {name: _value(name, one, known, ids) for name, one in asked.items()}
    return form | TYPED.get(model.__name__, {}) | ({"once": str(uuid4())} if "once" in form else {})


def _id_of(name: str, ids: Mapping[str, str]) -> str:
    return str(uuid4()) if name in MADE else ids.get(of_kind(name), ABSENT)


def of_kind(name: str) -> str:
    """What kind of thing the id in a field is of."""
    return _KINDS.get(name, name)


def _forms(dependant: Dependant) -> Iterator[type[BaseModel]]:
    """The forms a route reads: as typed on a page, or as the body of a request."""
    for one in dependant.dependencies:
        found = inspect.getclosurevars(one.call).nonlocals if inspect.isfunction(one.call) else {}
        if "model" in found:
            yield found["model"]
        yield from _forms(one)
    for body in dependant.body_params:
        if inspect.isclass(body.field_info.annotation) and issubclass(body.field_info.annotation, BaseModel):
            yield body.field_info.annotation


def _holds_id(shape: Json, known: Json) -> bool:
    shape = _named(shape, known)
    inside = [*shape.get("anyOf", ()), *shape.get("properties", {}).values(), *filter(None, [shape.get("items")])]
    return shape.get("format") == "uuid" or any(_holds_id(one, known) for one in inside)


def _value(name: str, shape: Json, known: Json, ids: Mapping[str, str]) -> Any:
    shape = _named(shape, known)
    if "anyOf" in shape:
        return _value(name, shape["anyOf"][0], known, ids)
    if "enum" in shape or "const" in shape:
        return shape.get("const", shape.get("enum", [None])[0])
    if shape.get("type") == "array":
        return [_value(name, shape["items"], known, ids)]
    if shape.get("type") == "object":
        asked = {each: one for each, one in shape["properties"].items() if each in shape.get("required", ())}
        return {each: _value(each, one, known, ids) for each, one in asked.items()}
    if shape.get("format") == "uuid":
        return _id_of(name, ids)
    return _plain(shape)


def _plain(shape: Json) -> Any:
    if shape.get("type") in {"boolean", "integer"}:
        return True if shape["type"] == "boolean" else max(1, shape.get("minimum", 1))
    tomorrow = clock.now() + timedelta(days=1)
    moments = {"date": str(clock.day_of(tomorrow)), "date-time": tomorrow.isoformat(), "time": "10:00"}
    return moments.get(shape.get("format", ""), "Gezien.")


def _named(shape: Json, known: Json) -> Json:
    return known[shape["$ref"].split("/")[-1]] if "$ref" in shape else shape


def _typed(form: Json) -> Json:
    """As a browser sends it: of several things each is ticked, or has fields of its own behind a dot."""
    sent: Json = {}
    for name, value in form.items():
        for one in value if isinstance(value, list) else [value]:
            fields = one if isinstance(one, dict) else {"_id": one}
            thing = next(str(each) for key, each in fields.items() if key.endswith("_id"))
            sent.setdefault(name, []).append(thing)
            sent |= {f"{key}.{thing}": [str(each)] for key, each in fields.items() if not key.endswith("_id")}
    return sent


def unread(app: FastAPI) -> list[str]:
    """Doors whose form cannot be filled in by its shape, and that have no row above."""
    known = [door for door in doors(app) if door.path not in BARE]
    bare = [door.path for door in known if not door.forms and not door.names]
    return bare + [f"{door.path} {one.__name__}" for door in known for one in door.forms if not _reads(one)]


def _reads(form: type[BaseModel]) -> bool:
    try:
        form.model_validate(filled(form, dict.fromkeys({*map(of_kind, form.model_fields)}, ABSENT)))
    except ValidationError:
        return False
    return True


def check(app: FastAPI, client: Client, ids: Ids, shown: set[str], *, turn: int, every: int) -> None:
    """Every door answers alike for what this reader was never shown and for what is not there.

    Each by one reader in so many. Of several things the first may be known: then only what hangs on it is not.
    """
    with clock.at(clock.now()):
        for at, door in enumerate(sorted(doors(app), key=lambda one: (one.path, one.method))):
            if at % every == turn % every and door.path not in BARE:
                for known in range(len(door.names) + 1):
                    _alike(client, door, ids, shown, known, turn + at)


def _alike(client: Client, door: Door, ids: Ids, shown: set[str], known: int, turn: int) -> None:
    mine, never = one_of_each(ids, shown.__contains__, turn), one_of_each(ids, lambda one: one not in shown, turn)
    answers = answered(client, door, mine, never, known)
    assert answers is None or answers[0] == answers[1], (door.path, known, never, answers[0][0], answers[1][0])


def answered(
    client: Client, door: Door, mine: Mapping[str, str], never: Mapping[str, str], known: int
) -> list[tuple[int, str]] | None:
    """What it says of what is hidden, and of what there is not; None where nothing hidden fits in this door."""
    ways = hidden_and_absent(door, mine, never, known)
    return [knock(client, door, ids, fixed) for ids, fixed in ways] if ways else None


def hidden_and_absent(
    door: Door, mine: Mapping[str, str], never: Mapping[str, str], known: int
) -> list[tuple[dict[str, str], dict[str, str]]]:
    """With what one comes who tries a door with what is hidden, and with what there is not; nothing where none fits.

    The first `known` things of its address are ones that this reader may know.
    """
    wholes = [of_kind(name) for name in door.names[:known]]
    hides = {of_kind(name) for form in door.forms for name in form.model_fields} | set(map(of_kind, door.names[known:]))
    if not hides & never.keys() or not mine.keys() >= set(wholes):
        return []
    absent = {kind: str(uuid5(UUID(ABSENT), kind)) for kind in {*mine, *never}} | {
        kind: ones[0] for kind, ones in OTHERS.items() if ones
    }
    fixed = {name: mine[of_kind(name)] for name in door.names[:known]}
    return [(absent | {kind: one for kind, one in never.items() if kind in hides}, fixed), (absent, fixed)]


def one_of_each(ids: Ids, wanted: Callable[[str], bool], turn: int) -> dict[str, str]:
    """Of each kind one such thing, another each turn."""
    found = {kind: [one for one in ones if one != ABSENT and wanted(one)] for kind, ones in ids.items()}
    return {kind: ones[turn % len(ones)] for kind, ones in found.items() if ones and kind.endswith("_id")}
