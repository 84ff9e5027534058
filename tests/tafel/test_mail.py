"""Mail goes out: once, tried again until it does, and what cannot be delivered is a task, not a block."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from models.acts import Act
from models.mail_terms import Notice
from models.tables.ledger import OutgoingMail
from models.tables.people import Person
from tafel import chores, clock, db, mail, notices
from tafel.refusals import NotFound, Refused
from tafel.seat import of_chores
from tafel.settings import BadSettings, settings
from tafel.sight import post
from tests import post_office
from tests.cast import Cast
from tests.post_office import HANGS_UP, PostOffice
from tests.tafel.acting import act, ledger

INGE, BRAM, PETRA = "inge@politie.example", "bram@anker.example", "petra@debrug.example"
SECRETARY = "samir.el.khatib"
OTHERS = ("inge.bakels", "ruud.eggink", "rik.zandstra", "ben.vink", "nadia.oosterhuis")


@pytest.fixture
def office(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """A mail server, and three people of the cast with an address."""
    with db.installation(write=True) as session:
        for login, address in (("inge.bakels", INGE), ("bram.kuijper", BRAM), ("petra.dekker", PETRA)):
            session.execute(update(Person).where(Person.id == cast.seats[login].person).values(login=address))  # type: ignore[arg-type]
    with post_office.open_for_business(monkeypatch) as opened:
        yield opened


def _write(cast: Cast, *logins: str) -> None:
    for login in logins:
        act(cast, SECRETARY, lambda work, who=login: notices.tell(  # type: ignore[misc]
            work, cast.seats[who].membership, Notice.COPY_READY, "/overleggen"
        ))  # fmt: skip


def _round(cast: Cast) -> bool:
    """One round of the chore that sends."""
    chore = next(one for one in chores.CHORES if one.name == "send-mail")
    return chores.do(cast.administrator.region, chore, cast.administrator.region)


def _mails(cast: Cast) -> dict[str, Any]:
    with db.reading(cast.by_the_clock) as reading:
        here = select(OutgoingMail).where(OutgoingMail.region_id == reading.seat.region)  # type: ignore[arg-type]
        rows = list(reading.session.scalars(here))
        reading.session.expunge_all()
    return {row.recipient.rsplit("<", 1)[-1].removesuffix(">"): row for row in rows}


def test_it_goes_to_a_mail_server_once(cast: Cast, office: PostOffice) -> None:
    _write(cast, "inge.bakels", "bram.kuijper")
    assert _round(cast)
    assert not _round(cast)
    assert sorted(office.to()) == [BRAM, INGE]
    _, message = office.taken[0]
    assert str(message["From"]) == "tafel <tafel@tafel.example.nl>"
    assert str(message["Message-ID"]).endswith("@tafel.example.nl>")
    assert "https://tafel.example.nl/overleggen" in post_office.text_of(message)
    assert {entry["member"] for entry in ledger(cast, Act.MAIL_SENT)} == {
        str(cast.seats[login].membership) for login in ("inge.bakels", "bram.kuijper")
    }


def test_a_server_that_is_down_for_an_hour_loses_nothing(
    cast: Cast, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    working, now = office.address, clock.now()
    post_office.use(monkeypatch, "smtp://127.0.0.1:1")
    _write(cast, "inge.bakels", "bram.kuijper")
    tried = 0
    for minute in range(61):
        with clock.at(now + timedelta(minutes=minute)):
            tried += _round(cast)
    assert 3 <= tried <= 12
    assert office.taken == []
    with clock.at(now + timedelta(minutes=61)), db.reading(cast.seats[SECRETARY]) as reading:
        assert post.stuck(reading).waits_since
        assert post.stuck_count(reading) == 0
    post_office.use(monkeypatch, working)
    with clock.at(now + timedelta(hours=3)):
        assert _round(cast)
        assert not _round(cast)
    assert sorted(office.to()) == [BRAM, INGE]


def test_pauses_grow(cast: Cast, office: PostOffice) -> None:
    office.says[INGE] = "451 later"
    _write(cast, "inge.bakels", "bram.kuijper")
    now, waits = clock.now(), []
    for _ in range(5):
        with clock.at(now):
            assert _round(cast)
        until = _mails(cast)[INGE].wait_until
        waits.append(until - now)
        now = until
    assert waits == sorted(waits)
    assert len(set(waits)) == len(waits)
    assert office.to() == [BRAM]


def test_a_refusal_for_good_is_a_task_and_no_block(cast: Cast, office: PostOffice) -> None:
    office.says[INGE] = "550 5.1.1 unknown"
    _write(cast, "inge.bakels", "bram.kuijper")
    _round(cast)
    assert office.to() == [BRAM]
    with clock.at(clock.now() + timedelta(days=1)):
        assert not _round(cast)
    page = cast.client(SECRETARY).get("/", headers={"Host": "tafel.example.nl"})
    assert "Berichten die niet aankwamen" in page.text
    (stuck,) = _stuck(cast)
    assert (stuck.person, stuck.address, stuck.unsure) == ("Inge Bakels", INGE, False)
    assert "5.1.1" in stuck.told
    assert [entry["member"] for entry in ledger(cast, Act.MAIL_BOUNCED)] == [str(cast.seats["inge.bakels"].membership)]


def test_who_has_no_address_is_a_task(cast: Cast, office: PostOffice) -> None:
    _write(cast, "soraya.pinas")
    _round(cast)
    assert office.taken == []
    assert [one.person for one in _stuck(cast)] == ["Soraya Pinas"]


def test_without_an_answer_nobody_knows_and_it_is_not_sent_again(cast: Cast, office: PostOffice) -> None:
    office.says["WHOLE"] = HANGS_UP
    _write(cast, "inge.bakels")
    _round(cast)
    office.says.clear()
    with clock.at(clock.now() + timedelta(days=1)):
        assert not _round(cast)
    assert office.to() == [INGE]
    (stuck,) = _stuck(cast)
    assert stuck.unsure


def test_who_died_halfway_leaves_a_task_and_no_second_mail(cast: Cast, office: PostOffice) -> None:
    _write(cast, "inge.bakels", "bram.kuijper")
    with db.writing(of_chores(cast.administrator.region)) as work:
        claimed = mail._claim(work)  # noqa: SLF001 and then the process was killed
    assert claimed
    _round(cast)
    assert len(office.taken) == 1
    with clock.at(clock.now() + timedelta(minutes=20)):
        _round(cast)
    assert len(office.taken) == 1
    (stuck,) = _stuck(cast)
    assert stuck.unsure


def test_two_processes_send_each_mail_once(cast: Cast, office: PostOffice) -> None:
    _write(cast, "inge.bakels", "bram.kuijper", "petra.dekker")
    seat = of_chores(cast.administrator.region)
    with db.writing(seat) as work:
        first = mail._claim(work)  # noqa: SLF001 another process is at it
    mail.empty(seat)
    assert len(office.taken) == 2
    assert first
    assert first.recipient.rsplit("<", 1)[-1].removesuffix(">") not in office.to()


def test_a_server_that_knows_us_not_takes_no_mail_and_refuses_none(cast: Cast, office: PostOffice) -> None:
    office.says["MAIL"] = "530 authentication required"
    _write(cast, "inge.bakels", "bram.kuijper")
    _round(cast)
    assert _stuck(cast) == ()
    office.says.clear()
    with clock.at(clock.now() + timedelta(minutes=5)):
        _round(cast)
    assert sorted(office.to()) == [BRAM, INGE]


def test_the_secretariat_lets_it_go_again_or_settles_it(cast: Cast, office: PostOffice) -> None:
    office.says |= {INGE: "550 no", BRAM: "550 no"}
    _write(cast, "inge.bakels", "bram.kuijper")
    _round(cast)
    first, second = (one.id for one in sorted(_stuck(cast), key=lambda one: one.address))
    for login in OTHERS:
        for do in (mail.again, mail.settle):
            with pytest.raises(NotFound):
                act(cast, login, lambda work, do=do: do(work, first))  # type: ignore[misc]
        with pytest.raises(NotFound), db.reading(cast.seats[login]) as reading:
            post.stuck(reading)
    act(cast, SECRETARY, lambda work: mail.again(work, second))
    act(cast, SECRETARY, lambda work: mail.settle(work, first))
    for said, done in ((Act.MAIL_RETRIED, second), (Act.MAIL_SETTLED, first)):
        assert [entry["mail"] for entry in ledger(cast, said)] == [str(done)]
    office.says.clear()
    _round(cast)
    assert office.to() == [INGE]
    assert _stuck(cast) == ()
    with pytest.raises(NotFound):
        act(cast, SECRETARY, lambda work: mail.again(work, first))


def test_one_that_cannot_be_addressed_holds_up_no_other(cast: Cast, office: PostOffice) -> None:
    seat = cast.seats["inge.bakels"].membership
    act(cast, SECRETARY, lambda work: mail.write(work, "Inge <inge@>", "Bericht", "tekst", membership=seat))
    _write(cast, "bram.kuijper")
    _round(cast)
    assert office.to() == [BRAM]
    assert [one.address for one in _stuck(cast)] == ["inge@"]


def test_a_folder_that_cannot_be_written_loses_nothing(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vol").write_text("")
    monkeypatch.setenv("TAFEL_MAIL", str(tmp_path / "vol" / "post"))
    settings.cache_clear()
    _write(cast, "inge.bakels", "bram.kuijper")
    _round(cast)
    (tmp_path / "vol").unlink()
    with clock.at(clock.now() + timedelta(minutes=5)):
        _round(cast)
    assert len(post_office.in_folder()) == 2
    settings.cache_clear()


def test_what_it_said_is_kept_until_it_is_sent_or_settled(cast: Cast, office: PostOffice) -> None:
    office.says[INGE] = "550 no"
    _write(cast, "inge.bakels", "bram.kuijper")
    _round(cast)
    mails = _mails(cast)
    assert (bool(mails[INGE].body), mails[BRAM].body, mails[BRAM].calendar) == (True, "", None)
    (stuck,) = _stuck(cast)
    assert stuck.kept
    act(cast, SECRETARY, lambda work: mail.settle(work, stuck.id))
    assert _mails(cast)[INGE].body == ""


@pytest.mark.usefixtures("office")
def test_one_that_came_back_can_only_be_settled(cast: Cast) -> None:
    _write(cast, "inge.bakels")
    _round(cast)
    sent = _mails(cast)[INGE].id
    act(cast, SECRETARY, lambda work: mail.came_back(work, sent, "550"))
    (stuck,) = _stuck(cast)
    assert not stuck.kept
    page = cast.client(SECRETARY).get("/berichten", headers={"Host": "tafel.example.nl"}).text
    assert f"/berichten/{sent}/klaar" in page
    assert f"/berichten/{sent}/opnieuw" not in page
    with pytest.raises(Refused, match="niet bewaard"):
        act(cast, SECRETARY, lambda work: mail.again(work, sent))


def test_after_five_days_it_is_a_task(cast: Cast, office: PostOffice) -> None:
    office.says[INGE] = "451 later"
    _write(cast, "inge.bakels")
    with clock.at(clock.now() + timedelta(days=5, minutes=1)):
        _round(cast)
    assert len(_stuck(cast)) == 1


def test_a_line_that_begins_with_a_dot_arrives_whole(cast: Cast, office: PostOffice) -> None:
    act(cast, SECRETARY, lambda work: mail.write(
        work, f"Inge <{INGE}>", "Bericht", ".een\n..twee\nslot\n", membership=cast.seats["inge.bakels"].membership
    ))  # fmt: skip
    _round(cast)
    assert post_office.text_of(office.taken[0][1]).splitlines() == [".een", "..twee", "slot"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TAFEL_MAIL", "smtp://", "moet een map zijn, of een adres"),
        ("TAFEL_MAIL", "http://mail.example", "moet een map zijn, of een adres"),
        ("TAFEL_MAIL", "smtp://anna:gehe:im@mail.example:99999x", "moet een map zijn, of een adres"),
        ("TAFEL_MAIL_FROM", "geen adres", "moet een mailadres zijn"),
    ],
)
def test_a_wrong_setting_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv("TAFEL_ORIGIN", "https://tafel.example.nl")
    monkeypatch.setenv(name, value)
    settings.cache_clear()
    with pytest.raises(BadSettings, match=said) as wrong:
        settings()
    assert "gehe" not in str(wrong.value)
    settings.cache_clear()


def test_a_mail_server_needs_an_address_for_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAFEL_ORIGIN", raising=False)
    monkeypatch.setenv("TAFEL_MAIL", "smtps://u:geheim@mail.example.nl:465")
    settings.cache_clear()
    with pytest.raises(BadSettings, match="TAFEL_ORIGIN") as wrong:
        settings()
    assert "geheim" not in str(wrong.value)
    settings.cache_clear()


def _stuck(cast: Cast) -> Any:
    with db.reading(cast.seats[SECRETARY]) as reading:
        return post.stuck(reading).mails
