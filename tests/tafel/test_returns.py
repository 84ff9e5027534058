"""Mail that comes back after a server took it is a task too; whatever else lies there, it harms nothing."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from models.acts import Act
from models.mail_terms import Notice
from models.tables.ledger import OutgoingMail
from tafel import chores, clock, db, mail, notices, returned, returns
from tafel.refusals import Refused
from tafel.seat import of_chores
from tafel.settings import BadSettings, settings
from tafel.sight import post
from tests import post_office
from tests.cast import Cast
from tests.tafel.acting import act, ledger

SECRETARY = "samir.el.khatib"
REPORT = """From: Mail Delivery System <MAILER-DAEMON@mail.example>
To: tafel@tafel.example.nl
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="grens"

This is a MIME-encapsulated message.

--grens
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--grens
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0100

Final-Recipient: rfc822; inge@politie.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <inge@politie.example>: Recipient address
    rejected: Us\u00e9r unknown

--grens
{whole}
--grens--
"""
HEADERS = (
    "Content-Type: text/rfc822-headers\n\nFrom: tafel <tafel@tafel.example.nl>\nMessage-ID: <{id}@tafel.example.nl>\n"
)
WHOLE = (
    "Content-Type: message/rfc822\n\nFrom: tafel <tafel@tafel.example.nl>\nMessage-ID: <{id}@tafel.example.nl>\n\nDag\n"
)


def _report(mail_id: UUID, action: str = "failed", whole: str = HEADERS) -> bytes:
    return REPORT.format(action=action, whole=whole.format(id=mail_id)).encode()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the mail server drops what comes back."""
    place = tmp_path / "terug"
    place.mkdir()
    monkeypatch.setenv("TAFEL_BOUNCES", str(place))
    settings.cache_clear()
    yield place
    settings.cache_clear()


def _sent(cast: Cast, login: str = "inge.bakels") -> UUID:
    """A mail that went out."""
    act(cast, SECRETARY, lambda work: notices.tell(
        work, cast.seats[login].membership, Notice.COPY_READY, "/overleggen"
    ))  # fmt: skip
    mail.empty(of_chores(cast.administrator.region))
    return _last(cast).id


def _last(cast: Cast) -> OutgoingMail:
    with db.reading(cast.by_the_clock) as reading:
        wanted = select(OutgoingMail).order_by(OutgoingMail.written_at.desc())  # type: ignore[attr-defined]
        found = reading.session.scalars(wanted.limit(1)).one()
        reading.session.expunge(found)
    return found


def _round(cast: Cast, minutes: int = 2) -> bool:
    chore = next(one for one in chores.CHORES if one.name == "read-returns")
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        return chores.do(cast.administrator.region, chore, cast.administrator.region)


def _stuck(cast: Cast) -> tuple[Any, ...]:
    with db.reading(cast.seats[SECRETARY]) as reading:
        return post.stuck(reading).mails


@pytest.mark.parametrize("whole", [HEADERS, WHOLE])
def test_what_comes_back_is_a_task_once(cast: Cast, folder: Path, whole: str) -> None:
    sent = _sent(cast)
    for name in ("een", "twee"):
        (folder / name).write_bytes(_report(sent, whole=whole))
    assert _stuck(cast) == ()
    assert _round(cast)
    (stuck,) = _stuck(cast)
    assert (stuck.person, stuck.unsure) == ("Inge Bakels", False)
    assert stuck.told == "smtp; 550 5.1.1 <inge@politie.example>: Recipient address rejected: Us r unknown"
    assert [entry["mail"] for entry in ledger(cast, Act.MAIL_BOUNCED)] == [str(sent)]
    assert {one.name for one in (folder / returns.READ).iterdir()} == {"een", "twee"}
    assert not _round(cast, 4)
    assert "Berichten die niet aankwamen" in cast.client(SECRETARY).get("/").text


def test_what_went_out_is_not_sent_again_and_once_settled_it_stays_so(cast: Cast, folder: Path) -> None:
    first, second = _sent(cast), _sent(cast, "bram.kuijper")
    for sent in (first, second):
        (folder / str(sent)).write_bytes(_report(sent))
    _round(cast)
    for sent in (first, second):
        with pytest.raises(Refused, match="niet bewaard"):
            act(cast, SECRETARY, lambda work, sent=sent: mail.again(work, sent))  # type: ignore[misc]
        act(cast, SECRETARY, lambda work, sent=sent: mail.settle(work, sent))  # type: ignore[misc]
    for sent in (first, second):
        (folder / str(sent)).write_bytes(_report(sent))
    assert _round(cast, 4)
    assert _stuck(cast) == ()
    assert len(ledger(cast, Act.MAIL_BOUNCED)) == 2
    mail.empty(of_chores(cast.administrator.region))
    assert len(post_office.in_folder()) == 2


def _rubbish(sent: UUID) -> dict[str, bytes]:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (one, one) for one in range(3000))
    reply = EmailMessage(policy=policy.SMTP)
    reply["Subject"], reply["In-Reply-To"] = "Afwezig", f"<{sent}@tafel.example.nl>"
    reply.set_content("Ik ben er volgende week weer.")
    return {
        "leeg": b"", "bytes": bytes(range(256)) * 40, "diep": deep, "afwezig": reply.as_bytes(),
        "later": _report(sent, action="delayed"), "aangekomen": _report(sent, action="delivered"),
        "half": _report(sent)[:300], "zonder": _report(sent, whole="Content-Type: text/plain\n\nniets"),
        "geen-deel": b"Content-Type: multipart/report\n\nniets", "nummer": _report(sent).replace(b"-", b"_"),
        "gek": b"Content-Type: multipart/report; boundary*0=x; boundary*1*=%%\nMessage-ID: \xff<\n\n--x\n\n--x--",
    }  # fmt: skip


def test_rubbish_is_put_away_and_changes_nothing(cast: Cast, folder: Path, tmp_path: Path) -> None:
    sent = _sent(cast)
    rubbish = _rubbish(sent)
    for name, body in rubbish.items():
        (folder / name).write_bytes(body)
    (folder / ".half").write_bytes(_report(sent))
    (folder / "map").mkdir()
    (tmp_path / "elders").write_bytes(_report(sent))
    (folder / "wijst").symlink_to(tmp_path / "elders")
    assert _round(cast)
    assert {one.name for one in (folder / returns.NOT_UNDERSTOOD).iterdir()} == rubbish.keys()
    assert {one.name for one in folder.iterdir()} == {".half", "map", "wijst", returns.NOT_UNDERSTOOD}
    assert (_stuck(cast), ledger(cast, Act.MAIL_BOUNCED)) == ((), [])
    assert not _round(cast, 4)


def test_a_report_for_another_region_is_left_to_it_for_an_hour(cast: Cast, folder: Path) -> None:
    file = folder / "elders"
    file.write_bytes(_report(uuid4()))
    assert _round(cast)
    assert file.exists()
    long_ago = file.stat().st_mtime - 3700
    os.utime(file, (long_ago, long_ago))
    assert _round(cast, 4)
    assert (folder / returns.NOT_UNDERSTOOD / "elders").exists()


def test_a_folder_that_is_gone_or_closed_holds_up_nothing(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = _sent(cast)
    (folder / "een").write_bytes(_report(sent))
    (folder / "twee").write_bytes(_report(sent))
    whole: Callable[[Path], bytes] = returns._read  # noqa: SLF001
    monkeypatch.setattr(returns, "_read", lambda file: whole(file) if file.name == "twee" else _gone())
    assert _round(cast)
    assert len(_stuck(cast)) == 1
    assert (folder / "een").exists()
    folder.rename(folder.parent / "weg")
    assert not _round(cast, 4)


def _gone() -> bytes:
    raise PermissionError


def test_without_the_setting_nothing_is_read(cast: Cast) -> None:
    assert settings().bounces is None
    assert not _round(cast)


@pytest.mark.parametrize(("value", "wrong"), [("/bestaat/niet", True), ("", False)])
def test_the_setting_is_a_folder_that_is_there(monkeypatch: pytest.MonkeyPatch, value: str, *, wrong: bool) -> None:
    monkeypatch.setenv("TAFEL_BOUNCES", value)
    settings.cache_clear()
    if wrong:
        with pytest.raises(BadSettings, match="moet een map zijn die er is"):
            settings()
    else:
        assert settings().bounces is None
    settings.cache_clear()


def test_anything_is_read_without_a_crash() -> None:
    report = _report(uuid4())
    for cut in range(0, len(report), 7):
        returned.read(report[:cut])
        returned.read(report[cut:])
        returned.read(report[:cut] + b"\xff\x00" + report[cut:])
