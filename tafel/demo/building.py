"""Building the invented regions: people take their seats, rules are adopted, and the story is told."""

from collections.abc import Callable
from datetime import date
from itertools import chain
from uuid import UUID, uuid4

from models.forms.people import AddPartner, ChooseSeat, ProposeMember
from models.forms.secrecy import SignSecrecy
from models.forms.signals import SetSignalDesk
from tafel import clock, db, overviews, people, rule_desk, rulebooks, secrecy, sharing, sign_in, signal_desk
from tafel.demo import putting_right, story
from tafel.demo.story import Told
from tafel.demo.telling import Telling
from tafel.seat import Seat, of_chores

Progress = Callable[[float], None]


def build(progress: Progress = lambda _share: None) -> Telling:
    """Make De Waarden and Hoogveen in an empty database; `progress` hears from 0 to 1 how far it is."""
    made_on = clock.today()
    region = story.read("region.toml")
    told = Telling(made_on)
    accounts = {one["key"]: people.add_person(one["name"], one["login"]) for one in region["persons"]}
    for here in region["regions"]:
        with clock.at(story.moment({"days_ago": here["opened_days_ago"]}, made_on)):
            _open(told, region, here, accounts)
    for event in (*story.bound_to_secrecy(made_on), *story.before_the_rules(made_on)):
        told.tell(event)
    _adopt(told, region["rule_book"], made_on)
    happened = story.events(made_on)
    for number, event in enumerate(happened):
        told.tell(event)
        progress(0.9 * number / len(happened))
    _visit(told)
    putting_right.tell(told)
    _propose_next(told, region["rule_book"])
    _by_the_clock(told)
    progress(1)
    return told


def _open(told: Telling, region: Told, here: Told, accounts: dict[str, UUID]) -> None:
    """A region opens: its partners sign, and every seat is confirmed by somebody else."""
    administrator = people.open_region(here["name"], here["prefix"], accounts[here["administrator"]], demo=True)
    with db.writing(administrator) as work:
        signal_desk.set_desk(work, SetSignalDesk(once=uuid4(), care_phone=here.get("care_phone", "")))
    for partner in region["partners"]:
        if partner["region"] == here["key"]:
            told.partners[partner["key"]] = _partner(administrator, partner)
    local: list[Seat] = [administrator]
    for membership in region["memberships"]:
        if membership["region"] == here["key"] and membership["role"] != "administrator":
            local.append(_seat(told, administrator, local, membership, accounts))


def _partner(administrator: Seat, partner: Told) -> UUID:
    with db.writing(administrator) as work:
        form = AddPartner(
            once=uuid4(), name=partner["name"], short_name=partner["short_name"], kind=partner["kind"],
            municipality=partner.get("municipality"),
        )  # fmt: skip
        return people.add_partner(work, form)


def _seat(told: Telling, administrator: Seat, local: list[Seat], membership: Told, accounts: dict[str, UUID]) -> Seat:
    partner = told.partners.get(membership["partner"])
    with db.writing(administrator) as work:
        form = ProposeMember(
            once=uuid4(), login=membership["person"], partner_id=partner, role=membership["role"],
            job=membership["job"], is_contact=membership["contact"],
        )  # fmt: skip
        proposed = people.propose(work, form)
    with db.writing(_confirmer(local, partner, accounts[membership["person"]])) as work:
        people.confirm(work, proposed)
    seat = _sit(accounts[membership["person"]], proposed)
    told.seats[membership["person"], membership["partner"]] = seat
    if partner and all(one.person != seat.person for one in local):
        with db.writing(seat) as work:
            secrecy.sign(work, SignSecrecy(once=uuid4(), number=0))
    return seat


def _confirmer(local: list[Seat], partner: UUID | None, newcomer: UUID) -> Seat:
    """A colleague; else the secretariat, the first that sits; for the secretariat's first the administrator."""
    others = [seat for seat in local if seat.person != newcomer]
    colleagues = [seat for seat in others if partner and seat.partner == partner]
    secretariat = [seat for seat in others if seat.kind == "VZ"]
    return next(chain(colleagues, secretariat, local[:1]))


def _sit(person: UUID, membership: UUID) -> Seat:
    """Whoever has one seat sits in it after signing in."""
    token = sign_in.begin(person)
    here = sign_in.present(token)
    if here and here.seat and here.seat.membership == membership:
        return here.seat
    return sign_in.take_seat(token, ChooseSeat(membership_id=membership))


def _adopt(told: Telling, book: Told, made_on: date) -> None:
    """The rules are proposed until they have the version of the story, advised on, and adopted by three."""
    with clock.at(story.moment({"days_ago": book["proposed_days_ago"]}, made_on)):
        for _ in range(book["version"]):
            with db.writing(told.seat_for("vz")) as work:
                proposed = rule_desk.propose(work, rulebooks.text())
    with (
        clock.at(story.moment(book["advised"], made_on)),
        db.writing(told.seats[book["advised"]["person"], ""]) as work,
    ):
        rule_desk.advise(work, proposed)
    for official in book["adopted"]:
        seat = told.seats[official["person"], official["partner"]]
        with clock.at(story.moment(official, made_on)), db.writing(seat) as work:
            rule_desk.adopt(work, proposed)


def _propose_next(told: Telling, book: Told) -> None:
    """A next version lies before the table, with the privacy officer's advice; nobody adopted it yet."""
    text = rulebooks.text()
    for change in book["next"]["changes"]:
        start = text.index(f"[[row]]\nnumber = {change['number']}\n")
        text = text[:start] + text[start:].replace(change["was"], change["becomes"], 1)
    with db.writing(told.seat_for(book["next"]["partner"])) as work:
        proposed = rule_desk.propose(work, text, told.in_days(book["next"]["begins_in_days"]))
    with db.writing(told.seats[book["advised"]["person"], ""]) as work:
        rule_desk.advise(work, proposed)


def _visit(told: Telling) -> None:
    """Since something was shared with them, members opened their cases: that is when it was first shown."""
    for case in story.case_files():
        for partner, members in case["members"].items():
            for person in members[:1]:
                told.visit((person, partner), told.cases[case["case"]["key"]])


def _by_the_clock(told: Telling) -> None:
    """What ended is written down, and the figures of the half-years that are over are published."""
    for region in {seat.region for seat in told.seats.values()}:
        with db.writing(of_chores(region)) as work:
            sharing.expire(work)
            overviews.publish(work)
