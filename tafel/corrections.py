"""Daily mistakes put right: typed in the wrong case, or for the wrong one of one's own partners."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.casework import MovePassage, PassageWords, SayForOtherSeat
from models.tables.casework import Statement, Version
from models.tables.people import Membership, Partner
from models.tables.room import ActionItem, Line
from models.terms import Shape, ShareEnd
from tafel import amendments, identifiers, statements, versions
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.seat import Seat
from tafel.sight import own, visible
from tafel.sight.joins import row_of


def move(work: Writing, statement_id: UUID, form: MovePassage) -> UUID:
    """Typed in the wrong case: its shares end, and the words go on as a draft in the right one, without subjects.

    They stay their writer's, whoever moves them. Undoing it is moving the new draft back. Returns the new draft.
    Raises Refused while others who were shown it there have it: that is recalled first, with a reason.
    """
    from tafel import sharing

    statement, version = visible.require_own_statement(work, statement_id)
    visible.require_open_case(work, statement.case_id)
    visible.require_open_case(work, form.case_id)
    if form.case_id == statement.case_id:
        raise Invalid(case_id=say("Kies een andere casus."))
    _is_passage(work, statement)
    words = statements.words_of(work, statement, version).model_copy(update={"about": []})
    amendments.require_recalled(work, statement_id)
    sharing.end_of_statement(work, statement_id, ShareEnd.MOVED)
    moved = versions.new_statement(work, form.case_id)
    versions.first_version(work, moved, words, version)
    statement.removed_at = work.now
    work.record(
        Act.STATEMENT_MOVED, case=statement.case_id, giver=work.seat.partner, statement=statement_id,
        to_case=form.case_id, to_statement=moved.id,
    )  # fmt: skip
    return moved.id


def say_for_other_seat(work: Writing, statement_id: UUID, form: SayForOtherSeat) -> UUID:
    """Typed for the wrong partner by somebody with two seats: the words go on as a draft of the other partner.

    Both seats must be one's own and members of the case, and every version one's own words: a colleague's never leave
    their partner without a share. Shares that stand end; what others were shown is recalled first. Returns the case.
    """
    from tafel import sharing

    statement, version = visible.require_own_statement(work, statement_id)
    visible.require_open_case(work, statement.case_id)
    other = _other_seat(work, statement.case_id, form.membership_id)
    _is_passage(work, statement)
    _all_own_words(work, statement_id)
    words = _choosable(other, statements.words_of(work, statement, version))
    amendments.require_recalled(work, statement_id)
    sharing.end_of_statement(work, statement_id, ShareEnd.MOVED)
    moved = versions.new_statement(work, statement.case_id, partner_id=other.partner)
    versions.first_version(work, moved, words, version)
    statement.removed_at = work.now
    work.record(
        Act.STATEMENT_MOVED, case=statement.case_id, giver=work.seat.partner, statement=statement_id,
        to_partner=other.partner, to_statement=moved.id,
    )  # fmt: skip
    return statement.case_id


def _other_seat(work: Writing, case_id: UUID, membership_id: UUID) -> Seat:
    """Another seat of the same person that is a member of the same case; else there is none."""
    row = work.session.execute(
        select(col(Membership.id), col(Membership.partner_id), col(Partner.kind))
        .join(Partner, row_of(Partner, Membership.partner_id, Membership.region_id))
        .where(col(Membership.region_id) == work.seat.region, col(Membership.person_id) == work.seat.person)
        .where(col(Membership.id) == membership_id, col(Membership.id) != work.seat.membership)
        .where(col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))
    ).first()  # fmt: skip
    if row is None:
        raise NotFound
    other = replace(work.seat, membership=row.id, partner=row.partner_id, kind=row.kind)
    visible.require_open_case(replace(work, seat=other), case_id)
    return other


def _is_passage(work: Writing, statement: Statement) -> None:
    if statement.shape is Shape.FIELD:
        raise Refused(
            say("Een gegeven van een betrokkene blijft waar het staat. Haal het hier weg en vul het daar in.")
        )
    statements.not_a_question(work, statement.id)
    identifiers.not_by_itself(work, statement.id)
    if work.session.get(Line, (work.seat.region, statement.id)) is not None:
        raise Refused(say("Wat bij een overleg is opgeschreven, blijft bij dat overleg."))
    if work.session.get(ActionItem, (work.seat.region, statement.id)) is not None:
        raise Refused(say("Een actie blijft bij de casus waar zij hoort. Haal haar weg en maak haar daar opnieuw."))


def _all_own_words(work: Writing, statement_id: UUID) -> None:
    """Here, and wherever the words stood before they were moved here."""
    others = select(col(Version.id)).where(
        col(Version.region_id) == work.seat.region,
        col(Version.statement_id).in_([statement_id, *own.moved_from(work, statement_id)]),
        col(Version.written_by) != work.seat.person,
    )
    if work.session.scalar(others.limit(1)) is not None:
        raise Refused(say("Een collega schreef hieraan mee. Diens woorden blijven bij uw eigen partner."))


def _choosable(other: Seat, words: PassageWords) -> PassageWords:
    """The same words, in the usual category of the other partner where it cannot choose the present one."""
    if own.may_choose(other, words.category):
        return words
    return words.model_copy(update={"category": own.preset(other)})
