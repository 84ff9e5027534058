"""Passages on screen: write, edit, save while typing, and put right what was typed in the wrong place."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Depends, Request
from fastapi.responses import Response

from models.forms.casework import (
    Autosave,
    CheckPassage,
    EditPassage,
    JustOnce,
    MovePassage,
    SayForOtherSeat,
    WritePassage,
)
from models.terms import Reliability, StatementKind, SubjectRole
from models.views.casework import Passage
from models.views.passages import PassagePage
from models.views.readers import Readers
from tafel import amending, clock, corrections, db, statements
from tafel.db import Writing
from tafel.seat import Seat
from tafel.sight import casework as seen
from tafel.sight import own, readers
from web.answer import act, keep, page, press
from web.doors import AtPartnerSeat
from web.filled import Filled, blank, filled, readable
from web.routing import Router

router = Router()

Writes = Annotated[Filled[WritePassage], Depends(filled(WritePassage))]
Edits = Annotated[Filled[EditPassage], Depends(filled(EditPassage))]
Saves = Annotated[Filled[Autosave], Depends(filled(Autosave))]
Checks = Annotated[Filled[CheckPassage], Depends(filled(CheckPassage))]
Presses = Annotated[Filled[JustOnce], Depends(filled(JustOnce))]


@router.get("/casussen/{case_id}/inbreng/nieuw")
def new_passage(request: Request, seat: AtPartnerSeat, case_id: UUID, vraag: UUID | None = None) -> Response:
    """A new passage; `vraag`: to share in answer to a question."""
    return _new(request, seat, case_id, question=vraag)


@router.post("/casussen/{case_id}/inbreng/nieuw")
def write(
    request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Writes, nog: int = 0, vraag: UUID | None = None
) -> Response:
    """Write it; with `nog` go on to another one, with `vraag` to share it in answer to that question."""

    def writes(work: Writing, form: WritePassage) -> str:
        after = _after(case_id, statements.write(work, case_id, form), more=nog == 1)
        return f"/casussen/{case_id}/delen?vraag={vraag}" if vraag else after

    return act(request, seat, sent, writes, lambda **how: _new(request, seat, case_id, question=vraag, **how))


@router.post("/casussen/{case_id}/inbreng/{draft_id}/bewaar")
def save_new(
    request: Request, seat: AtPartnerSeat, case_id: UUID, draft_id: UUID, sent: Saves, taak: UUID | None = None,
    *, punt: UUID | None = None,
) -> Response:  # fmt: skip
    """Keep a new passage while it is typed; `punt`: the item under which it is typed, on a page with several."""
    fields = {"field": f"text-{punt}", "base_name": f"base.{punt}"} if punt else {}
    return _save(
        request, seat, draft_id, sent, lambda work, form: statements.begin(work, case_id, draft_id, form), taak,
        **fields,
    )  # fmt: skip


@router.post("/casussen/{case_id}/inbreng/nieuw/lezers")
def readers_of_new(request: Request, seat: AtPartnerSeat, case_id: UUID, sent: Checks) -> Response:
    """Who would read the passage that is being typed. Nothing is kept, and nothing is shared."""
    see = lambda reading: readers.of_passage(reading, case_id, readable(CheckPassage, sent))  # noqa: E731 used twice
    return _checked(request, seat, sent, see, lambda **how: _new(request, seat, case_id, **how))


@router.get("/inbreng/{statement_id}")
def passage(request: Request, seat: AtPartnerSeat, statement_id: UUID) -> Response:
    """A passage of one's own partner, to edit, with its versions."""
    return _edit(request, seat, statement_id)


@router.post("/inbreng/{statement_id}")
def edit(request: Request, seat: AtPartnerSeat, statement_id: UUID, sent: Edits) -> Response:
    """New words for it."""
    return act(
        request, seat, sent,
        lambda work, form: _edited(work, statement_id, form),
        lambda **how: _edit(request, seat, statement_id, **how),
    )  # fmt: skip


@router.post("/inbreng/{statement_id}/lezers")
def readers_of(request: Request, seat: AtPartnerSeat, statement_id: UUID, sent: Checks) -> Response:
    """The same of new words for a passage."""

    def see(reading: db.Reading) -> Readers:
        case_id = seen.case_of(reading, statement_id)
        return readers.of_passage(reading, case_id, readable(CheckPassage, sent), statement_id)

    return _checked(request, seat, sent, see, lambda **how: _edit(request, seat, statement_id, **how))


@router.post("/inbreng/{statement_id}/bewaar")
def save(request: Request, seat: AtPartnerSeat, statement_id: UUID, sent: Saves, taak: UUID | None = None) -> Response:
    """Keep the text while it is typed."""
    return _save(
        request, seat, statement_id, sent, lambda work, form: statements.autosave(work, statement_id, form), taak
    )


@router.post("/inbreng/{statement_id}/weghalen")
def remove(request: Request, seat: AtPartnerSeat, statement_id: UUID, sent: Presses) -> Response:
    """Take it back; it can be put back."""
    return press(
        request, seat, sent,
        lambda work, _form: f"/casussen/{statements.remove(work, statement_id)}?gedaan=weg#weggehaald",
    )  # fmt: skip


@router.post("/inbreng/{statement_id}/terugzetten")
def restore(request: Request, seat: AtPartnerSeat, statement_id: UUID, sent: Presses) -> Response:
    """Put it back."""
    return press(
        request, seat, sent, lambda work, _form: f"/casussen/{statements.restore(work, statement_id)}?gedaan=terug"
    )


@router.post("/inbreng/{statement_id}/verplaatsen")
def move(
    request: Request,
    seat: AtPartnerSeat,
    statement_id: UUID,
    sent: Annotated[Filled[MovePassage], Depends(filled(MovePassage))],
) -> Response:
    """Typed in the wrong case."""

    def moves(work: Writing, form: MovePassage) -> str:
        moved = corrections.move(work, statement_id, form)
        return f"/casussen/{form.case_id}?gedaan=verplaatst#p-{moved}"

    return act(request, seat, sent, moves, lambda **how: _edit(request, seat, statement_id, **how))


@router.post("/inbreng/{statement_id}/andere-taak")
def say_for_other_seat(
    request: Request, seat: AtPartnerSeat, statement_id: UUID,
    sent: Annotated[Filled[SayForOtherSeat], Depends(filled(SayForOtherSeat))],
) -> Response:  # fmt: skip
    """Typed for the wrong one of one's own partners."""

    def hands_over(work: Writing, form: SayForOtherSeat) -> str:
        return f"/casussen/{corrections.say_for_other_seat(work, statement_id, form)}?gedaan=andere-taak"

    return act(request, seat, sent, hands_over, lambda **how: _edit(request, seat, statement_id, **how))


def _new(
    request: Request, seat: Seat, case_id: UUID, *, theirs: Passage | None = None, question: UUID | None = None,
    **how: Any,
) -> Response:  # fmt: skip
    """The page for a new passage; once its draft was saved by somebody else, the page of that passage."""
    if theirs is not None:
        return _edit(request, seat, theirs.statement_id, theirs=theirs, **how)
    return _page(
        request, seat, lambda reading: seen.passage_page(reading, case_id), theirs=None, question=question, **how
    )


def _edit(request: Request, seat: Seat, statement_id: UUID, *, theirs: Passage | None = None, **how: Any) -> Response:
    def see(reading: db.Reading) -> PassagePage:
        return seen.passage_page(reading, seen.case_of(reading, statement_id), statement_id)

    return _page(request, seat, see, theirs=theirs, question=None, **how)


def _page(
    request: Request, seat: Seat, see: Callable[[db.Reading], PassagePage],
    checked: Callable[[db.Reading], Readers] | None = None, **how: Any,
) -> Response:  # fmt: skip
    """The page of a passage; with who would read it, where a browser without a script asked."""

    def both(reading: db.Reading) -> tuple[PassagePage, Readers | None]:
        return see(reading), checked(reading) if checked else None

    return page(request, seat, "passage/page.html", both, **LISTS, **how)


def _checked(
    request: Request, seat: Seat, sent: Filled[Any], see: Callable[[db.Reading], Readers],
    whole: Callable[..., Response],
) -> Response:  # fmt: skip
    if "hx-request" in request.headers:
        return page(request, seat, "readers/_panel.html", see)
    return whole(filled=Filled(None, sent.typed), checked=see)


def _edited(work: Writing, statement_id: UUID, form: EditPassage) -> str:
    """On to the case; after a correction to share the new words."""
    case_id = seen.case_of(work, statement_id)
    amending.edit(work, statement_id, form)
    return (
        f"/casussen/{case_id}/delen?gedaan=verbeterd&passage={statement_id}"
        if form.wrong
        else _after(case_id, statement_id)
    )


def _after(case_id: UUID, statement_id: UUID, *, more: bool = False) -> str:
    return f"/casussen/{case_id}/inbreng/nieuw" if more else f"/casussen/{case_id}#p-{statement_id}"


def _save(
    request: Request,
    seat: Seat,
    statement_id: UUID,
    sent: Filled[Autosave],
    save: Callable[[Writing, Autosave], str],
    drawn_for: UUID | None,
    **fields: Any,
) -> Response:
    theirs = lambda reading: _stands(reading, statement_id)  # noqa: E731 named, to keep the call on one line
    return keep(
        seat, sent, drawn_for, save,
        lambda base: page(request, seat, "passage/_saved.html", lambda _: base, **fields),
        lambda: page(request, seat, "passage/_theirs.html", theirs, status=409, **fields),
    )  # fmt: skip


def _stands(reading: db.Reading, statement_id: UUID) -> Passage | None:
    return own.one_passage(reading, seen.case_of(reading, statement_id), statement_id)


def _start(view: PassagePage) -> Filled[Any]:
    """The form as it is first shown: fact, today, the usual category; or the passage as it stands."""
    stands = view.passage
    if stands is None:
        return blank(
            text="", draft=uuid4(), base="", category=view.preset, kind=StatementKind.FACT, names_person="no",
            exact_place="no", observed_on=clock.today(), roles=_roles(view), purpose=view.purpose,
        )  # fmt: skip
    return blank(
        text=stands.text, base=f"{stands.version_id}.{stands.edit}", category=stands.category, kind=stands.kind,
        reliability=stands.reliability, observed_on=_day(stands), names_person="yes" if stands.names_person else "no",
        exact_place="yes" if stands.exact_place else "no", about=[link.subject_id for link in stands.about],
        roles=_roles(view), purpose=view.purpose,
    )  # fmt: skip


def _day(stands: Passage) -> str | None:
    if stands.observed_on is None:
        return None
    return f"{stands.observed_on:%Y-%m}" if stands.by_month else stands.observed_on.isoformat()


def _roles(view: PassagePage) -> list[str]:
    """What each subject would be in this passage: what it says now, else what is known of the subject."""
    says = {link.subject_id: link.role for link in view.passage.about} if view.passage else {}
    return [f"{one.id}:{says.get(one.id) or one.role or SubjectRole.OTHER}" for one in view.subjects]


def _cases(view: PassagePage) -> list[tuple[str, str]]:
    return [(str(one.id), f"{one.code_word} ({one.reference})") for one in view.other_cases]


LISTS: dict[str, Any] = {
    "start": _start,
    "cases_of": _cases,
    "kinds": tuple(StatementKind),
    "reliabilities": tuple(Reliability),
    "roles": tuple(SubjectRole),
}
