"""Tell one person by mail that something waits in tafel: a fixed subject and text with a link, nothing of a case."""

from collections.abc import Collection
from typing import cast
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlmodel import col

from models.mail_terms import Notice
from models.tables.casework import CaseMember
from models.tables.people import Membership, Person, Region
from tafel import mail
from tafel.db import Writing
from tafel.prepared import ASKER, given, one_of

SUBJECT = "Bericht van tafel"
_BODY = """Goedendag,

{sentence}

{link}In dit bericht staat met opzet niets over de inhoud. {on}

-----

{english}
This message says nothing about the content on purpose. {on_english}
"""
_ON = ("Meld u aan om verder te lezen.", "Sign in to read on.")
_ON_BY_CODE = ("U hebt geen wachtwoord nodig.", "You need no password.")
_SENTENCES = {
    Notice.INVITED: (
        "Er is een bericht over een overleg voor u. Het bestand erbij werkt uw agenda bij. Hier leest u verder:",
        "There is a message about a meeting for you. The file with it updates your calendar. The page tells more.",
    ),
    Notice.REMARKS_ASKED: (
        "Er staat een verslag voor u klaar. Op deze pagina leest u het, en kunt u opmerkingen maken.",
        "Minutes are ready for you. The page shows them, and lets you make remarks.",
    ),
    Notice.AMENDED: (
        "Een partner heeft iets verbeterd of teruggehaald. Op deze pagina leest u wat er van u wordt gevraagd.",
        "A partner corrected something or took it back. The page tells what is asked of you.",
    ),
    Notice.ASKED: (
        "Een partner stelt uw partner een vraag. Op deze pagina leest u haar, en antwoordt u.",
        "A partner asks yours a question. The page shows it, and lets you answer.",
    ),
    Notice.COPY_READY: (
        "Er staat een exemplaar van een verslag voor u klaar. Op deze pagina haalt u het op.",
        "A copy of minutes is ready for you. The page lets you fetch it.",
    ),
    Notice.ITEM_LINK: (
        "Er is een vraag voor u. Op deze pagina vraagt u een code aan, en daarmee leest u verder.",
        "There is a question for you. On this page you ask for a code, and with that you read on.",
    ),
    Notice.CODE: (
        "Uw code is {code}. Hij werkt één keer, een kwartier lang, waar u erom vroeg. Vroeg u er geen? Negeer hem.",
        "Your code is {code}. Type it where you asked for it. It works once, within a quarter. Not asked? Ignore it.",
    ),
    Notice.SIGNAL_WAITS: (
        "Er wacht een signaal op u. Op deze pagina bevestigt u dat het binnen is, binnen een werkdag.",
        "A signal waits for you. The page lets you confirm within one working day that it arrived.",
    ),
    Notice.SIGNAL_BY_LINK: (
        "Een collega schreef iets met de link die u maakte. Op deze pagina bepaalt u wie het leest.",
        "A colleague wrote something by the link you made. The page lets you decide who reads it.",
    ),
    Notice.SIGNAL_ARRIVED: (
        "Wat u bracht is binnen, en er wordt naar gekeken. Op deze pagina ziet u hoe ver het is.",
        "What you brought arrived and is looked at. The page tells how far it is.",
    ),
    Notice.SIGNAL_MOVED: (
        "Een ander pakt nu iets op wat u bracht. Op deze pagina leest u wie, en deelt u het met wie het nu oppakt.",
        "Somebody else now takes up what you brought. The page tells who, and lets you share it with them.",
    ),
    Notice.SIGNAL_REPEATS: (
        "Er is iets nieuws bij iets waarvan uw partner de regie had. Op deze pagina leest u wat u ervan mag weten.",
        "There is something new on what your partner led. The page tells what you may know of it.",
    ),
    Notice.SIGNAL_WEIGHED: (
        "Er is gekeken naar iets wat u bracht. Op deze pagina leest u wat ervan kwam.",
        "Something you brought was looked at. The page tells what came of it.",
    ),
    Notice.SIGNAL_LED: (
        "Uw partner heeft de regie gekregen over iets wat is gewogen. Op deze pagina leest u waarom.",
        "Your partner was chosen to lead on something that was weighed. The page tells why.",
    ),
    Notice.REMINDED: (
        "Er wacht in tafel nog iets op u. Deze pagina brengt u erheen.",
        "Something still waits for you in tafel. The page takes you there.",
    ),
}


def tell(work: Writing, membership_id: UUID, notice: Notice, path: str, *, calendar: str = "", code: str = "") -> None:
    """Let a mail go out to who sits there, with a link to a page of tafel if any; an ended seat gets none."""
    to = address(work, membership_id)
    if to is None:
        return
    sentence, english = (one.format(code=code) for one in _SENTENCES[notice])
    on, on_english = _ON_BY_CODE if notice in (Notice.ITEM_LINK, Notice.CODE) else _ON
    link = f"{mail.HOME}{path}\n\n" if path else ""
    body = _BODY.format(sentence=sentence, english=english, link=link, on=on, on_english=on_english)
    mail.write(work, to, SUBJECT, body, membership=membership_id, calendar=calendar or None)


def address(work: Writing, membership_id: UUID) -> str | None:
    """Name and address of who sits there; a login that is no address gets one that leads nowhere."""
    row = work.session.execute(
        select(col(Person.name), col(Person.login), col(Region.prefix))
        .select_from(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Region, col(Region.id) == col(Membership.region_id))
        .where(col(Membership.region_id) == work.seat.region, col(Membership.id) == membership_id)
        .where(col(Membership.confirmed_at).is_not(None), col(Membership.ended_at).is_(None))
    ).first()
    return mail.named(row.name, row.login, row.prefix) if row else None


def members(work: Writing, case_id: UUID, partner: UUID, also: Collection[UUID] = ()) -> list[UUID]:
    """The seats of a partner that are told of something in a case: its members there now, and these others of it."""
    return sorted(cast("list[UUID]", work.values(_SEATS, case=case_id, partner=partner, also=list(also))), key=str)


_SEATS = select(col(Membership.id)).where(
    col(Membership.region_id) == ASKER.region,
    col(Membership.partner_id) == given("partner"),
    col(Membership.confirmed_at).is_not(None),
    col(Membership.ended_at).is_(None),
    or_(
        one_of(col(Membership.id), "also"),
        exists().where(
            col(CaseMember.region_id) == col(Membership.region_id),
            col(CaseMember.membership_id) == col(Membership.id),
            col(CaseMember.case_id) == given("case"),
            col(CaseMember.until).is_(None),
        ),
    ),
)
