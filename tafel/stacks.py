"""Stacks: lay signals together that may be about the same, weigh them as one, and go on with them as a case.

A stack holds no words and gives nobody anything to read. Who lays something in it takes part in it, or is the
secretariat, which knows that it waits. Who takes part in none of it sees no such stack.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from models.acts import Act
from models.forms.casework import OpenCase
from models.forms.signals import WeighSignal
from models.forms.stacks import PutInStack, StackToCase, TakeOut
from models.tables.people import Region
from models.tables.stacks import Stack, StackPart
from models.terms import Framework
from tafel import casework, ids, statements, versions, weighing
from tafel.db import Writing
from tafel.prepared import ASKER, given
from tafel.refusals import Invalid, NotFound, Refused, say
from tafel.sight import identifiers, passages, visible
from tafel.sight import stacks as seen
from tafel.sight import weighing as weighed
from tafel.sight.stacks import Lying


def put(work: Writing, form: PutInStack) -> UUID:
    """Lay signals in a stack: one I know, one whose reference I was told, or a new one. Nothing is shared by it.

    Raises Invalid for what cannot be, NotFound for what I take no part in.
    """
    wanted = list(dict.fromkeys(form.cases))
    brought_by = seen.puttable(work, wanted)
    if len(brought_by) < len(wanted):
        raise NotFound
    stack = _chosen(work, form) or _make(work, form)
    for case in wanted:
        _lay(work, stack, case, tells=form.tells and brought_by[case] == work.seat.partner)
    return stack


def take_out(work: Writing, stack_id: UUID, form: TakeOut) -> bool:
    """Take something out of a stack again; returns whether I still know of the stack.

    Who takes part in it takes it out, whoever laid it there; the secretariat takes back only what it laid there itself.
    """
    _, lies = seen.require_stack(work, stack_id)
    inside = {one.inside for one in lies if one.case_id == form.case_id}
    laid = work.things(_LAID, stack=stack_id, case=form.case_id) if inside else ()
    mine = [part for part in laid if True in inside or part.partner_id == work.seat.partner]
    if not mine:
        raise NotFound
    for part in mine:
        part.out_at, part.out_by = work.now, work.seat.person
    work.record(Act.STACK_TAKEN_OUT, giver=work.seat.partner, stack=stack_id, case=form.case_id)
    return len(lies) > 1


def weigh(work: Writing, stack_id: UUID, form: WeighSignal) -> int:
    """Weigh all signals in a stack that my partner takes up, as one: each bringer hears the same of its own.

    Returns how many. Raises as weighing one does; then none of them is weighed.
    """
    waiting = seen.to_weigh(work, seen.require_stack(work, stack_id)[1])
    if not waiting:
        raise Refused(say("In deze bundel wacht geen signaal dat u oppakt."))
    for at, case in enumerate(waiting):
        weighing.weigh(work, case, form.model_copy(update={"item_id": None}), lead_knows=at > 0)
    return len(waiting)


def make_case(work: Writing, stack_id: UUID, form: StackToCase) -> UUID:
    """Go on with a stack as a case, with the partners I choose and nobody else; what lies in it stays as it is.

    My own partner's words go along, unshared. Who is not asked along keeps exactly what it had, and sees no case.
    """
    work.session.get(Stack, (work.seat.region, stack_id), with_for_update={"key_share": True})  # one at a time
    word, lies = seen.require_stack(work, stack_id)
    if seen.to_weigh(work, lies):
        raise Refused(say("Weeg eerst de signalen in deze bundel."))
    if not seen.may_go_on(work, lies):
        raise Refused(
            say("Een casus maakt wie hierin een signaal woog of de regie kreeg, en er nog geen casus van heeft.")
        )
    places = {one.municipality for one in lies if one.inside and one.municipality}
    wanted = OpenCase(
        once=form.once, code_word=word, framework=Framework.C, purposes=form.purposes, partners=form.partners,
        municipality=places.pop() if len(places) == 1 else None,
    )  # fmt: skip
    case = casework.open_case(work, wanted)
    _lay(work, stack_id, case)
    _carry(work, lies, case)
    work.record(Act.STACK_MADE_CASE, giver=work.seat.partner, stack=stack_id, case=case, purposes=form.purposes)
    return case


def take_along(work: Writing, stack_id: UUID, case_id: UUID) -> None:
    """My own partner's words in a stack go along to the case that was made of it: as drafts, shared with nobody."""
    _, lies = seen.require_stack(work, stack_id)
    visible.require_open_case(work, case_id)
    if case_id not in seen.cases_without_us(work, lies):
        raise Refused(say("Uw organisatie schreef al iets in deze casus."))
    _carry(work, lies, case_id)


def _chosen(work: Writing, form: PutInStack) -> UUID | None:
    """The stack that is meant, if it is no new one."""
    if form.stack_id and form.reference:
        raise Invalid(reference=say("Kies een bundel, of vul een code in. Niet allebei."))
    if form.stack_id:
        seen.require_stack(work, form.stack_id)
        return form.stack_id
    if form.reference:
        found = seen.known_by(work, form.reference)
        if found is None:
            raise Invalid(reference=say("Deze code kennen we niet. Kijk na of u hem goed overnam."))
        return found
    return None


def _make(work: Writing, form: PutInStack) -> UUID:
    """A new one, called by a word of the list: words of one's own could tell others what lies in it."""
    if form.code_word and form.code_word not in ids.code_words():
        raise Invalid(code_word=say("Kies een woord uit de lijst."))
    prefix = work.session.scalar(select(col(Region.prefix)).where(col(Region.id) == work.seat.region))
    stack = Stack(
        region_id=work.seat.region, id=ids.new(), reference=ids.stack_reference(prefix or "T"),
        code_word=form.code_word or ids.code_word(), made_at=work.now,
    )  # fmt: skip
    work.session.add(stack)
    work.session.flush()
    work.record(Act.STACK_MADE, giver=work.seat.partner, stack=stack.id)
    return stack.id


def _lay(work: Writing, stack_id: UUID, case_id: UUID, *, tells: bool = False) -> None:
    """Where my partner laid it already it stays as it lies."""
    assert work.seat.partner
    part = StackPart(
        region_id=work.seat.region, id=ids.new(), stack_id=stack_id, case_id=case_id, partner_id=work.seat.partner,
        put_by=work.seat.person, put_at=work.now, tells=tells,
    )  # fmt: skip
    if work.add_if_new(part):
        work.record(Act.STACK_PUT, giver=work.seat.partner, stack=stack_id, case=case_id, tells=tells or None)


def _carry(work: Writing, lies: Sequence[Lying], case_id: UUID) -> None:
    """Copies of what my partner said in the signals, still their writer's; what identifies, and what weighed, stays."""
    signals = [one.case_id for one in lies if one.inside and not one.is_case]
    rows = [row for row in passages.of_cases(work, signals) if row.partner_id == work.seat.partner]
    of_weighing = weighed.words_of(work, signals)
    for row in rows:
        apart = not passages.is_passage(row) or row.line or identifiers.is_identifier(work, row.statement_id)
        if apart or row.statement_id in of_weighing:
            continue
        stands, version = visible.require_own_statement(work, row.statement_id)
        words = statements.words_of(work, stands, version).model_copy(update={"about": []})
        statement = versions.new_statement(work, case_id)
        versions.first_version(work, statement, words, version)
        work.record(Act.STATEMENT_WRITTEN, case=case_id, giver=work.seat.partner, statement=statement.id)


_LAID = (
    select(StackPart)
    .where(col(StackPart.region_id) == ASKER.region, col(StackPart.stack_id) == given("stack"))
    .where(col(StackPart.case_id) == given("case"), col(StackPart.out_at).is_(None))
    .with_for_update()
)
