"""A region with a row in every table that the database itself guards, and who tries to get past the guards."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, text, update
from sqlmodel import Session, col

from models.acts import RetentionClass
from models.tables.casework import About, Case, HandOut, Statement, Subject, Version
from models.tables.ledger import CheckpointHolder, CheckpointRow, Entry, Head, Leaf
from models.tables.meetings import Meeting
from models.tables.minutes import Minutes, MinutesLine
from models.tables.overviews import Overview
from models.tables.people import Membership, Partner, Person, Region, Sitting
from models.tables.sharing import Adoption, Evidence, Rule, RuleBookRow, Share, ShareEvidence, ShareGround
from models.terms import BookState, Condition, DataCategory, PartnerKind, Purpose, RowOutcome
from tafel import migrating
from tests.databases import Database

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = datetime(2027, 6, 1, 12, tzinfo=UTC)
Row = dict[str, Any]
Attempt = Callable[[Connection, UUID], None]

LINK_TO_FROZEN = (
    "INSERT INTO about (region_id, version_id, subject_id, role) SELECT v.region_id, v.id, s.id, 'other' "
    "FROM versions v JOIN subjects s ON s.region_id = v.region_id WHERE v.frozen_at IS NOT NULL"
)

LINE_IN_ADOPTED = (
    "INSERT INTO minutes_lines (region_id, minutes_id, version_id) SELECT m.region_id, m.id, v.id "
    "FROM minutes m JOIN versions v ON v.region_id = m.region_id WHERE v.frozen_at IS NULL"
)


@contextmanager
def as_owner(database: Database, region: UUID | None) -> Iterator[Connection]:
    """The owner of the tables, within a region; all of it is undone."""
    with migrating.connected(database.owner_url) as connection, connection.begin_nested() as undone:
        enter(connection, region)
        yield connection
        undone.rollback()


def enter(connection: Connection, region: UUID | None, person: UUID | None = None) -> None:
    """Let the database know who asks, as an act does."""
    if connection.dialect.name == "postgresql":
        for name, value in (("region", region), ("person", person), ("beyond", "act")):
            known = {"name": f"tafel.{name}", "value": str(value or "")}
            connection.execute(text("SELECT set_config(:name, :value, true)"), known)


def fill(connection: Connection, region: UUID) -> None:
    """A region with a row in every table that the database guards: made by hand, for the guards alone."""
    enter(connection, region)
    with Session(connection) as session:
        here = {"region_id": region}
        session.add(Region(id=region, name="De Waarden", prefix="DW", created_at=NOW))
        session.flush()
        people = _people(session, here)
        case = _casework(session, here, people)
        _sharing(session, here, people | case)
        _minutes(session, here, people | case)
        _ledger(session, here, people)
        session.add(Overview(**here, begins_on=NOW.date(), figures={"signals": 5}, published_at=NOW))
        session.flush()


def _people(session: Session, here: Row) -> dict[str, UUID]:
    """A partner of each kind; somebody at the table, a colleague who left, and one who is not confirmed yet."""
    kinds = [kind for kind in PartnerKind if kind is not PartnerKind.BUI]
    partners = {kind: uuid4() for kind in kinds}
    for position, (kind, key) in enumerate(partners.items()):
        names: Row = {"name": kind, "short_name": kind}
        session.add(Partner(**here, id=key, kind=kind, **names, position=position, created_at=NOW))
    person, colleague, newcomer = uuid4(), uuid4(), uuid4()
    for each in (person, colleague, newcomer):
        session.add(Person(id=each, name="Iemand", login=str(each), created_at=NOW))
    session.flush()
    seat: Row = {"partner_id": partners[PartnerKind.POL], "role": "member", "proposed_at": NOW}
    confirmed: Row = {"confirmed_by": colleague, "confirmed_at": NOW}
    session.add(Membership(**here, id=(own := uuid4()), person_id=person, **seat, **confirmed))
    session.add(Membership(**here, person_id=colleague, **seat, confirmed_at=NOW, ended_at=LATER))
    session.add(Membership(**here, person_id=newcomer, **seat))
    session.flush()
    times: Row = {"started_at": NOW, "seen_at": NOW, "ends_at": LATER}
    session.add(Sitting(id=(sitting := uuid4()), person_id=person, token_hash=b"-", **times))
    receiver = partners[PartnerKind.OM]
    return {"person": person, "seat": own, "sitting": sitting, "giver": seat["partner_id"], "receiver": receiver}


def _casework(session: Session, here: Row, by: dict[str, UUID]) -> dict[str, UUID]:
    """A case with one frozen version and one draft, both about somebody."""
    key = {name: uuid4() for name in ("case", "subject", "statement", "version", "draft")}
    led: Row = {"brought_by": by["giver"], "lead_partner_id": by["giver"]}
    names: Row = {"reference": "DW-2345", "code_word": "Zwaluw", "framework": "C"}
    session.add(Case(**here, id=key["case"], **names, **led, opened_at=NOW))
    session.flush()
    session.add(Subject(**here, id=key["subject"], case_id=key["case"], letter="A", added_at=NOW))
    said: Row = {"case_id": key["case"], "partner_id": by["giver"], "shape": "passage"}
    session.add(Statement(**here, id=key["statement"], **said, written_at=NOW))
    session.flush()
    words: Row = {"statement_id": key["statement"], "category": "D7", "text_sealed": b"-", "written_by": by["person"]}
    for number, name in enumerate(("version", "draft"), 1):
        session.add(Version(**here, id=key[name], **words, number=number, written_at=NOW))
        session.flush()
        session.add(About(**here, version_id=key[name], subject_id=key["subject"]))
    session.flush()
    session.connection().execute(update(Version).where(col(Version.id) == key["version"]).values(frozen_at=NOW))
    return key


def _sharing(session: Session, here: Row, by: dict[str, UUID]) -> None:
    """An adopted book, and a share on it that ended."""
    book, record, share = uuid4(), uuid4(), uuid4()
    session.add(RuleBookRow(**here, id=book, version=1, state=BookState.ADVISED, source="-", hash="-"))
    session.flush()
    session.add(Rule(**here, book_id=book, number=1, outcome=RowOutcome.YES, article="-"))
    session.add(Adoption(**here, book_id=book, person_id=by["person"], membership_id=by["seat"], at=NOW))
    session.flush()
    in_force = {"state": "adopted", "adopted_at": NOW, "valid_from": NOW.date(), "valid_until": LATER.date()}
    session.connection().execute(update(RuleBookRow).where(col(RuleBookRow.id) == book).values(**in_force))
    made: Row = {"claimed_from": NOW.date(), "made_by": by["person"], "made_at": NOW, "ended_at": LATER}
    session.add(Evidence(**here, id=record, condition=Condition.NPS, partner_id=by["giver"], text_sealed=b"-", **made))
    what: Row = {"case_id": by["case"], "statement_id": by["statement"], "version_id": by["version"]}
    who: Row = {"giver_id": by["giver"], "receiver_id": by["receiver"], "given_by": by["person"], "given_at": NOW}
    rule: Row = {"book_id": book, "rule_number": 1, "rule_outcome": "yes"}
    ends: Row = {"ends_at": LATER, "ended_at": NOW, "ended_why": "withdrawn"}
    session.add(Share(**here, id=share, **what, **who, **rule, **ends, category=DataCategory.D7, purpose=Purpose.P4))
    session.flush()
    session.add(ShareGround(**here, share_id=share, category=DataCategory.D14, **rule))
    session.add(ShareEvidence(**here, share_id=share, evidence_id=record, condition=Condition.NPS))
    reader: Row = {"membership_id": by["seat"], "person_id": by["person"], "partner_id": by["giver"]}
    session.add(HandOut(**here, **reader, version_id=by["version"], sitting_id=by["sitting"], at=NOW))


def _minutes(session: Session, here: Row, by: dict[str, UUID]) -> None:
    """Adopted minutes with one line in them."""
    meeting, minutes = uuid4(), uuid4()
    runs: Row = {"chair_id": by["seat"], "note_taker_id": by["seat"], "made_by": by["person"]}
    when: Row = {"starts_at": NOW, "ends_at": LATER, "kind": "cases", "framework": "C"}
    session.add(Meeting(**here, id=meeting, name="Casusoverleg", **when, **runs))
    session.flush()
    session.add(Minutes(**here, id=minutes, meeting_id=meeting))
    session.flush()
    session.add(MinutesLine(**here, minutes_id=minutes, version_id=by["version"]))
    session.flush()
    adopted = {"state": "adopted", "remarks_by": NOW.date(), "adopted_at": NOW}
    session.connection().execute(update(Minutes).where(col(Minutes.id) == minutes).values(**adopted))


def _ledger(session: Session, here: Row, by: dict[str, UUID]) -> None:
    """Three entries, and a checkpoint that somebody holds."""
    session.add(Head(**here, size=3, frontier=b"-", last_at=NOW))
    for position in range(3):
        said = {"act": "case.opened", "at": NOW.isoformat(), "case": str(by["person"]), "passages": [{"n": position}]}
        session.add(Leaf(**here, position=position, leaf="-", hash=b"-", retention=RetentionClass.AUDIT))
        session.flush()
        session.add(Entry(**here, position=position, envelope=json.dumps(said), key=b"-"))
    session.add(CheckpointRow(**here, id=(point := uuid4()), size=3, note="-", signed_at=NOW))
    session.flush()
    session.add(CheckpointHolder(**here, checkpoint_id=point, membership_id=by["seat"], how="mail", at=NOW))


def take_away(connection: Connection, trigger: str, table: str) -> None:
    """Drop one trigger, as somebody who owns the tables could."""
    on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
    connection.exec_driver_sql(f"DROP TRIGGER {trigger}{on}")


def seats(*kinds: str | None, confirmed: bool = False) -> Attempt:
    """Somebody takes a seat for a partner of each of these kinds; None is a seat for no partner."""

    def attempt(connection: Connection, region: UUID) -> None:
        person = uuid4()
        connection.execute(insert(Person), {"id": person, "name": "Iemand", "login": str(person), "created_at": NOW})
        at = NOW if confirmed else None
        for kind in kinds:
            seat = {"person_id": person, "proposed_at": NOW, "confirmed_at": at, "job": "", "is_contact": False}
            connection.execute(insert(Membership), seat | _place(connection, region, kind))

    return attempt


def _place(connection: Connection, region: UUID, kind: str | None) -> Row:
    wanted = select(col(Partner.id)).where(col(Partner.region_id) == region, col(Partner.kind) == kind)
    partner = connection.scalar(wanted) if kind else None
    role = "member" if kind else "privacy-officer"
    return {"region_id": region, "id": uuid4(), "partner_id": partner, "role": role}


def share_on_a_draft(connection: Connection, region: UUID) -> None:
    """A share that stands on a rule book nobody adopted."""
    share = dict(connection.execute(select(Share.__table__)).mappings().first() or {})  # type: ignore[attr-defined]
    book, rule = uuid4(), {"number": share["rule_number"], "outcome": share["rule_outcome"], "article": "-"}
    row = {"region_id": region, "id": book, "version": 99, "state": "draft", "source": "", "hash": ""}
    connection.execute(insert(RuleBookRow), row)
    connection.execute(insert(Rule), {"region_id": region, "book_id": book} | rule)
    connection.execute(insert(Share), share | {"id": uuid4(), "book_id": book})
