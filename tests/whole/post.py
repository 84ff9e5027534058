"""The mail of the meeting: what goes out by the clock, once for each person, with nothing in it; for other programs."""

import re
from collections import Counter
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from urllib.request import urlopen

import vobject
from playwright.sync_api import expect

from tafel import clock
from tests import post_office, posting
from tests.whole.hall import Hall
from tests.whole.words import COPIES, found_in

GOT = {  # by the page a mail leads to
    "/uitnodiging": set(COPIES),
    "/verslag": COPIES.keys() - {"samir.el.khatib"},
    "/verslag/exemplaren": set(COPIES),
    "/herinnering": {"inge.bakels", "bram.kuijper"},
}
_OF_A_DATE = {"uid", "dtstamp", "dtstart", "dtend", "summary", "sequence", "status", "class", "organizer", "attendee"}


def by_the_clock(hall: Hall, *names: str, at: datetime | None = None) -> list[str]:
    """The chores of these names, as they are done at this moment; returns which were."""
    with clock.at(at or clock.now()):
        return posting.by_the_clock(*names, regions=[hall.cast.administrator.region])


def the_day_after() -> datetime:
    """Ten in the morning, when the last day for remarks is over."""
    return datetime.combine(clock.today() + timedelta(days=1), time(10), clock.AMSTERDAM)


def invitations_go_out(hall: Hall) -> None:
    """Once the agenda was sent, everybody who is expected gets a date."""
    assert by_the_clock(hall, "invite", "send-mail") == ["invite", "send-mail"]


def mail_says_nothing(hall: Hall) -> None:
    """To each person one mail of each kind: a day, the word tafel and a link; nothing more is waiting to go out."""
    assert not by_the_clock(hall, "invite", "remind", "send-mail", at=the_day_after())
    mails = post_office.in_folder()
    got = Counter((_kind(hall, one), str(one["To"].addresses[0].username)) for one in mails)
    assert got == Counter((kind, login) for kind, logins in GOT.items() for login in logins)
    for one in mails:
        assert one["Subject"] == "Bericht van tafel"
        assert parsedate_to_datetime(one["Date"]).tzinfo
        assert found_in(_whole(one)) == set()
        for part in one.iter_attachments():
            _is_a_date(post_office.calendar_of(one).decode())
            assert part.get_filename() == "tafel.ics"


def _kind(hall: Hall, mail: EmailMessage) -> str:
    """To which page it leads, on which nobody reads anything without signing in."""
    (link,) = re.findall(r"https?://\S+", post_office.text_of(mail))
    path = re.sub(r"^https?://[^/]+", "", link)
    return path.removeprefix(f"/overleggen/{hall.meeting}") if "/overleggen/" in path else "/" + path.split("/")[1]


def _whole(mail: EmailMessage) -> str:
    """All that is in it: as it stands in the folder, and each part as it is read."""
    parts = [part.get_payload(decode=True) or b"" for part in mail.walk() if not part.is_multipart()]
    return "\n".join((mail.as_string(), *(bytes(part).decode() for part in parts)))


def _is_a_date(calendar: str) -> None:
    """A calendar programme finds one time, and the word tafel."""
    (event,) = vobject.readOne(calendar).vevent_list
    assert event.summary.value == "tafel"
    assert event.dtstart.value < event.dtend.value
    assert event.dtstart.value.tzinfo
    assert event.contents.keys() <= _OF_A_DATE
    assert found_in(calendar) == set()


def a_calendar_follows(hall: Hall) -> None:
    """At an address of her own Petra's calendar programme finds when she is expected."""
    petra = hall.petra
    petra.goto(f"{hall.address}/ik")
    petra.get_by_role("button", name="Maak een adres").click()
    feed = petra.locator("pre", has_text=".ics")
    expect(feed).to_be_visible()
    path = re.sub(r"^https?://[^/]+", "", feed.inner_text().strip())
    with urlopen(f"{hall.address}{path}") as answer:  # noqa: S310 of our own server
        _is_a_date(answer.read().decode())
