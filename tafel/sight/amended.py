"""What was corrected or recalled, and who had it, as one reader may know: never a word of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, and_, case, func, select
from sqlmodel import col

from models.acts import Act, Result
from models.amend_terms import AmendmentKind, HadAs
from models.forms.sharing import ShareChoice
from models.tables.amendments import Amendment, AmendmentReceiver
from models.tables.casework import Case, HandOut, Statement, Subject, Version
from models.tables.ledger import Entry, EnvelopeField
from models.tables.minutes import CopyLine, MinutesCopy
from models.tables.people import AccessToken, Membership, Partner, Person
from models.tables.sharing import Share
from models.terms import Role
from models.views.amendments import AmendmentLine, AmendmentsPage, HasIt, RecallPage, TookBack
from tafel import db, ledger
from tafel.context import Beyond
from tafel.db import Reading, Writing
from tafel.prepared import ASKER, NOW, asker, given, one_of
from tafel.refusals import NotFound
from tafel.sight import own, pages, visible
from tafel.sight.joins import row_of

PAGE = 50


@dataclass(slots=True)
class Had:
    """What one partner was shown of a statement: which versions, since when, as what, and who there."""

    since: datetime
    versions: set[UUID] = field(default_factory=set)
    members: set[UUID] = field(default_factory=set)
    had_as: tuple[HadAs, ...] = ()


def page(reading: Reading, after: str | None = None) -> AmendmentsPage:
    """What is asked of my partner, and what became of what my partner put right; for the privacy officer, of all.

    The newest first, in pages; all that is asked stands on the first. Who answers for privacy at a partner reads of all
    that it gave, without the cases. That either of them looked is on record.
    """
    role = reading.seat.role
    officer = role is Role.PRIVACY_OFFICER
    if not (officer or reading.seat.partner):
        raise NotFound
    beyond = pages.beyond(after, col(Amendment.made_at), col(Amendment.id))
    rows = reading.rows(_LINES[role if role in _LINES else Role.MEMBER].where(beyond).limit(PAGE + 1))
    asked = reading.rows(_WAITING) if after is None and not officer else ()
    if officer or role is Role.PRIVACY_CONTACT:
        looked = {"lines": len(rows[:PAGE]), "asked": {"act": Act.SHARE_RECALLED}}
        reading.consulted.append(db.Entry(Act.LEDGER_HANDED_OUT, Result.DONE, looked))
    had: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for one in reading.rows(_RECEIVERS, amendments=[row.id for row in (*asked, *rows)]):
        had[one.amendment_id].append(one)
    lines = [_line(reading, row, had[row.id], officer=officer) for row in rows[:PAGE]]
    return AmendmentsPage(
        asked=tuple(_line(reading, row, had[row.id], officer=officer) for row in asked),
        done=tuple(line for line in lines if line.mine and line.mine.confirmed_at),
        given=tuple(line for line in lines if not line.mine), officer=officer,
        older=pages.key_of(lines[-1].made_at, lines[-1].id) if len(rows) > PAGE else None,
    )  # fmt: skip


def waiting(reading: Reading) -> tuple[AmendmentLine, ...]:
    """What others put right that my partner had, and has not acted on."""
    rows = reading.rows(_WAITING)
    return tuple(_line(reading, row, (), officer=False) for row in rows)


def recall_page(reading: Reading, statement_id: UUID) -> RecallPage:
    """A statement of my own partner, and everybody it was given to."""
    statement = require_given(reading, statement_id)
    row = reading.row(_HEAD, statement=statement_id)
    in_words = statement.field is None and statement.removed_at is None
    said = own.one_passage(reading, statement.case_id, statement_id) if in_words else None
    return RecallPage(
        statement_id=statement_id, case_id=statement.case_id, case_word=row.code_word, field=statement.field,
        letter=row.letter, text=said.text if said else None, has_it=has_it(reading, statement_id),
    )  # fmt: skip


def to_share_again(reading: Reading, case_id: UUID, statement_id: UUID) -> ShareChoice:
    """The newest words of a statement of my own partner, for everybody who still has older ones."""
    statement, version = visible.require_own_statement(reading, statement_id)
    if statement.case_id != case_id:
        raise NotFound
    still = [one.partner_id for one in has_it(reading, statement_id) if one.in_force]
    return ShareChoice(versions=[version.id], receivers=still)


def require_given(reading: Reading, statement_id: UUID) -> Statement:
    """A statement of my own partner, taken back or not, in a case of which I am a member; an act holds it."""
    wanted = _GIVEN.with_for_update() if isinstance(reading, Writing) else _GIVEN
    found = reading.entities(wanted, statement=statement_id)
    if found is None:
        raise NotFound
    return cast("Statement", found[0])


def require_asked(work: Writing, amendment_id: UUID) -> tuple[Amendment, AmendmentReceiver] | None:
    """What is asked of my partner about one amendment, held; none where nothing is."""
    found = work.entities(_ASKED, amendment=amendment_id)
    return (found[0], found[1]) if found else None


def has_it(reading: Reading, statement_id: UUID) -> tuple[HasIt, ...]:
    """The partners that were ever given a statement or shown it, in the fixed order."""
    given_to = had(reading, statement_id)
    shares: dict[UUID, Row[Any]] = {row.receiver_id: row for row in reading.rows(_SHARES, statement=statement_id)}
    recalled = {row.receiver_id: row.at for row in reading.rows(_RECALLED, statement=statement_id)}
    return tuple(
        _has_it(row, shares.get(row.id), given_to.get(row.id), recalled.get(row.id))
        for row in reading.rows(_PARTNERS, partners=list({*given_to, *shares}))
    )


def shown(reading: Reading, statements: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these statements of our own anybody of another partner was shown."""
    wanted = list(statements)
    with reading.beyond(Beyond.GIVEN):
        return frozenset(reading.values(_ANY_SHOWN, statements=wanted)) if wanted else frozenset()


def had(reading: Reading, statement_id: UUID) -> Mapping[UUID, Had]:
    """Per partner but the giver: what anybody there was shown of a statement, on a screen, in a copy, by a machine."""
    found: dict[UUID, Had] = {}
    with reading.beyond(Beyond.GIVEN):
        rows, copies = (reading.rows(one, statement=statement_id) for one in (_SHOWN, _COPIES))
    agendas = _in_agendas(reading, rows)
    fetched = {(row.membership_id, row.fetched_at) for row in copies} | {one[1:] for one in agendas}
    forms: dict[UUID, set[HadAs]] = defaultdict(set)
    for row in rows:
        one = found.setdefault(row.partner_id, Had(row.at))
        one.versions.add(row.version_id)
        one.members.add(row.membership_id)
        if (row.membership_id, row.at) not in fetched:
            forms[row.partner_id].add(HadAs.MACHINE if row.token else HadAs.SCREEN)
    for row in copies:
        forms[row.partner_id].add(HadAs(row.format))
    for partner, *_ in agendas:
        forms[partner].add(HadAs.AGENDA)
    for partner, one in found.items():
        one.had_as = tuple(form for form in HadAs if form in forms[partner])
    return found


def _in_agendas(reading: Reading, shown: Sequence[Row[Any]]) -> list[tuple[UUID, UUID, datetime]]:
    """By which other partner and seat, and when, an agenda or script with these words was taken along as a file.

    Only files made since somebody was first shown them are looked through.
    """
    since = ledger.in_envelope(min(row.at for row in shown)) if shown else ""
    versions = {str(row.version_id) for row in shown}
    rows = [row for version in versions for row in reading.rows(_AGENDAS, version=version, since=since)]
    found = [(UUID(row.partner), UUID(row.membership), datetime.fromisoformat(row.at)) for row in rows]
    return [one for one in found if one[0] != reading.seat.partner]


def _has_it(row: Row[Any], share: Row[Any] | None, shown: Had | None, recalled: datetime | None) -> HasIt:
    """What was given again after a recall is not recalled."""
    again = share is not None and recalled is not None and share.given_at > recalled
    return HasIt(
        partner_id=row.id, name=row.name, in_force=share is not None and bool(share.in_force),
        shown_at=shown.since if shown else None, had_as=shown.had_as if shown else (),
        recalled_at=None if again else recalled,
    )  # fmt: skip


def _line(reading: Reading, row: Row[Any], had: Iterable[Row[Any]], *, officer: bool) -> AmendmentLine:
    gave = not officer and row.giver_id == reading.seat.partner
    known = officer or row.member
    all_of_them = tuple(had)
    mine = next((one for one in all_of_them if one.receiver_id == reading.seat.partner), None)
    return AmendmentLine(
        id=row.id, kind=row.kind, reason=row.reason, giver=row.giver, made_at=row.made_at,
        case_id=row.case_id if known and not officer else None, case_word=row.code_word if known else None,
        statement_id=row.statement_id if gave and row.member else None, by=row.by if gave else None,
        mine=TookBack.model_validate(mine) if mine and not officer else None,
        receivers=tuple(TookBack.model_validate(one) for one in all_of_them) if officer or gave else (),
    )  # fmt: skip


_member = visible.membership_of(ASKER, col(Amendment.case_id))
_COLUMNS: Any = (
    select(
        col(Amendment.id), col(Amendment.kind), col(Amendment.reason), col(Amendment.case_id), col(Amendment.made_at),
        col(Amendment.statement_id), col(Amendment.giver_id), col(Partner.name).label("giver"), col(Case.code_word),
        col(Person.name).label("by"), _member.label("member"),
    )
    .select_from(Amendment)
    .join(Case, row_of(Case, Amendment.case_id, Amendment.region_id))
    .join(Partner, row_of(Partner, Amendment.giver_id, Amendment.region_id))
    .join(Person, col(Person.id) == col(Amendment.made_by))
    .order_by(col(Amendment.made_at).desc(), col(Amendment.id).desc())
)  # fmt: skip
_LINES: Any = {
    role: _COLUMNS.where(visible.amendments(asker(role=role)))
    for role in (Role.PRIVACY_OFFICER, Role.PRIVACY_CONTACT, Role.MEMBER)
}
_RECEIVERS: Any = (
    select(
        col(AmendmentReceiver.amendment_id), col(AmendmentReceiver.receiver_id), col(Partner.name),
        col(AmendmentReceiver.shown_at), col(AmendmentReceiver.had_as), col(AmendmentReceiver.told_at),
        col(AmendmentReceiver.confirmed_at), col(AmendmentReceiver.dealt),
    )
    .join(Partner, row_of(Partner, AmendmentReceiver.receiver_id, AmendmentReceiver.region_id))
    .where(col(AmendmentReceiver.region_id) == ASKER.region)
    .where(one_of(col(AmendmentReceiver.amendment_id), "amendments"))
    .order_by(col(Partner.position))
)  # fmt: skip
_of_ours = and_(
    col(AmendmentReceiver.region_id) == col(Amendment.region_id),
    col(AmendmentReceiver.amendment_id) == col(Amendment.id),
    col(AmendmentReceiver.receiver_id) == ASKER.partner,
)
_WAITING: Any = _COLUMNS.join(AmendmentReceiver, _of_ours).where(
    visible.amendments(asker(role=Role.MEMBER)), col(AmendmentReceiver.confirmed_at).is_(None)
)
_ASKED: Any = (
    select(Amendment, AmendmentReceiver)
    .join(AmendmentReceiver, _of_ours)
    .where(visible.amendments(asker(role=Role.MEMBER)), col(Amendment.id) == given("amendment"))
    .with_for_update(of=AmendmentReceiver)
)
_GIVEN: Any = select(Statement).where(
    col(Statement.region_id) == ASKER.region, col(Statement.id) == given("statement"),
    col(Statement.partner_id) == ASKER.partner, visible.membership_of(ASKER, col(Statement.case_id)),
)  # fmt: skip
_HEAD: Any = (
    select(col(Case.code_word), col(Subject.letter))
    .select_from(Statement)
    .join(Case, row_of(Case, Statement.case_id, Statement.region_id))
    .outerjoin(Subject, row_of(Subject, Statement.subject_id, Statement.region_id))
    .where(col(Statement.region_id) == ASKER.region, col(Statement.id) == given("statement"))
)
_of_statement = (col(Version.region_id) == ASKER.region, col(Version.statement_id) == given("statement"))
_SHOWN: Any = (
    select(
        col(HandOut.partner_id), col(HandOut.membership_id), col(HandOut.version_id), col(HandOut.at),
        col(AccessToken.id).label("token"),
    )
    .join(Version, row_of(Version, HandOut.version_id, HandOut.region_id))
    .outerjoin(AccessToken, row_of(AccessToken, HandOut.sitting_id, HandOut.region_id))
    .where(*_of_statement, col(HandOut.partner_id) != ASKER.partner)
    .order_by(col(HandOut.at))
)  # fmt: skip
_ANY_SHOWN: Any = (
    select(col(Version.statement_id))
    .distinct()
    .join(HandOut, and_(col(HandOut.region_id) == col(Version.region_id), col(HandOut.version_id) == col(Version.id)))
    .where(col(Version.region_id) == ASKER.region, one_of(col(Version.statement_id), "statements"))
    .where(col(HandOut.partner_id) != ASKER.partner)
)
_COPIES: Any = (
    select(
        col(Membership.partner_id), col(MinutesCopy.membership_id), col(MinutesCopy.format),
        col(MinutesCopy.fetched_at),
    )
    .distinct()
    .select_from(CopyLine)
    .join(Version, row_of(Version, CopyLine.version_id, CopyLine.region_id))
    .join(MinutesCopy, row_of(MinutesCopy, CopyLine.copy_id, CopyLine.region_id))
    .join(Membership, row_of(Membership, MinutesCopy.membership_id, MinutesCopy.region_id))
    .where(*_of_statement, col(MinutesCopy.fetched_at).is_not(None), col(Membership.partner_id) != ASKER.partner)
)  # fmt: skip
_AGENDAS: Any = select(
    col(Entry.at), EnvelopeField("partner").label("partner"), EnvelopeField("membership").label("membership")
).where(
    col(Entry.region_id) == ASKER.region, col(Entry.act) == Act.AGENDA_EXPORTED, col(Entry.at) >= given("since"),
    col(Entry.envelope).contains(given("version")),
)  # fmt: skip
_stands = case((and_(col(Share.ended_at).is_(None), col(Share.ends_at) > NOW), 1), else_=0)
_SHARES: Any = (
    select(
        col(Share.receiver_id), func.max(col(Share.given_at)).label("given_at"), func.max(_stands).label("in_force")
    )
    .where(col(Share.region_id) == ASKER.region, col(Share.statement_id) == given("statement"))
    .group_by(col(Share.receiver_id))
)  # fmt: skip
_RECALLED: Any = (
    select(col(AmendmentReceiver.receiver_id), func.max(col(Amendment.made_at)).label("at"))
    .join(Amendment, row_of(Amendment, AmendmentReceiver.amendment_id, AmendmentReceiver.region_id))
    .where(col(Amendment.region_id) == ASKER.region, col(Amendment.statement_id) == given("statement"))
    .where(col(Amendment.kind) == AmendmentKind.RECALLED)
    .group_by(col(AmendmentReceiver.receiver_id))
)
_PARTNERS: Any = (
    select(col(Partner.id), col(Partner.name))
    .where(col(Partner.region_id) == ASKER.region, one_of(col(Partner.id), "partners"))
    .order_by(col(Partner.position))
)
