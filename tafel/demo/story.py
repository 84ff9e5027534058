"""The story of the invented region as its files tell it: what happened, in order of day and time."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from operator import itemgetter
from typing import Any

from tafel import clock, half_years

Told = dict[str, Any]
NOON = "12:00"
_SIGNED_SINCE = 344  # days: before that nobody had signed for secrecy


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: what kind, when, in which case, and as the file tells it."""

    kind: str
    at: datetime
    case: str
    told: Told


@cache
def read(name: str) -> Told:
    """One of the demo's files."""
    return tomllib.loads(files("tafel.demo").joinpath(name).read_text("utf-8"))


def case_files() -> list[Told]:
    """The cases, each as its file tells it."""
    names = sorted(entry.name for entry in files("tafel.demo").iterdir() if entry.name.startswith("case_"))
    return [read(name) for name in names]


def moment(told: Told, made_on: date, *, days: str = "days_ago") -> datetime:
    """When it happened: days before the day the demo is made, at a Dutch time; never after now."""
    hour, minute = map(int, told.get("time", NOON).split(":"))
    day = made_on - timedelta(days=told[days])
    at = datetime.combine(day, time(hour, minute), clock.AMSTERDAM)
    return min(at, clock.now())


def events(made_on: date) -> list[Event]:
    """All that happened in De Waarden, in order; of one moment, what others lean on comes first."""
    told = [*_signed_again(read("region.toml"), made_on), *_region(read("evidence.toml"), made_on)]
    for case in case_files():
        told += _case(case, made_on)
    told += _table(read("meetings.toml"), made_on)
    told += _signals(read("signals.toml"), made_on)
    return [event for _, _, event in sorted(told, key=itemgetter(0, 1))]


_ORDER = (
    "sign",
    "series",
    "open",
    "join",
    "member",
    "lead",
    "subject",
    "passage",
    "field",
    "edit",
    "course",
    "evidence",
    "confirm",
    "share",
    "withdraw",
    "registered",
    "end",
    "item",
    "accept",
    "run",
    "put",
    "order",
    "send",
    "begin",
    "start",
    "said",
    "confirmed",
    "decided",
    "action",
    "round-off",
    "close",
    "sent-for-remarks",
    "adopted",
    "contact",
    "put-off",
    "report",
    "coming",
    "answer",
    "question",
    "reply",
    "signal",
    "signal-shared",
    "signal-acknowledged",
    "signal-handed-on",
    "stack",
    "signal-weighed",
    "stack-weighed",
)
_AS_TOLD = {
    "series": "series", "item": "items", "put": "put", "order": "orders", "send": "sent",
    "coming": "coming", "answer": "answers",
}  # fmt: skip


def _placed(kind: str, at: datetime, case: str, told: Told) -> tuple[datetime, int, Event]:
    return at, _ORDER.index(kind), Event(kind, at, case, told)


def bound_to_secrecy(made_on: date) -> Iterator[Event]:
    """Long ago: each region has a text of its own, which all its people signed."""
    told = read("region.toml")
    for region in told["regions"]:
        yield Event("secrecy", moment({"days_ago": region["secrecy_days_ago"]}, made_on), "", region)
        at = moment({"days_ago": region["signed_days_ago"], "time": "08:10"}, made_on)
        yield from (Event("sign", at, "", one) for one in _seated(told, region))


def before_the_rules(made_on: date) -> Iterator[Event]:
    """In the last half-year of which there are figures: who brought signals weighed them too, before there were rules.

    The care coordination took them up, and gave those of the police back to the police.
    """
    told, (*_, begin) = read("signals.toml")["past"], half_years.over(clock.months_on(made_on, -13), made_on)
    happened = []
    for number, one in enumerate(told["brought"]):
        ago = (made_on - clock.months_on(begin, one["month"] - 1).replace(day=one["day"])).days
        event = told | one | {"key": f"past-{number}", "days_ago": ago, "time": "10:00"}
        arrived = {"by": told["by"], "partner": told["partner"], "days_ago": ago - 1}
        weighed = event | {"days_ago": ago - one["after"], "lead": event["partner"]}
        event |= {"acknowledged": arrived, "weighed": weighed}
        if ago < _SIGNED_SINCE:
            happened += [_placed("signal", moment(event, made_on), "", event)]
            happened += [_placed("signal-acknowledged", moment(arrived, made_on), "", event)]
            happened += [_placed("signal-handed-on", moment(arrived, made_on), "", event)]
            happened += [_placed("signal-weighed", moment(weighed, made_on), "", event)]
    yield from (event for _, _, event in sorted(happened, key=itemgetter(0, 1)))


def _signed_again(told: Told, made_on: date) -> Iterator[tuple[datetime, int, Event]]:
    """Most of them signed again this week; of the others it ends soon."""
    for region in told["regions"]:
        at = moment({"days_ago": region["again_days_ago"], "time": "08:10"}, made_on)
        for one in _seated(told, region):
            if one["person"] not in region["not_again"]:
                yield _placed("sign", at, "", one)


def _seated(told: Told, region: Told) -> list[Told]:
    """Each person once, in one of their seats."""
    here = [one for one in told["memberships"] if one["region"] == region["key"] and one["partner"]]
    return list({one["person"]: one for one in here}.values())


def _region(told: Told, made_on: date) -> Iterator[tuple[datetime, int, Event]]:
    for record in told["evidence"]:
        yield from _evidence("", record, made_on)


def _case(told: Told, made_on: date) -> Iterator[tuple[datetime, int, Event]]:
    about = told["case"]
    key, opened = about["key"], moment(about["opened"], made_on)
    yield _placed("open", opened, key, about)
    yield from _people(key, told, opened, made_on)
    for subject in told.get("subjects", ()):
        yield _placed("subject", max(opened, moment(subject | {"time": "00:01"}, made_on)), key, subject)
    for kind, name in (("field", "fields"), ("passage", "passages"), ("share", "shares")):
        for one in told.get(name, ()):
            yield _placed(kind, moment(one, made_on), key, one)
            yield from _afterwards(key, one, made_on)
    for record in told.get("evidence", ()):
        yield from _evidence(key, record, made_on)
    for one in told.get("registrations", ()):
        yield _placed("registered", moment(one, made_on), key, one)
    if "course" in told:
        yield _placed("course", moment(told["course"], made_on), key, told["course"])
    for question in told.get("questions", ()):
        yield _placed("question", moment(question, made_on), key, question)
        for reply in question.get("replies", ()):
            yield _placed("reply", moment(reply, made_on), key, reply | {"key": question["key"]})


def _people(key: str, told: Told, opened: datetime, made_on: date) -> Iterator[tuple[datetime, int, Event]]:
    about, joined = told["case"], told["case"].get("joined", {})
    for partner in about["partners"]:
        at = moment({"days_ago": joined[partner], "time": "08:30"}, made_on) if partner in joined else opened
        yield _placed("join", at, key, {"partner": partner})
        for person in told["members"].get(partner, ()):
            yield _placed("member", at, key, {"partner": partner, "person": person})
    if "lead_days_ago" in about:
        at = moment({"days_ago": about["lead_days_ago"]}, made_on)
        yield _placed("lead", at, key, {"partner": about["lead"]})


def _afterwards(key: str, one: Told, made_on: date) -> Iterator[tuple[datetime, int, Event]]:
    for edit in one.get("edits", ()):
        yield _placed("edit", moment(edit, made_on), key, one | edit)
    if withdrawn := one.get("withdrawn"):
        yield _placed("withdraw", moment(withdrawn, made_on), key, one | {"withdrawn": withdrawn})


def _evidence(key: str, record: Told, made_on: date) -> Iterator[tuple[datetime, int, Event]]:
    yield _placed("evidence", moment(record, made_on), key, record)
    for kind, name in (("confirm", "confirmed"), ("end", "ended")):
        if told := record.get(name):
            yield _placed(kind, moment(told, made_on), key, record)


def _signals(told: Told, made_on: date) -> Iterator[tuple[datetime, int, Event]]:
    for one in told["signals"]:
        yield _placed("signal", moment(one, made_on), "", one)
        for name in ("shared", "acknowledged", "weighed"):
            if name in one:
                yield _placed(f"signal-{name}", moment(one[name], made_on), "", one)
    for one in told["stacks"]:
        for laid in one["laid"]:
            yield _placed("stack", moment(laid, made_on), "", one | laid)
        if "weighed" in one:
            yield _placed("stack-weighed", moment(one["weighed"], made_on), "", one)


def _table(told: Told, made_on: date) -> Iterator[tuple[datetime, int, Event]]:
    """What is announced is accepted at once; how it is led is said later."""
    for kind, name in _AS_TOLD.items():
        for one in told[name]:
            yield _placed(kind, moment(one, made_on), "", one)
    for one in told["items"]:
        yield _placed("accept", moment(one, made_on), "", one)
        if "run" in one:
            yield _placed("run", moment(one["run"], made_on), "", one)
    for one in told["held"]:
        yield from _held(one, told, made_on)
    for one in told["actions"]:
        if "contact" in one:
            yield _placed("contact", moment(one["contact"], made_on), "", one)
        if "later" in one:
            yield _placed("put-off", moment(one["later"], made_on), "", one)
        if "report" in one:
            yield _placed("report", moment(one["report"], made_on), "", one)


def _held(one: Told, told: Told, made_on: date) -> Iterator[tuple[datetime, int, Event]]:
    """A meeting as it went: begun, item after item with what was said and taken on, closed, and its minutes sent."""
    yield _placed("begin", moment(one, made_on), "", one)
    for item in one["items"]:
        about = item | {"meeting": one["meeting"], "days_ago": one["days_ago"]}
        yield _placed("start", moment(about | {"time": item["from"]}, made_on), "", about)
        yield from _written_at(about, told, made_on)
        yield _placed("round-off", moment(about | {"time": item["until"]}, made_on), "", about)
    yield _placed("close", moment(one | {"time": one["closed"]}, made_on), "", one)
    for kind in ("sent-for-remarks", "adopted"):
        if kind in one:
            yield _placed(kind, moment(one | one[kind], made_on), "", one)


def _written_at(item: Told, told: Told, made_on: date) -> Iterator[tuple[datetime, int, Event]]:
    """What was written down at an item, and by whom it was confirmed."""
    for kind, name in (("said", "said"), ("decided", "decided"), ("action", "actions")):
        for line in told[name]:
            if line["item"] == item["key"]:
                at = moment(item | {"time": line["time"]}, made_on)
                yield _placed(kind, at, "", line)
                if kind == "said":
                    yield _placed("confirmed", at, "", line)
