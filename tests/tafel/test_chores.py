"""What happens by the clock: once, by one process, and again by another when the first one died."""

from datetime import timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from sqlalchemy import select

from models.acts import Act
from models.forms.people import SignIn
from models.tables.casework import OnceKey
from models.tables.ledger import CheckpointHolder, CheckpointRow, Entry, Lease, OutgoingMail
from models.tables.people import Attempt, Sitting
from models.tables.sharing import Share
from models.terms import ShareEnd
from tafel import chores, clock, db, ledger, ledger_desk, mail, once, sign_in
from tafel.chores import CHORES, LEASE, Chore, LeaseLost
from tafel.refusals import Invalid
from tafel.seat import of_chores
from tafel.settings import settings
from tafel.sight import ledger_cover
from tests.cast import Cast
from tests.tafel.test_ledger import check

COUNTED: list[str] = []
EVERY_HOUR = Chore("count", timedelta(hours=1), lambda work: COUNTED.append(str(work.seat.region)))


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    COUNTED.clear()


def by_clock(cast: Cast, *acts: Act) -> list[Entry]:
    with db.reading(cast.seats["nadia.oosterhuis"]) as reading:
        here = select(Entry).where(Entry.region_id == reading.seat.region, Entry.act.in_(acts))  # type: ignore[union-attr]
        found = list(reading.session.scalars(here.order_by(Entry.position)))
        reading.session.expunge_all()
    return found


def test_a_chore_is_done_when_it_is_due(cast: Cast) -> None:
    region, me, now = cast.administrator.region, uuid4(), clock.now()
    with clock.at(now):
        assert chores.do(region, EVERY_HOUR, me)
        assert not chores.do(region, EVERY_HOUR, me)
    with clock.at(now + timedelta(minutes=59)):
        assert not chores.do(region, EVERY_HOUR, me)
    with clock.at(now + timedelta(hours=1)):
        assert chores.do(region, EVERY_HOUR, me)
    assert len(COUNTED) == 2


def test_what_another_is_doing_is_left_to_it_until_it_seems_dead(cast: Cast) -> None:
    region, now = cast.administrator.region, clock.now()
    with clock.at(now):
        assert chores.take(of_chores(region), EVERY_HOUR, uuid4())
        assert not chores.do(region, EVERY_HOUR, uuid4())
        assert not chores.take(of_chores(region), EVERY_HOUR, uuid4())
    with clock.at(now + LEASE):
        assert chores.do(region, EVERY_HOUR, uuid4())
    assert len(COUNTED) == 1


def test_who_took_too_long_leaves_nothing_behind(cast: Cast) -> None:
    region, slow = cast.administrator.region, uuid4()

    def dawdle(work: db.Writing) -> None:
        work.record(Act.CHECKPOINT_SENT)
        lease = work.session.get_one(Lease, (region, "dawdle"))
        lease.holder = uuid4()  # another took it meanwhile

    with pytest.raises(LeaseLost):
        chores.do(region, Chore("dawdle", timedelta(0), dawdle), slow)
    assert by_clock(cast, Act.CHECKPOINT_SENT) == []


def test_a_chore_that_goes_wrong_rests_and_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_: db.Writing) -> None:
        raise RuntimeError("stuk")

    monkeypatch.setattr(chores, "CHORES", (Chore("wrong", timedelta(0), wrong), EVERY_HOUR))
    runner = chores.Runner()
    assert list(runner.round()) == ["count", "count"]
    assert not chores.is_due(of_chores(cast.administrator.region), chores.CHORES[0])


@pytest.mark.usefixtures("cast")
def test_every_region_has_leases_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chores, "CHORES", (EVERY_HOUR,))
    assert chores.once() == ["count", "count"]
    assert set(COUNTED) == {str(region) for region in chores.regions()}


def test_a_checkpoint_is_signed_as_soon_as_something_was_written(cast: Cast) -> None:
    officer = cast.seats["nadia.oosterhuis"]
    assert "checkpoint" in chores.once()
    with db.reading(officer) as reading:
        before = reading.session.scalars(
            select(CheckpointRow.size).where(CheckpointRow.region_id == officer.region)
        ).all()
        assert before
    chores.once()
    assert "checkpoint" not in chores.once()
    with db.writing(cast.seats["inge.bakels"]) as work:
        work.record(Act.SECRECY_SIGNED)
    assert "checkpoint" in chores.once()


def test_shares_end_on_their_day(cast: Cast) -> None:
    with clock.at(clock.now() + timedelta(days=101)):
        assert "expire-shares" in chores.once()
    with db.reading(cast.seats["inge.bakels"]) as reading:
        share = reading.session.scalars(select(Share).where(Share.region_id == reading.seat.region)).one()
        assert (share.ended_why, share.ended_by) == (ShareEnd.EXPIRED, None)
    (line,) = by_clock(cast, Act.SHARE_ENDED)
    assert '"origin":"chore"' in line.envelope
    assert '"person"' not in line.envelope


@pytest.mark.usefixtures("cast")
def test_sittings_past_their_end_are_over() -> None:
    with clock.at(clock.now() + timedelta(minutes=settings().idle_minutes + 1)):
        chores.once()
    with db.installation() as session:
        assert all(sitting.ended_at for sitting in session.scalars(select(Sitting)))


def test_what_is_of_no_more_use_is_forgotten(cast: Cast) -> None:
    inge, now = cast.seats["inge.bakels"], clock.now()
    with db.writing(inge) as work:
        once.first(work, uuid4(), "/x", "body")
    with pytest.raises(Invalid):
        sign_in.with_password(SignIn(login="inge.bakels", password="niet dit"), "hier")  # noqa: S106 a wrong one
    with clock.at(now + timedelta(days=15)):
        chores.once()
    with db.reading(inge) as reading:
        assert not reading.session.scalars(select(Attempt)).all()
        assert reading.session.scalars(select(OnceKey).where(OnceKey.region_id == inge.region)).all()
    with clock.at(now + timedelta(days=31)):
        chores.once()
    with db.reading(inge) as reading:
        assert not reading.session.scalars(select(OnceKey).where(OnceKey.region_id == inge.region)).all()


def test_each_partner_gets_the_checkpoint_by_mail_once_a_day_and_then_holds_it(cast: Cast) -> None:
    now = clock.now()
    with clock.at(now):
        done = chores.once()
        assert {"mail-checkpoint", "send-mail"} <= set(done)
        assert "mail-checkpoint" not in chores.once()
    files = list(settings().mail_folder.glob("*.eml"))
    assert not list(settings().mail_folder.glob("*.part"))
    officer = cast.seats["nadia.oosterhuis"]
    with db.reading(officer) as reading:
        mails = reading.session.scalars(select(OutgoingMail).where(OutgoingMail.region_id == officer.region)).all()
        holders = reading.session.scalars(
            select(CheckpointHolder).where(CheckpointHolder.region_id == officer.region)
        ).all()
        assert {mail.membership_id for mail in mails} == {holder.membership_id for holder in holders}
        assert len(mails) == len(cast.partners)
        assert all(mail.sent_at for mail in mails)
    assert len(files) >= len(mails)
    assert len(by_clock(cast, Act.CHECKPOINT_SENT)) == len(mails)
    with clock.at(now + timedelta(days=1)):
        assert "mail-checkpoint" in chores.once()


def test_a_checkpoint_that_came_back_is_held_by_nobody(cast: Cast) -> None:
    chores.once()
    officer = cast.seats["nadia.oosterhuis"]
    with db.reading(officer) as reading:
        mails = reading.session.scalars(
            select(OutgoingMail).where(OutgoingMail.region_id == officer.region).order_by(OutgoingMail.sent_at)
        ).all()
        sent = [one.id for one in mails if one.checkpoint_id]
        assert ledger_cover.newest_held(reading)
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        for one in sent[1:]:
            mail.came_back(work, one, "550")
    with db.reading(officer) as reading:
        assert ledger_cover.newest_held(reading)
    with db.writing(cast.seats["samir.el.khatib"]) as work:
        mail.came_back(work, sent[0], "550")
        mail.settle(work, sent[0])
    with db.reading(officer) as reading:
        assert ledger_cover.newest_held(reading) is None
        assert ledger_cover.cover(reading).held is None
    with db.writing(officer) as work:
        ledger_desk.hold(work)
    with db.reading(officer) as reading:
        assert ledger_cover.newest_held(reading)


def test_the_mail_holds_a_checkpoint_that_can_be_checked_and_no_case(cast: Cast) -> None:
    chores.once()
    bodies = []
    for path in settings().mail_folder.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        part = message.get_body()
        assert part
        bodies.append(part.get_content())
    ours = next(body for body in bodies if str(cast.administrator.region) in body)
    note = ours.split("-----8<-----\n")[1]
    found = check(cast.seats["nadia.oosterhuis"], [note])
    assert found.report
    assert found.report.first_bad is None
    assert found.report.compared_with
    assert not [body for body in bodies for word in ("matrassen", "voorman", "Zwaluw") if word in body]


def test_a_privacy_contact_goes_before_the_contact(cast: Cast) -> None:
    from models.forms.people import ProposeMember
    from models.terms import Role
    from tafel import people

    people.add_person("mr. Eva Kortekaas", "eva.kortekaas")
    with db.writing(cast.administrator) as work:
        form = ProposeMember(
            once=uuid4(), login="eva.kortekaas", partner_id=cast.partners["POL"], role=Role.PRIVACY_CONTACT
        )
        proposed = people.propose(work, form)
    with db.writing(cast.seats["inge.bakels"]) as work:
        people.confirm(work, proposed)
    chores.once()
    with db.reading(cast.by_the_clock) as reading:
        to = reading.session.scalars(select(OutgoingMail.recipient)).all()
    assert [one for one in to if one.startswith("mr. Eva Kortekaas")]
    assert not [one for one in to if one.startswith("Inge Bakels")]


@pytest.mark.usefixtures("cast")
def test_the_thread_begins_and_ends() -> None:
    runner = chores.Runner(tick=0.001)
    runner.start()
    runner.stop()
    assert not [thread for thread in runner.threads if thread.is_alive()]


def test_nothing_is_written_when_there_is_nothing_to_do(cast: Cast) -> None:
    chores.once()
    chores.once()
    with db.reading(cast.seats["nadia.oosterhuis"]) as reading:
        assert not ledger.has_moved(reading)
    assert {chore.name for chore in CHORES}.isdisjoint(chores.once())
