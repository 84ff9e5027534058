"""Wrong category: a receiver says so, nobody reads the passage until the giver answered."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.acts import Act
from models.amend_terms import RecallReason
from models.forms.sharing import AnswerDoubt, DoubtCategory
from models.tables.casework import About, Statement, Version
from models.tables.sharing import CategoryDoubt, Share
from models.terms import DataCategory, Shape, ShareEnd
from tafel import amendments, ids, share_ends, sharing, statements
from tafel.db import Writing
from tafel.refusals import Invalid, NotFound, say
from tafel.sight import amended, own, visible
from tafel.sight import sharing as seen


def doubt(work: Writing, form: DoubtCategory) -> UUID:
    """A receiver says a passage stands under the wrong category: nobody it was given to reads it until it is answered.

    Returns its case.
    """
    wanted = select(Share).where(visible.shared_with(work.seat, work.now), col(Share.id) == form.share_id)
    share = work.session.scalar(wanted)
    if share is None or work.seat.partner is None:
        raise NotFound
    visible.require_case(work, share.case_id)
    _hold_statement(work, share.statement_id)
    if work.session.scalar(wanted) is None:
        raise NotFound  # somebody doubted it at this very moment, or it ended
    if form.suggested in (share.category, DataCategory.D14):
        raise Invalid(suggested=say("Kies een andere soort dan waar het nu onder staat."))
    share_ends.hold(work, share.version_id)
    work.session.add(
        CategoryDoubt(
            region_id=work.seat.region, id=ids.new(), share_id=share.id, version_id=share.version_id,
            suggested=form.suggested, doubted_by=work.seat.person, doubted_for=work.seat.partner, doubted_at=work.now,
        )
    )  # fmt: skip
    work.record(
        Act.CATEGORY_DOUBTED, case=share.case_id, giver=share.giver_id, receiver=share.receiver_id,
        version=share.version_id, suggested=form.suggested,
    )  # fmt: skip
    return share.case_id


def look_again(work: Writing, case_id: UUID, gone: UUID, stayed: UUID) -> None:
    """Two letters came apart: of words that moved from one to the other the giver says first about whom they are."""
    shares = {share.version_id: share for share in work.session.scalars(_moved_words(work, case_id, gone, stayed))}
    for share in shares.values():
        share_ends.hold(work, share.version_id)
        work.session.add(
            CategoryDoubt(
                region_id=work.seat.region, id=ids.new(), share_id=share.id, version_id=share.version_id,
                doubted_by=work.seat.person, doubted_for=share.giver_id, doubted_at=work.now,
            )
        )  # fmt: skip
    work.session.flush()


def _moved_words(work: Writing, case_id: UUID, gone: UUID, stayed: UUID) -> Any:
    """Shares that stand of versions about the one letter whose statement was about the other before."""
    before = aliased(Version)
    was_about, is_about = (
        select(col(About.version_id)).where(col(About.region_id) == work.seat.region, col(About.subject_id) == letter)
        for letter in (gone, stayed)
    )
    moved = select(col(before.statement_id)).where(
        col(before.region_id) == work.seat.region, col(before.id).in_(was_about)
    )
    return (
        select(Share)
        .where(col(Share.region_id) == work.seat.region, col(Share.case_id) == case_id, col(Share.ended_at).is_(None))
        .where(col(Share.statement_id).in_(moved), col(Share.version_id).in_(is_about))
        .order_by(col(Share.id))
    )


def answer(work: Writing, doubt_id: UUID, form: AnswerDoubt) -> None:
    """The giver keeps the category and it is read again; or chooses another: it is recalled, and a draft waits.

    A field that does not belong where it stands is taken back: its shares end, and it can be put back.
    """
    doubted, share = _open(work, doubt_id)
    statement = visible.require_own_statement(work, share.statement_id)[0]
    visible.require_case(work, share.case_id)
    if form.category is None:
        if statement.shape is not Shape.FIELD:
            raise Invalid(category=say("Kies een van de mogelijkheden."))
        _does_not_stand(work, statement, share)
        statements.remove(work, share.statement_id)
        return
    if not own.may_choose(work.seat, form.category):
        raise Invalid(category=say("Deze soort gegevens kunt u niet kiezen."))
    if form.category is share.category:
        _close(work, col(CategoryDoubt.id) == doubted.id, kept=True)
        if not seen.doubted(work, [share.version_id]):
            share_ends.let_go(work, share.version_id)
        work.record(Act.CATEGORY_KEPT, case=share.case_id, giver=share.giver_id, version=share.version_id)
        return
    _does_not_stand(work, statement, share)
    statements.recategorise(work, share.statement_id, form.category)


def _does_not_stand(work: Writing, statement: Statement, share: Share) -> None:
    """The receiver was right: whoever had these words, be it long ago, is told why, and asked what it did."""
    _close(work, col(CategoryDoubt.version_id) == share.version_id, kept=False)
    ended = sharing.end_of_version(work, share.version_id, ShareEnd.CATEGORY_CHANGED)
    before = {one.partner_id for one in amended.has_it(work, statement.id) if one.to_recall and not one.in_force}
    had = amendments.had(work, statement.id)
    wrong = ended | {partner for partner in before & had.keys() if share.version_id in had[partner].versions}
    if wrong & had.keys():
        amendments.recalled(work, statement, wrong, RecallReason.NO_GROUND)


def _open(work: Writing, doubt_id: UUID) -> tuple[CategoryDoubt, Share]:
    found = work.session.execute(
        select(CategoryDoubt, Share)
        .join(
            Share,
            (col(Share.region_id) == col(CategoryDoubt.region_id)) & (col(Share.id) == col(CategoryDoubt.share_id)),
        )
        .where(col(CategoryDoubt.region_id) == work.seat.region, col(CategoryDoubt.id) == doubt_id)
        .where(col(Share.giver_id) == work.seat.partner, col(CategoryDoubt.answered_at).is_(None))
        .with_for_update()
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _close(work: Writing, which: object, *, kept: bool) -> None:
    work.session.execute(
        update(CategoryDoubt)
        .where(col(CategoryDoubt.region_id) == work.seat.region, col(CategoryDoubt.answered_at).is_(None), which)  # type: ignore[arg-type]
        .values(kept=kept, answered_at=work.now, answered_by=work.seat.person)
    )


def _hold_statement(work: Writing, statement_id: UUID) -> None:
    """Sharing it and doubting it wait for each other."""
    held = select(col(Statement.id)).where(
        col(Statement.region_id) == work.seat.region, col(Statement.id) == statement_id
    )
    work.session.execute(held.with_for_update())
