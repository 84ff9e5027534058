"""The fixed cast: the people of De Waarden a test can call by login, and the outsider who must see nothing."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from models.forms.casework import OpenCase, TakePart, WritePassage
from models.forms.people import AddPartner, MakeToken, ProposeMember
from models.forms.secrecy import SignSecrecy
from models.forms.sharing import GiveShares
from models.terms import PartnerKind, Role
from tafel import (
    casework,
    clock,
    db,
    people,
    rule_desk,
    rulebooks,
    secrecy,
    sharing,
    sign_in,
    statements,
    subjects,
    tokens,
)
from tafel.seat import Seat, of_chores
from tafel.sight import own
from tests.client import Client
from web.app import create

if TYPE_CHECKING:
    from tests.tables import Table

PARTNERS = (
    ("VZ", "Secretariaat tafel De Waarden", PartnerKind.VZ, None),
    ("BGM-L", "Burgemeester van Lindehaven", PartnerKind.BGM, "Lindehaven"),
    ("COL-W", "Gemeente Oosterwaard, Wmo en jeugd", PartnerKind.COL_W, "Oosterwaard"),
    ("COL-T", "Gemeente Lindehaven, toezicht", PartnerKind.COL_T, "Lindehaven"),
    ("POL", "Politie De Waarden, AVIM", PartnerKind.POL, None),
    ("OM", "Openbaar Ministerie", PartnerKind.OM, None),
    ("ZC", "Zorgcoördinatie mensenhandel", PartnerKind.ZC, None),
    ("OPV", "Opvang Het Anker", PartnerKind.OPV, None),
    ("WOCO", "Woningstichting De Brug", PartnerKind.WOCO, None),
)
PEOPLE = (
    ("samir.el.khatib", "Samir el Khatib", "VZ", Role.SECRETARY),
    ("marijke.terpstra", "Marijke Terpstra", "VZ", Role.CHAIR),
    ("aleid.vermaas", "Aleid Vermaas", "BGM-L", Role.MEMBER),
    ("fleur.van.aalst", "Fleur van Aalst", "COL-W", Role.MEMBER),
    ("mirjam.schouten", "Mirjam Schouten", "COL-W", Role.MEMBER),
    ("sven.mulder", "Sven Mulder", "COL-T", Role.MEMBER),
    ("inge.bakels", "Inge Bakels", "POL", Role.MEMBER),
    ("ruud.eggink", "Ruud Eggink", "POL", Role.MEMBER),
    ("wouter.lansink", "mr. Wouter Lansink", "OM", Role.MEMBER),
    ("soraya.pinas", "Soraya Pinas", "ZC", Role.CARE_COORDINATOR),
    ("bram.kuijper", "Bram Kuijper", "OPV", Role.MEMBER),
    ("petra.dekker", "Petra Dekker", "WOCO", Role.MEMBER),
    ("nadia.oosterhuis", "mr. Nadia Oosterhuis", None, Role.PRIVACY_OFFICER),
)
CONTACTS = {"samir.el.khatib", "aleid.vermaas", "fleur.van.aalst", "sven.mulder", "inge.bakels", "wouter.lansink",
            "soraya.pinas", "bram.kuijper", "petra.dekker"}  # fmt: skip


@dataclass
class Cast:
    """Who is here, by login: seats, tokens, keys for machines; partners by key, cases and passages by a word.

    `laid`: the meeting with which a test begins, until somebody sits down at it.
    """

    administrator: Seat
    seats: dict[str, Seat] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    partners: dict[str, UUID] = field(default_factory=dict)
    cases: dict[str, UUID] = field(default_factory=dict)
    passages: dict[str, UUID] = field(default_factory=dict)
    laid: "Table | None" = None

    @property
    def by_the_clock(self) -> Seat:
        """Nobody's seat: it meets every row, as what happens by the clock does."""
        return of_chores(self.administrator.region)

    def version(self, word: str) -> UUID:
        """The latest version of a passage, as its own partner knows it."""
        login, statement = self._writer(word)
        with db.reading(self.seats[login]) as reading:
            found = own.one_passage(reading, self.cases["Zwaluw"], statement)
            assert found
            return found.version_id

    def client(self, login: str, **more: Any) -> Client:
        """A browser in which somebody is signed in."""
        headers = {"Sec-Fetch-Site": "same-origin"}
        return Client(create(), cookies={"tafel": self.tokens[login]}, headers=headers, follow_redirects=False, **more)

    def _writer(self, word: str) -> tuple[str, UUID]:
        return ("inge.bakels" if word in ("matrassen", "voorman") else "petra.dekker"), self.passages[word]


def build() -> Cast:
    """De Waarden with one case, Zwaluw, in which the police shared with the prosecutor; and Hoogveen next door."""
    ben = people.add_person("Ben Vink", "ben.vink")
    cast = Cast(people.open_region("De Waarden", "DW", ben))
    cast.seats["ben.vink"], cast.tokens["ben.vink"] = _sit(ben)
    for key, name, kind, place in PARTNERS:
        cast.partners[key] = _partner(cast.administrator, name, kind, place)
    for login, name, key, role in PEOPLE:
        _seat(cast, login, name, key, role)
    _rules(cast)
    _zwaluw(cast)
    _outsider(cast)
    for login, seat in cast.seats.items():
        with db.writing(seat) as work:
            cast.keys[login] = tokens.make(work, MakeToken(once=uuid4(), name="Koppeling"))
    return cast


def _partner(administrator: Seat, name: str, kind: PartnerKind, place: str | None) -> UUID:
    with db.writing(administrator) as work:
        form = AddPartner(
            once=uuid4(), name=name, short_name=name.split(",", maxsplit=1)[0], kind=kind, municipality=place
        )
        return people.add_partner(work, form)


def _seat(cast: Cast, login: str, name: str, key: str | None, role: Role) -> None:
    person = people.add_person(name, login)
    with db.writing(cast.administrator) as work:
        form = ProposeMember(
            once=uuid4(), login=login, partner_id=cast.partners.get(key or ""), role=role, is_contact=login in CONTACTS
        )
        proposed = people.propose(work, form)
    with db.writing(_confirmer(cast, key)) as work:
        people.confirm(work, proposed)
    cast.seats[login], cast.tokens[login] = _sit(person)
    if key:
        with db.writing(cast.seats[login]) as work:
            secrecy.sign(work, SignSecrecy(once=uuid4(), number=0))


def _confirmer(cast: Cast, key: str | None) -> Seat:
    """A colleague; the secretariat for a partner's first person; whoever opened the region for the very first."""
    colleagues = _seated(cast, key) if key else []
    return next(iter(colleagues or _seated(cast, "VZ")), cast.administrator)


def _seated(cast: Cast, key: str) -> list[Seat]:
    return [seat for seat in cast.seats.values() if seat.partner == cast.partners[key]]


def _sit(person: UUID) -> tuple[Seat, str]:
    token = sign_in.begin(person)
    here = sign_in.present(token)
    assert here
    assert here.seat
    return here.seat, token


def _rules(cast: Cast) -> None:
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        book = rule_desk.propose(work, rulebooks.text())
    with db.writing(cast.seats["nadia.oosterhuis"]) as work:
        rule_desk.advise(work, book)
    for login in ("aleid.vermaas", "wouter.lansink", "soraya.pinas"):
        with db.writing(cast.seats[login]) as work:
            rule_desk.adopt(work, book)


def _zwaluw(cast: Cast) -> None:
    inge = cast.seats["inge.bakels"]
    with db.writing(inge) as work:
        form = OpenCase(
            once=uuid4(), code_word="Zwaluw", framework="C", purposes=["P2", "P4", "P5"], municipality="Oosterwaard"
        )
        case = cast.cases["Zwaluw"] = casework.open_case(work, form)
        for key in ("VZ", "OM", "ZC", "WOCO"):
            casework.add_partner(work, case, TakePart(once=uuid4(), partner_id=cast.partners[key]))
        subjects.add_subject(work, case)
    cast.passages["matrassen"] = _passage(inge, case, "Boven de kas liggen negen matrassen.", "D7")
    cast.passages["voorman"] = _passage(inge, case, "De paspoorten liggen bij de voorman.", "D7")
    cast.passages["huurcontract"] = _passage(
        cast.seats["petra.dekker"], case, "Het huurcontract staat op één naam.", "D15"
    )
    with db.writing(inge) as work:
        sharing.give(work, case, giving([cast.version("matrassen")], [cast.partners["OM"]]))


def giving(versions: list[UUID], receivers: list[UUID], **more: object) -> GiveShares:
    """The form that shares, for the prosecutor's purpose and a hundred days, with the common sentence ticked."""
    known = {"purpose": "P4", "ends_on": clock.today() + timedelta(days=100), "declared": ["c-DECL(min)"]}
    return GiveShares.model_validate({"once": uuid4(), "versions": versions, "receivers": receivers, **known, **more})


def _passage(seat: Seat, case: UUID, text: str, category: str) -> UUID:
    with db.writing(seat) as work:
        form = WritePassage(
            once=uuid4(), text=text, category=category, reliability="own-observation", observed_on=date(2026, 11, 12)
        )
        return statements.write(work, case, form)


def _outsider(cast: Cast) -> None:
    """Rik Zandstra of the neighbour region; its secretary is there only to confirm him."""
    next_door = Cast(people.open_region("Hoogveen", "HV", people.add_person("Tjeerd Hoogland", "tjeerd.hoogland")))
    next_door.partners["VZ"] = _partner(next_door.administrator, "Secretariaat Hoogveen", PartnerKind.VZ, None)
    next_door.partners["BGM"] = _partner(next_door.administrator, "Gemeente Hoogveen", PartnerKind.BGM, "Hoogveen")
    _seat(next_door, "ilse.brandsma", "Ilse Brandsma", "VZ", Role.SECRETARY)
    _seat(next_door, "rik.zandstra", "Rik Zandstra", "BGM", Role.MEMBER)
    cast.seats["rik.zandstra"] = next_door.seats["rik.zandstra"]
    cast.tokens["rik.zandstra"] = next_door.tokens["rik.zandstra"]
