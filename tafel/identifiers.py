"""What identifies in a signal: written, changed or taken back, each of which asks whether another holds the same.

Nothing is looked up here. What was asked waits for the round in which all that was asked is compared
(`tafel/hits.py`): so nothing that the asker sees, nor the time it takes, can depend on what others hold.
"""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act, Result
from models.forms.casework import PassageWords
from models.forms.identifiers import SayIdentifier
from models.identifier_terms import Asking, IdentifierKind
from models.tables.identifiers import Asked, Identifier
from models.tables.people import Membership
from models.terms import DataCategory, PartnerKind, Purpose, Reliability
from tafel import blind_index, clock, ids, seal, versions
from tafel.db import Writing
from tafel.normal import Normal, normal
from tafel.prepared import ASKER, given
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.seat import Seat
from tafel.sight import handed_out, own, visible
from tafel.sight import identifiers as seen

MOST_A_DAY = 40
OF_PEOPLE = frozenset({IdentifierKind.PERSON, IdentifierKind.PHONE, IdentifierKind.PLATE, IdentifierKind.ADVERT})
BOUND = frozenset(
    {
        PartnerKind.COL_W, PartnerKind.ZC, PartnerKind.OPV, PartnerKind.VT, PartnerKind.GGD, PartnerKind.ARTS,
        PartnerKind.JHV, PartnerKind.GI, PartnerKind.RVDK, PartnerKind.BD,
    }
)  # fmt: skip


def put(work: Writing, case_id: UUID, form: SayIdentifier, *, waits: bool = False) -> UUID:
    """Write what identifies in a signal, or change it: its words are one's own partner's alone, and it is compared.

    `waits`: it is kept with a draft, and is not compared before that is brought. Raises Invalid for what cannot be,
    Refused when somebody asked too often today.
    """
    visible.require_open_case(work, case_id)
    if not waits:
        seen.require_signal(work, case_id)
    found = normal(form.kind, form.value, form.born, clock.day_of(work.now))
    stands = _stands(work, case_id, form)
    same = {one.text: one.statement_id for one in seen.lines(work, case_id)}.get(found.shown)
    if same and same != form.statement_id:
        raise Invalid(value=say("Dit gegeven staat al bij dit signaal."))
    compared = is_compared(work.seat.kind, form.kind) and not waits
    if same and stands and stands.compared == compared:
        return same
    if compared:
        _not_too_often(work)
    statement = same or _write(work, case_id, form, found)
    stands = stands or _begin(work, statement, form.kind)
    if compared:
        _put_out(work, stands, found)
    return statement


def is_compared(partner: PartnerKind | None, kind: IdentifierKind) -> bool:
    """Nothing of people is compared by itself for a partner that is bound to secrecy about them."""
    return not (kind in OF_PEOPLE and partner in BOUND)


def is_bound(seat: Seat) -> bool:
    """Whether something of what this seat writes is not compared."""
    return any(not is_compared(seat.kind, kind) for kind in IdentifierKind)


def removed(work: Writing, statement_id: UUID) -> None:
    """It was taken back: that asks too, and is never refused for being too often."""
    _again(work, statement_id, Asking.DELETED)


def restored(work: Writing, statement_id: UUID) -> None:
    """It was put back, and is compared anew; of what was erased there is nothing to put back."""
    if seen.is_erased(work, statement_id):
        raise NotFound
    if seen.is_identifier(work, statement_id):
        _not_too_often(work)
    _again(work, statement_id, Asking.NEW)


def not_by_itself(work: Writing, statement_id: UUID) -> None:
    """Raises Refused where words identify: they are changed where they are compared."""
    if seen.is_identifier(work, statement_id):
        raise Refused(say("Dit gegeven wijzigt u bij het signaal, onder de gegevens om te vergelijken."))


def _again(work: Writing, statement_id: UUID, change: Asking) -> None:
    """Ask with the value as it stands, under the same commitment."""
    last = work.entities(_LAST, statement=statement_id)
    if last is not None:
        stands = work.session.get_one(Identifier, (work.seat.region, statement_id))
        _note(work, stands, change, last[0].nonce, last[0].commitment)


def _stands(work: Writing, case_id: UUID, form: SayIdentifier) -> Identifier | None:
    """What the new value takes the place of."""
    if form.statement_id is None:
        return None
    stands = seen.require_own(work, case_id, form.statement_id)
    if stands.kind is not form.kind:
        raise Invalid(kind=say("Haal dit gegeven weg en zet het andere erbij."))
    return stands


def _put_out(work: Writing, stands: Identifier, found: Normal) -> None:
    """Let it be found by others, and ask whether they hold the same."""
    blind_index.put(work, stands.statement_id, stands.kind, found)
    change, nonce = Asking.CHANGED if stands.compared else Asking.NEW, seal.new_key()
    stands.compared = True
    commitment = blind_index.commitment(work.seat.region, stands.kind, nonce, found.exact)
    _note(work, stands, change, nonce, commitment)


def _begin(work: Writing, statement_id: UUID, kind: IdentifierKind) -> Identifier:
    stands = Identifier(
        region_id=work.seat.region, statement_id=statement_id, kind=kind, compared=False, asked_at=work.now
    )
    work.session.add(stands)
    work.session.flush()
    return stands


def _write(work: Writing, case_id: UUID, form: SayIdentifier, found: Normal) -> UUID:
    words = _words(work, form.kind, found)
    if form.statement_id is None:
        statement = versions.new_statement(work, case_id)
        versions.first_version(work, statement, words)
        act = Act.STATEMENT_WRITTEN
    else:
        statement, version = visible.require_own_statement(work, form.statement_id)
        fresh = version.written_by == work.seat.person and version.frozen_at is None
        if fresh and not handed_out.was_shown(work, version.id):
            versions.overwrite(work, statement, version, words)
        else:
            versions.next_version(work, statement, words)
        act = Act.STATEMENT_EDITED
    work.record(act, case=case_id, giver=work.seat.partner, statement=statement.id)
    return statement.id


def _words(work: Writing, kind: IdentifierKind, found: Normal) -> PassageWords:
    asked = work.seat.kind in own.ASKED_RELIABILITY
    return PassageWords(
        text=found.shown, category=DataCategory.D2 if kind is IdentifierKind.COMPANY else DataCategory.D1,
        reliability=Reliability.UNVERIFIED if asked else None, names_person=kind is not IdentifierKind.COMPANY,
        exact_place=kind is IdentifierKind.ADDRESS,
    )  # fmt: skip


def _note(work: Writing, stands: Identifier, change: Asking, nonce: bytes, commitment: bytes) -> None:
    """That one asked, for the count of today, for the round that compares, and for the ledger; never the value."""
    assert work.seat.partner
    stands.asked_at = work.now
    work.session.add(
        Asked(
            region_id=work.seat.region, id=ids.new(), statement_id=stands.statement_id, partner_id=work.seat.partner,
            person_id=work.seat.person, change=change, purpose=Purpose.P1, nonce=nonce, commitment=commitment,
            at=work.now,
        )
    )  # fmt: skip
    work.session.flush()
    work.record(
        Act.IDENTIFIER_ASKED, giver=work.seat.partner, statement=stands.statement_id, kind=stands.kind, change=change,
        purpose=Purpose.P1, commitment=commitment.hex(),
    )  # fmt: skip


def _not_too_often(work: Writing) -> None:
    work.row(_ONE_AT_A_TIME)
    if seen.asked_today(work) < MOST_A_DAY:
        return
    work.record(Act.IDENTIFIER_ASKED, result=Result.REFUSED, giver=work.seat.partner, purpose=Purpose.P1)
    raise Refused(
        say("U liet vandaag al {most} gegevens vergelijken. Dat is het meeste op één dag. Ga morgen verder.",
            most=MOST_A_DAY)
    )  # fmt: skip


_LAST = (
    select(Asked)
    .where(col(Asked.region_id) == ASKER.region, col(Asked.statement_id) == given("statement"))
    .order_by(col(Asked.at).desc())
    .limit(1)
)
_ONE_AT_A_TIME = (  # of one seat: else two that are asked at once are both the last of the day
    select(col(Membership.id))
    .where(col(Membership.region_id) == ASKER.region, col(Membership.id) == ASKER.membership)
    .with_for_update(key_share=True)
)
