"""Questions to partners: who may read one, what others see of an answer, and what stands in the ledger."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from models.acts import Act
from models.forms.amendments import RecallPassage
from models.forms.casework import MovePassage, TakePart
from models.forms.meetings import AskAgain, ChangeItem
from models.forms.questions import AnswerQuestion, AskChoice
from models.forms.sharing import ShareChoice
from models.mail_terms import Notice
from models.question_terms import Reply
from models.tables.meetings import AgendaItem
from models.terms import FieldName, Outcome
from tafel import agenda, amending, answers, asking, casework, clock, corrections, db, rulebooks, statements, subjects
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import agenda as agenda_seen
from tafel.sight import ask_page, asked, home, share_page
from tafel.sight import casework as casework_seen
from tests import tables
from tests.cast import Cast, giving
from tests.tafel import amends
from tests.tafel.acting import act, at_once, closes, edited, ledger, opened, stands, written
from tests.tafel.questioning import WORDS, anonymous, answer, ask, form, letter, one, seen
from tests.tafel.test_rule_desk import adopted

pytestmark = pytest.mark.laid

OUTSIDE = ("ruud.eggink", "petra.dekker", "ben.vink", "nadia.oosterhuis", "rik.zandstra")


def test_whom_the_rules_let_read_it_is_asked(cast: Cast) -> None:
    question = ask(cast, "OM", "WOCO")
    assert one(cast, "wouter.lansink", question).line.text == WORDS
    assert seen(cast, "inge.bakels", question) == {"OM": "open"}
    assert amends.told(cast, Notice.ASKED) == {"wouter.lansink"}
    (line,) = ledger(cast, Act.QUESTION_ASKED)
    assert line["receivers"] == [str(cast.partners["OM"])]
    assert WORDS not in str(line)
    refused = ledger(cast, Act.SHARE_REFUSED)[-1]
    assert refused["receiver"] == str(cast.partners["WOCO"])


@pytest.mark.parametrize("login", OUTSIDE)
def test_to_others_there_is_no_such_question(cast: Cast, login: str) -> None:
    question = ask(cast, "OM")
    with pytest.raises(NotFound):
        one(cast, login, question)
    with db.reading(cast.seats[login]) as reading:
        page = asked.page(reading)
    assert page.to_us == page.by_us == ()
    with pytest.raises(NotFound):
        act(cast, login, lambda work: asking.withdraw(work, question))
    reply = AnswerQuestion(once=uuid4(), answer="none")
    with pytest.raises(NotFound):
        act(cast, login, lambda work: asking.answer(work, question, reply))


@pytest.mark.parametrize("login", ["ruud.eggink", "ben.vink", "nadia.oosterhuis", "rik.zandstra", "bram.kuijper"])
def test_nobody_but_a_member_asks(cast: Cast, login: str) -> None:
    with pytest.raises(NotFound):
        ask(cast, "OM", login=login)


def test_where_nobody_may_read_it_nobody_is_asked(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        ask(cast, "WOCO")
    assert refused.value.why == asking.NOBODY
    assert ledger(cast, Act.QUESTION_ASKED) == []
    assert ledger(cast, Act.SHARE_REFUSED)[-1]["receiver"] == str(cast.partners["WOCO"])


def test_the_page_says_beforehand_what_asking_does(cast: Cast) -> None:
    everyone = ("VZ", "OM", "ZC", "WOCO", "OPV")
    wanted = form(cast, *everyone)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        page = ask_page.ask_page(reading, cast.cases["Zwaluw"], wanted)
    may = {one.partner.id for one in page.receivers if one.outcome is Outcome.PERMITTED}
    assert may == {cast.partners["OM"]}
    assert set(seen(cast, "inge.bakels", ask(cast, *everyone))) == {"OM"}


def test_a_question_about_nobody_reaches_the_whole_case(cast: Cast) -> None:
    question = anonymous(cast, "OM", "ZC", "WOCO")
    assert set(seen(cast, "petra.dekker", question)) == {"OM", "ZC", "WOCO"}


def test_no_contribution_shows_after_the_day_alone(cast: Cast) -> None:
    question = anonymous(cast, "OM", "ZC", "WOCO")
    answer(cast, "wouter.lansink", question, "none")
    answer(cast, "soraya.pinas", question, "later", later_on=clock.today() + timedelta(days=20))
    for login in ("inge.bakels", "petra.dekker", "wouter.lansink"):
        assert seen(cast, login, question) == {"OM": "open", "ZC": "open", "WOCO": "open"}
    last = clock.end_of(clock.today() + timedelta(days=7))
    with clock.at(last):
        assert seen(cast, "inge.bakels", question)["OM"] == "open"
    with clock.at(last + timedelta(seconds=1)):
        assert seen(cast, "inge.bakels", question) == {"OM": "none", "ZC": "open", "WOCO": "open"}


def test_only_its_own_partner_reads_an_answer(cast: Cast) -> None:
    question = anonymous(cast, "OM", "ZC")
    answer(cast, "wouter.lansink", question, "later", later_on=clock.today() + timedelta(days=2))
    mine = one(cast, "wouter.lansink", question).line
    assert mine.mine is not None
    assert (mine.mine.answer, mine.by) == (Reply.LATER, clock.today() + timedelta(days=2))
    assert one(cast, "inge.bakels", question).line.mine is None
    theirs = one(cast, "soraya.pinas", question).line
    assert theirs.mine is not None
    assert theirs.mine.answer is Reply.OPEN
    assert theirs.by == clock.today() + timedelta(days=7)


def test_an_answer_can_be_changed_until_the_day_and_shared_after_it(cast: Cast) -> None:
    question = anonymous(cast, "OM")
    answer(cast, "wouter.lansink", question, "later", later_on=clock.today() + timedelta(days=1))
    answer(cast, "wouter.lansink", question, "none")
    with clock.at(clock.end_of(clock.today() + timedelta(days=8))):
        with pytest.raises(Refused):
            answer(cast, "wouter.lansink", question, "later", later_on=clock.today() + timedelta(days=1))
        _shares(cast, "wouter.lansink", question)
        assert seen(cast, "inge.bakels", question) == {"OM": "shared"}
    assert [line["answer"] for line in ledger(cast, Act.QUESTION_ANSWERED)] == ["later", "none", "shared"]


def test_sharing_from_the_question_is_the_answer(cast: Cast) -> None:
    question = anonymous(cast, "OM", "ZC")
    _shares(cast, "wouter.lansink", question)
    assert seen(cast, "soraya.pinas", question) == {"OM": "shared", "ZC": "open"}
    with pytest.raises(Refused):
        answer(cast, "wouter.lansink", question, "none")


def test_what_the_asker_may_not_have_is_no_answer(cast: Cast) -> None:
    question = anonymous(cast, "OM", "ZC")
    _shares(cast, "wouter.lansink", question, to="ZC")
    assert seen(cast, "inge.bakels", question) == {"OM": "open", "ZC": "open"}


def test_the_share_page_is_filled_in(cast: Cast) -> None:
    question = ask(cast, "OM")
    written(cast, "wouter.lansink", "Een zaak loopt.", category="D0", reliability=None)
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        case = cast.cases["Zwaluw"]
        page = share_page.share_page(
            reading, case, first=lambda _, choice: asked.in_answer(reading, case, question, choice)
        )
    assert (page.chosen_receivers, page.purpose, page.question) == ({cast.partners["POL"]}, "P4", question)
    assert len(page.chosen) == 1


def test_a_question_that_is_not_ones_own_to_answer_fills_in_nothing(cast: Cast) -> None:
    question = ask(cast, "OM")
    with db.reading(cast.seats["soraya.pinas"]) as reading, pytest.raises(NotFound):
        asked.in_answer(reading, cast.cases["Zwaluw"], question, ShareChoice())


def test_withdrawn_nobody_reads_or_answers_it(cast: Cast) -> None:
    question = ask(cast, "OM")
    act(cast, "inge.bakels", lambda work: asking.withdraw(work, question))
    line = one(cast, "wouter.lansink", question).line
    assert (line.withdrawn, line.text, line.waits) == (True, None, False)
    with pytest.raises(Refused) as refused:
        answer(cast, "wouter.lansink", question, "none")
    assert refused.value.why == asking.WITHDRAWN
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: asking.withdraw(work, question))
    assert len(ledger(cast, Act.QUESTION_WITHDRAWN)) == 1


def test_an_answer_that_was_given_is_not_told_by_withdrawing(cast: Cast) -> None:
    question = anonymous(cast, "OM")
    answer(cast, "wouter.lansink", question, "none")
    act(cast, "inge.bakels", lambda work: asking.withdraw(work, question))
    with clock.at(clock.end_of(clock.today() + timedelta(days=30))):
        assert seen(cast, "inge.bakels", question) == {"OM": "open"}


def test_only_its_asker_withdraws_it(cast: Cast) -> None:
    question = ask(cast, "OM")
    with pytest.raises(NotFound):
        act(cast, "wouter.lansink", lambda work: asking.withdraw(work, question))


def test_a_colleague_answered_meanwhile(cast: Cast) -> None:
    question = ask(cast, "OM")
    drawn = one(cast, "wouter.lansink", question).line.mine
    assert drawn
    answer(cast, "wouter.lansink", question, "none")
    reply = AnswerQuestion(once=uuid4(), answer="none", seen=drawn.seen)
    with pytest.raises(Conflict):
        act(cast, "wouter.lansink", lambda work: asking.answer(work, question, reply))


@pytest.mark.parametrize("days", [-1, 91])
def test_a_day_that_cannot_be(cast: Cast, days: int) -> None:
    with pytest.raises(Invalid) as wrong:
        ask(cast, "OM", due_on=clock.today() + timedelta(days=days))
    assert wrong.value.errors.keys() == {"due_on"}
    question = ask(cast, "OM")
    for later in (None, clock.today(), clock.today() + timedelta(days=91)):
        with pytest.raises(Invalid) as too:
            answer(cast, "wouter.lansink", question, "later", later_on=later)
        assert too.value.errors.keys() == {"later_on"}


def test_what_else_cannot_be_asked(cast: Cast) -> None:
    with pytest.raises(Invalid) as wrong:
        ask(cast, "OM", "POL", purpose="P9")
    assert wrong.value.errors.keys() == {"purpose", "receivers"}
    next_door = cast.seats["rik.zandstra"].partner
    with pytest.raises(NotFound):
        ask(cast, receivers=[next_door])
    with pytest.raises(Invalid):
        ask(cast, "OM", item_id=uuid4())


def test_not_known_here_is_said_only_where_the_rules_let_it(cast: Cast) -> None:
    question = ask(cast, "OM")
    assert not one(cast, "wouter.lansink", question).may_say_unknown
    with pytest.raises(Refused):
        answer(cast, "wouter.lansink", question, "unknown")


def test_where_a_book_permits_it_not_known_here_goes_to_the_asker_alone(cast: Cast) -> None:
    row = re.search(r"number = 100\n.*?status", rulebooks.text(), re.DOTALL)
    assert row
    telling = (
        row[0]
        .replace("MITS", "JA")
        .replace('givers = "OPS"', 'givers = "OPS OM"')
        .replace('conditions = "c-HIT"\n', "")
    )
    adopted(cast, rulebooks.text().replace(row[0], telling))
    question = ask(cast, "OM")
    assert one(cast, "wouter.lansink", question).may_say_unknown
    answer(cast, "wouter.lansink", question, "unknown")
    assert seen(cast, "inge.bakels", question) == {"OM": "shared"}
    line = ledger(cast, Act.SHARE_GIVEN)[-1]
    assert (line["giver"], line["receiver"]) == (str(cast.partners["OM"]), str(cast.partners["POL"]))
    assert line["passages"][0]["rules"] == [100]
    two = ask(cast, "OM", about=[])
    assert not one(cast, "wouter.lansink", two).may_say_unknown


def test_a_question_is_no_contribution(cast: Cast) -> None:
    question = ask(cast, "OM")
    statement = act(cast, "inge.bakels", lambda work: asked.require_own(work, question).statement_id)
    with db.reading(cast.seats["inge.bakels"]) as reading:
        page = share_page.share_page(reading, cast.cases["Zwaluw"])
    said = stands(cast, "inge.bakels", statement)
    assert said is not None
    assert said.line == "question"
    assert said.version_id not in page.chosen


def test_what_was_asked_stays_what_was_asked(cast: Cast) -> None:
    question = ask(cast, "OM")
    statement = act(cast, "inge.bakels", lambda work: asked.require_own(work, question).statement_id)
    said = stands(cast, "inge.bakels", statement)
    assert said
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: statements.edit(work, statement, edited(said, "Iets anders?")))
    move = MovePassage(once=uuid4(), case_id=opened(cast, "inge.bakels", "Havik"))
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: corrections.move(work, statement, move))


def test_recalled_from_everybody_it_asks_nobody(cast: Cast) -> None:
    question = anonymous(cast, "OM", "ZC")
    statement = act(cast, "inge.bakels", lambda work: asked.require_own(work, question).statement_id)
    to = [cast.partners[key] for key in ("OM", "ZC")]
    for receiver, withdrawn in zip(to, (False, True), strict=True):
        form = RecallPassage(once=uuid4(), receivers=[receiver], reason="other-person", drawn=to)
        act(cast, "inge.bakels", lambda work, form=form: amending.recall(work, statement, form))
        assert one(cast, "inge.bakels", question).line.withdrawn is withdrawn


def test_who_left_the_case_is_awaited_no_more(cast: Cast) -> None:
    question = anonymous(cast, "OM", "ZC")
    leaving = TakePart(once=uuid4(), partner_id=cast.partners["ZC"])
    act(cast, "soraya.pinas", lambda work: casework.remove_partner(work, cast.cases["Zwaluw"], leaving))
    assert seen(cast, "inge.bakels", question) == {"OM": "open"}
    with pytest.raises(NotFound):
        one(cast, "soraya.pinas", question)


def test_a_question_lapses_with_its_asker(cast: Cast) -> None:
    question = anonymous(cast, "OM", login="soraya.pinas")
    leaving = TakePart(once=uuid4(), partner_id=cast.partners["ZC"])
    act(cast, "soraya.pinas", lambda work: casework.remove_partner(work, cast.cases["Zwaluw"], leaving))
    line = one(cast, "wouter.lansink", question).line
    assert (line.closed, line.waits, line.text) == (True, False, None)
    with pytest.raises(Refused):
        answer(cast, "wouter.lansink", question, "none")
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert home.home(reading).questions == ()


def test_two_answers_at_once_are_one(cast: Cast) -> None:
    question = ask(cast, "OM")
    drawn = one(cast, "wouter.lansink", question).line.mine
    assert drawn
    reply = [AnswerQuestion(once=uuid4(), answer="none", seen=drawn.seen) for _ in range(2)]
    wrong = at_once(
        cast, "wouter.lansink", lambda work: asking.answer(work, question, reply[0]),
        lambda work: asking.answer(work, question, reply[1]),
    )  # fmt: skip
    assert [type(one) for one in wrong] == [Conflict]
    assert len(ledger(cast, Act.QUESTION_ANSWERED)) == 1


def test_a_closed_case_asks_nothing(cast: Cast) -> None:
    question = anonymous(cast, "OM")
    closes(cast, "inge.bakels", cast.cases["Zwaluw"])
    line = one(cast, "wouter.lansink", question).line
    assert (line.closed, line.waits) == (True, False)
    with pytest.raises(Refused):
        answer(cast, "wouter.lansink", question, "none")
    with pytest.raises(Refused):
        ask(cast, "OM")
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        assert home.home(reading).questions == ()


def test_the_first_page_and_the_case_say_what_waits(cast: Cast) -> None:
    question = anonymous(cast, "OM", "ZC")
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        (waits,) = home.home(reading).questions
        assert (waits.question_id, waits.ours, waits.late) == (question, False, False)
        assert casework_seen.case_page(reading, cast.cases["Zwaluw"]).questions == (waits,)
    answer(cast, "wouter.lansink", question, "none")
    for login, on in (("wouter.lansink", 0), ("inge.bakels", 0), ("wouter.lansink", 9), ("inge.bakels", 30)):
        with clock.at(clock.now() + timedelta(days=on)), db.reading(cast.seats[login]) as reading:
            assert home.home(reading).questions == ()
    with clock.at(clock.now() + timedelta(days=9)), db.reading(cast.seats["inge.bakels"]) as reading:
        (late,) = home.home(reading).questions
        assert (late.ours, len(late.silent)) == (True, 1)


def test_the_letter_must_be_of_this_case(cast: Cast) -> None:
    with pytest.raises(NotFound):
        ask(cast, "OM", about=[str(uuid4())])
    assert letter(cast)


def _shares(cast: Cast, login: str, question: object, to: str = "POL", **more: object) -> None:
    statement = written(cast, login, "Een zaak loopt.", category="D0", reliability=None)
    said = stands(cast, login, statement)
    assert said
    form = giving([said.version_id], [cast.partners[to]], question=question, **more)
    act(cast, login, lambda work: answers.give(work, cast.cases["Zwaluw"], form))


# --- for an item of an agenda


def test_the_secretary_asks_the_circle_of_an_item(cast: Cast) -> None:
    item = tables.set_up(cast).items["Zwaluw"]
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        page = ask_page.ask_page(reading, cast.cases["Zwaluw"], AskChoice(item_id=item))
    circle = {cast.partners[key] for key in ("POL", "OM", "ZC")}
    assert {one.partner.id for one in page.receivers} == page.chosen_receivers == circle
    question = anonymous(cast, "OM", "ZC", login="samir.el.khatib", item_id=item)
    assert one(cast, "wouter.lansink", question).item == "Casusoverleg De Waarden"
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        first = asked.in_answer(reading, cast.cases["Zwaluw"], question, ShareChoice())
    assert set(first.receivers) == {cast.partners[key] for key in ("VZ", "POL", "ZC")}


def test_who_left_the_circle_of_an_item_learns_no_more_of_it(cast: Cast) -> None:
    item = tables.set_up(cast).items["Zwaluw"]
    question = anonymous(cast, "OM", "ZC", login="samir.el.khatib", item_id=item)
    circle = [cast.partners[key] for key in ("POL", "ZC", "WOCO")]
    change = ChangeItem.model_validate({"once": uuid4(), "minutes": 20, "circle": circle})
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, item, change))
    assert one(cast, "wouter.lansink", question).item is None
    with db.reading(cast.seats["wouter.lansink"]) as reading:
        first = asked.in_answer(reading, cast.cases["Zwaluw"], question, ShareChoice())
    assert first.receivers == [cast.partners["VZ"]]
    for login in ("samir.el.khatib", "soraya.pinas"):
        assert one(cast, login, question).item == "Casusoverleg De Waarden"


def test_of_a_case_it_takes_no_part_in_the_secretariat_asks_the_circle_about_nobody(cast: Cast) -> None:
    """As a shell it knows the item alone; its words name nobody and go to who is in the circle."""
    leaves = TakePart(once=uuid4(), partner_id=cast.partners["VZ"])
    act(cast, "inge.bakels", lambda work: casework.remove_partner(work, cast.cases["Zwaluw"], leaves))
    table = tables.set_up(cast)
    asked, client = "Wie kan dinsdag een controle doen?", cast.client("samir.el.khatib")
    page = f"/overleggen/{table.meeting}/agenda/{table.items['Zwaluw']}"
    assert "Wat wilt u van hen weten?" in client.get(page).text
    named = client.post(f"{page}/opnieuw", data={"once": str(uuid4()), "text": "Kent u mevrouw Ana Ivanova?"})
    assert named.status_code == 422
    assert "Kent u mevrouw" in named.text
    client.post(f"{page}/opnieuw", data={"once": str(uuid4()), "text": asked})
    assert asked in client.get(page).text
    mine = f"/overleggen/{table.meeting}/inbreng"
    assert asked in cast.client("wouter.lansink").get(mine).text
    for login in ("bram.kuijper", *OUTSIDE):  # invited, or a colleague, or elsewhere
        assert asked not in cast.client(login).get(mine).text
    (line,) = ledger(cast, Act.ANSWER_ASKED)
    assert asked not in str(line)
    with pytest.raises(Refused):
        act(cast, "inge.bakels", lambda work: answers.ask_again(work, table.items["Zwaluw"], AskAgain(once=uuid4())))


def test_what_the_secretariat_may_not_tell_it_cannot_ask(cast: Cast) -> None:
    item = tables.set_up(cast).items["Zwaluw"]
    with pytest.raises(Refused):
        ask(cast, "OM", login="samir.el.khatib", item_id=item)


def test_for_an_item_only_its_circle_is_asked(cast: Cast) -> None:
    item = tables.set_up(cast).items["Zwaluw"]
    with pytest.raises(Invalid) as wrong:
        anonymous(cast, "OM", "WOCO", login="samir.el.khatib", item_id=item)
    assert wrong.value.errors.keys() == {"receivers"}


def test_only_who_leads_asks_for_an_item(cast: Cast) -> None:
    table = tables.set_up(cast)
    with pytest.raises(Invalid) as wrong:
        anonymous(cast, "OM", item_id=table.items["Zwaluw"])
    assert wrong.value.errors.keys() == {"item_id"}
    chair = cast.seats["soraya.pinas"].membership
    form = {"once": uuid4(), "minutes": 20, "chair_id": chair, "circle": [cast.partners[key] for key in ("OM", "ZC")]}
    change = ChangeItem.model_validate(form)
    act(cast, "samir.el.khatib", lambda work: agenda.change(work, table.items["Zwaluw"], change))
    question = anonymous(cast, "OM", login="soraya.pinas", item_id=table.items["Zwaluw"])
    assert seen(cast, "wouter.lansink", question) == {"OM": "open"}


def test_sharing_in_answer_also_answers_the_item(cast: Cast) -> None:
    item = tables.set_up(cast).items["Zwaluw"]
    question = anonymous(cast, "OM", "ZC", login="samir.el.khatib", item_id=item)
    before = _ready(cast, item)
    _shares(cast, "wouter.lansink", question, to="VZ", purpose="P8")
    assert before["OM"] == "open"
    assert _ready(cast, item)["OM"] == "shared"
    assert seen(cast, "samir.el.khatib", question) == {"OM": "shared", "ZC": "open"}


def _ready(cast: Cast, item: UUID) -> dict[str, str]:
    """How far each partner in the circle of an item is, on the agenda."""
    keys = {partner: key for key, partner in cast.partners.items()}
    with db.reading(cast.seats["samir.el.khatib"]) as reading:
        (meeting,) = reading.session.scalars(select(AgendaItem.meeting_id).where(AgendaItem.id == item))
        page = agenda_seen.page(reading, meeting)
    (line,) = [one for one in page.items if one.id == item]
    return {keys[one.id]: one.readiness.value for one in line.circle}


# --- who somebody is goes along where it may


def test_who_it_is_goes_to_those_that_may_know(cast: Cast) -> None:
    case = cast.cases["Zwaluw"]
    name = act(
        cast, "inge.bakels", lambda work: subjects.say_field(work, case, letter(cast), FieldName.NAME, "Ana Verzonnen")
    )
    said = stands(cast, "inge.bakels", name)
    assert said
    question = ask(cast, "OM", "ZC", "WOCO", category="D0", about=[], versions=[said.version_id])
    assert set(seen(cast, "inge.bakels", question)) == {"OM", "ZC", "WOCO"}
    assert stands(cast, "wouter.lansink", name) is not None
    assert stands(cast, "petra.dekker", name) is None


def test_only_an_identity_card_goes_along(cast: Cast) -> None:
    with pytest.raises(NotFound):
        ask(cast, "OM", versions=[cast.version("voorman")])
