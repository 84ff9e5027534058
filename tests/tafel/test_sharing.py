"""Sharing: who may be given what, all or nothing, once, and with its line in the ledger."""

import json
from collections import Counter
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from models.acts import Act
from models.forms.casework import EditPassage, TakePart, WritePassage
from models.forms.sharing import WithdrawShares
from models.tables.ledger import Entry
from models.tables.sharing import Evidence, Share, ShareEvidence, SharingProfile
from models.terms import Condition, Outcome, Purpose, ShareEnd
from tafel import casework, clock, db, ledger, sharing, statements
from tafel.refusals import Conflict, Invalid, NotFound, Refused
from tafel.sight import own, passages, share_page
from tests.cast import Cast, giving
from tests.tafel.acting import closes, joins, second_seat, shared, written

NECESSITY = {"necessary": "Nodig.", "proportionate": "Past.", "no_lighter_way": "Geen andere weg."}


def give(cast: Cast, login: str, words: list[str], receivers: list[str], **more: Any) -> int:
    form = giving([cast.version(word) for word in words], [cast.partners[key] for key in receivers], **more)
    with db.writing(cast.seats[login]) as work:
        return sharing.give(work, cast.cases["Zwaluw"], form)


def entries(cast: Cast, act: Act) -> list[dict[str, Any]]:
    with db.reading(cast.by_the_clock) as reading:
        rows = reading.session.scalars(select(Entry.envelope).where(Entry.act == act).order_by(Entry.position))
        found = [json.loads(row) for row in rows]
    return [one for one in found if one["region"] == str(cast.administrator.region)]


def shares(cast: Cast) -> list[Share]:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        rows = reading.session.scalars(select(Share).order_by(Share.given_at)).all()
        reading.session.expunge_all()
        return list(rows)


def reads(cast: Cast, login: str, word: str) -> bool:
    with db.reading(cast.seats[login]) as reading:
        case = cast.cases["Zwaluw"]
        said = passages.views(reading, case, passages.of_case(reading, case))
        return any(word in passage.text for passage in said)


def test_what_the_rules_permit_is_shared_and_stands_in_the_ledger(cast: Cast) -> None:
    assert not reads(cast, "wouter.lansink", "paspoorten")
    assert give(cast, "inge.bakels", ["voorman"], ["OM"]) == 1
    assert reads(cast, "wouter.lansink", "paspoorten")
    line = entries(cast, Act.SHARE_GIVEN)[-1]
    assert line["receiver"] == str(cast.partners["OM"])
    assert line["passages"][0]["rules"] == [2]
    assert line["passages"][0]["conditions"].keys() == {"c-DECL(min)"}


def test_what_the_rules_refuse_is_not_shared_and_that_stands_in_the_ledger(cast: Cast) -> None:
    with pytest.raises(Refused):
        give(cast, "inge.bakels", ["voorman"], ["WOCO"])
    assert not reads(cast, "petra.dekker", "paspoorten")
    assert entries(cast, Act.SHARE_REFUSED)[-1]["result"] == "refused"
    assert len(entries(cast, Act.EVIDENCE_RECORDED)) == 1  # the tick of the cast's own share, none of the refused one


def test_a_refused_receiver_does_not_block_the_others(cast: Cast) -> None:
    assert give(cast, "inge.bakels", ["voorman"], ["OM", "WOCO"]) == 1
    assert reads(cast, "wouter.lansink", "paspoorten")
    refused = entries(cast, Act.SHARE_REFUSED)[-1]
    assert refused["receiver"] == str(cast.partners["WOCO"])
    assert refused["trace"] == entries(cast, Act.SHARE_GIVEN)[-1]["trace"]


def test_a_receiver_gets_every_chosen_passage_or_none(cast: Cast) -> None:
    _anonymous(cast)
    assert give(cast, "inge.bakels", ["anoniem"], ["WOCO"]) == 1
    with pytest.raises(Refused):
        give(cast, "inge.bakels", ["anoniem", "voorman"], ["WOCO"])


def test_without_the_sentence_ticked_nothing_is_shared(cast: Cast) -> None:
    with pytest.raises(Refused):
        give(cast, "inge.bakels", ["voorman"], ["OM"], declared=[])


def test_a_condition_that_is_a_record_cannot_be_ticked(cast: Cast) -> None:
    with pytest.raises(Invalid):
        give(cast, "inge.bakels", ["voorman"], ["ZC"], declared=["c-DECL(min)", "c-W20"], **NECESSITY)


@pytest.mark.parametrize(
    ("login", "refusal"),
    [("rik.zandstra", NotFound), ("ruud.eggink", NotFound), ("ben.vink", NotFound), ("nadia.oosterhuis", NotFound),
     ("petra.dekker", NotFound)],
)  # fmt: skip
def test_nobody_else_shares_it(cast: Cast, login: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        give(cast, login, ["voorman"], ["OM"])
    assert len(shares(cast)) == 1


def test_a_receiver_of_another_region_does_not_exist(cast: Cast) -> None:
    next_door = cast.seats["rik.zandstra"].partner
    assert next_door
    form = giving([cast.version("voorman")], [next_door])
    with pytest.raises(NotFound), db.writing(cast.seats["inge.bakels"]) as work:
        sharing.give(work, cast.cases["Zwaluw"], form)


def test_the_same_words_twice_change_nothing(cast: Cast) -> None:
    before = (
        [share.id for share in shares(cast)],
        len(entries(cast, Act.SHARE_GIVEN)),
        len(entries(cast, Act.EVIDENCE_RECORDED)),
    )
    assert give(cast, "inge.bakels", ["matrassen"], ["OM"]) == 0
    assert (
        [s.id for s in shares(cast)],
        len(entries(cast, Act.SHARE_GIVEN)),
        len(entries(cast, Act.EVIDENCE_RECORDED)),
    ) == before


def test_what_a_receiver_has_stays_while_others_get_it(cast: Cast) -> None:
    """One act gives two passages to two partners, of whom one has one of them already."""
    _anonymous(cast)
    give(cast, "inge.bakels", ["anoniem"], ["WOCO"])
    with db.writing(cast.seats["inge.bakels"]) as work:
        form = WritePassage(once=uuid4(), text="Let op loodsen.", category="D0", reliability="heard")
        cast.passages["loodsen"] = statements.write(work, cast.cases["Zwaluw"], form)
    both = [_version(cast, "anoniem"), _version(cast, "loodsen")]
    with db.writing(cast.seats["inge.bakels"]) as work:
        receivers = [cast.partners["WOCO"], cast.partners["OM"]]
        assert sharing.give(work, cast.cases["Zwaluw"], giving(both, receivers)) == 2
    now = [share for share in shares(cast) if share.version_id in both]
    assert Counter((share.version_id, share.receiver_id) for share in now) == Counter(product(both, receivers))
    assert all(share.ended_at is None and share.number == 1 for share in now)


def test_for_another_purpose_the_same_words_are_shared_anew(cast: Cast) -> None:
    assert give(cast, "inge.bakels", ["matrassen"], ["OM"], purpose="P2") == 1
    old, new = shares(cast)
    assert (old.ended_why, new.purpose, new.number) == (ShareEnd.REPLACED, Purpose.P2, 1)


def test_new_words_are_read_only_once_shared_again(cast: Cast) -> None:
    _edit(cast, "matrassen", "Er liggen elf bedden.")
    assert not reads(cast, "wouter.lansink", "elf bedden")
    give(cast, "inge.bakels", ["matrassen"], ["OM"])
    assert reads(cast, "wouter.lansink", "elf bedden")
    assert not reads(cast, "wouter.lansink", "negen matrassen")
    assert [share.number for share in shares(cast)] == [1, 2]


def test_a_version_that_is_no_longer_the_last_is_a_conflict(cast: Cast) -> None:
    old = cast.version("matrassen")
    _edit(cast, "matrassen", "Er liggen elf bedden.")
    with pytest.raises(Conflict), db.writing(cast.seats["inge.bakels"]) as work:
        sharing.give(work, cast.cases["Zwaluw"], giving([old], [cast.partners["OM"]]))


def test_a_draft_that_was_saved_since_the_page_was_drawn_is_a_conflict(cast: Cast) -> None:
    version = cast.version("voorman")
    _edit(cast, "voorman", "De paspoorten liggen in de kluis.")
    assert cast.version("voorman") == version
    form = giving([version], [cast.partners["OM"]], drawn=[f"{version}.1"])
    with pytest.raises(Conflict), db.writing(cast.seats["inge.bakels"]) as work:
        sharing.give(work, cast.cases["Zwaluw"], form)
    assert not reads(cast, "wouter.lansink", "kluis")


def test_dates_that_cannot_be(cast: Cast) -> None:
    today = clock.today()
    for wrong in (today - timedelta(days=1), today + timedelta(days=366)):
        with pytest.raises(Invalid) as error:
            give(cast, "inge.bakels", ["voorman"], ["OM"], ends_on=wrong)
        assert "ends_on" in error.value.errors
    assert give(cast, "inge.bakels", ["voorman"], ["OM"], ends_on=today) == 1


def test_a_purpose_the_case_does_not_have(cast: Cast) -> None:
    with pytest.raises(Invalid) as error:
        give(cast, "inge.bakels", ["voorman"], ["OM"], purpose="P9")
    assert "purpose" in error.value.errors


def test_a_necessity_is_whole_or_absent_and_names_nobody(cast: Cast) -> None:
    with pytest.raises(Invalid) as half:
        give(cast, "inge.bakels", ["voorman"], ["OM"], necessary="Nodig.")
    assert half.value.errors.keys() == {"proportionate", "no_lighter_way"}
    named = NECESSITY | {"necessary": "Bel 06-12345678."}
    with pytest.raises(Invalid) as naming:
        give(cast, "inge.bakels", ["voorman"], ["OM"], **named)
    assert naming.value.errors.keys() == {"necessary"}
    assert give(cast, "inge.bakels", ["voorman"], ["OM"], nameless=True, **named) == 1


def test_a_necessity_names_what_it_was_given_for_and_is_used_again(cast: Cast) -> None:
    give(
        cast,
        "petra.dekker",
        ["huurcontract"],
        ["ZC"],
        purpose="P2",
        declared=["c-DECL(min)", "c-DECL(tenant)"],
        **NECESSITY,
    )
    with db.reading(cast.seats["petra.dekker"]) as reading:
        made = reading.session.scalars(select(Evidence).where(Evidence.condition == Condition.NPS)).one()
        assert made.receivers == [str(cast.partners["ZC"])]
        assert made.purposes == ["P2", "P8"]
        assert "D15" in (made.categories or [])
    again = {
        "purpose": "P2",
        "declared": ["c-DECL(min)", "c-DECL(tenant)"],
        "ends_on": clock.today() + timedelta(days=200),
    }
    assert give(cast, "petra.dekker", ["huurcontract"], ["ZC"], **again) == 1
    with pytest.raises(Refused):  # it was not given for another receiver
        give(cast, "petra.dekker", ["huurcontract"], ["POL"], **again)


def test_a_region_without_an_adopted_book_shares_nothing_and_says_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tafel.sight.rulebook.in_force", lambda _: None)
    with pytest.raises(Refused) as refused:
        give(cast, "inge.bakels", ["voorman"], ["OM"])
    assert "nog geen regels" in refused.value.why
    with db.reading(cast.seats["inge.bakels"]) as reading:
        page = share_page.share_page(reading, cast.cases["Zwaluw"])
        assert (page.book_version, page.receivers) == (None, ())


def test_when_the_ledger_cannot_be_written_nothing_is_shared(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_work: db.Writing) -> None:
        raise RuntimeError("no ledger")

    monkeypatch.setattr(ledger, "append", broken)
    with pytest.raises(RuntimeError):
        give(cast, "inge.bakels", ["voorman"], ["OM", "WOCO"])
    monkeypatch.undo()
    assert len(shares(cast)) == 1
    with db.reading(cast.seats["inge.bakels"]) as reading:
        assert own.one_passage(reading, cast.cases["Zwaluw"], cast.passages["voorman"]).is_draft  # type: ignore[union-attr]


def test_the_preview_is_the_act(cast: Cast) -> None:
    _anonymous(cast)
    everyone = [partner for key, partner in cast.partners.items() if key != "POL"]
    for word in ("anoniem", "voorman"):
        form = giving([cast.version(word)], everyone, **NECESSITY)
        with db.reading(cast.seats["inge.bakels"]) as reading:
            page = share_page.share_page(reading, cast.cases["Zwaluw"], form)
        promised = {one.partner.id: one for one in page.receivers if one.outcome is Outcome.PERMITTED}
        with db.writing(cast.seats["inge.bakels"]) as work:
            assert sharing.give(work, cast.cases["Zwaluw"], form) == page.may_now == len(promised)
        given = {s.receiver_id: s for s in shares(cast) if s.version_id == form.versions[0] and s.ended_at is None}
        assert {who: s.ends_at for who, s in given.items()} == {who: one.until for who, one in promised.items()}
        with db.reading(cast.seats["inge.bakels"]) as reading:
            again = share_page.share_page(reading, cast.cases["Zwaluw"], form)
            assert {one.partner.id for one in again.receivers if one.already} == promised.keys()


def test_a_share_tells_that_the_same_words_were_refused_before(cast: Cast) -> None:
    with pytest.raises(Refused):
        give(cast, "inge.bakels", ["voorman"], ["WOCO"])
    give(cast, "inge.bakels", ["voorman"], ["OM"])
    assert entries(cast, Act.SHARE_GIVEN)[-1]["refused_before"] == []  # same category, same purpose: the same question
    _edit(cast, "voorman", "De paspoorten liggen bij de voorman.", category="D6")
    give(cast, "inge.bakels", ["voorman"], ["OM"], purpose="P2")
    before = entries(cast, Act.SHARE_GIVEN)[-1]["refused_before"]
    assert [(one["chosen"], one["purpose"]) for one in before] == [("D7", "P4")]
    _edit(cast, "voorman", "de paspoorten  liggen, bij de voorman", category="D2")
    give(cast, "inge.bakels", ["voorman"], ["OM"], purpose="P2")
    line = entries(cast, Act.SHARE_GIVEN)[-1]
    assert [one["fingerprint"] for one in line["refused_before"]] == [line["passages"][0]["fingerprint"]]
    _edit(cast, "voorman", "De paspoorten liggen niet bij de voorman.", category="D7")
    give(cast, "inge.bakels", ["voorman"], ["OM"], purpose="P2")
    assert entries(cast, Act.SHARE_GIVEN)[-1]["refused_before"] == []


def test_the_profile_is_confirmed_once_and_again_when_something_changes(cast: Cast) -> None:
    def profiles() -> int:
        with db.reading(cast.seats["inge.bakels"]) as reading:
            return reading.session.scalar(select(func.count()).select_from(SharingProfile)) or 0

    assert profiles() == 1
    give(cast, "inge.bakels", ["voorman"], ["OM"])
    assert profiles() == 1
    with clock.at(clock.now() + timedelta(days=92)):
        give(cast, "inge.bakels", ["voorman"], ["OM"])
    assert profiles() == 2
    give(cast, "inge.bakels", ["voorman"], ["OM"], purpose="P2")
    assert profiles() == 3


def test_every_share_leans_on_the_sentence_that_was_ticked(cast: Cast) -> None:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        leaning = reading.session.scalars(select(ShareEvidence.condition)).all()
    assert leaning == [Condition.DECL_MIN]


@pytest.mark.parametrize("login", ["inge.bakels", "ruud.eggink"])
def test_a_sentence_once_ticked_carries_no_other_act(cast: Cast, login: str) -> None:
    joins(cast, "inge.bakels", "ruud.eggink")
    with db.writing(cast.seats["inge.bakels"]) as work:
        sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=[shares(cast)[0].id]))
    with pytest.raises(Refused):
        give(cast, login, ["matrassen"], ["OM"], declared=[])
    give(cast, login, ["matrassen"], ["OM"])
    assert len(entries(cast, Act.EVIDENCE_RECORDED)) == 2


def test_a_closed_case_takes_no_more_shares(cast: Cast) -> None:
    closes(cast, "inge.bakels", cast.cases["Zwaluw"])
    with pytest.raises(Refused):
        give(cast, "inge.bakels", ["voorman"], ["OM"])
    with db.writing(cast.seats["inge.bakels"]) as work:
        sharing.withdraw(work, WithdrawShares(once=uuid4(), shares=[shares(cast)[0].id]))


def _anonymous(cast: Cast) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        form = WritePassage(once=uuid4(), text="Let op kassen buiten het dorp.", category="D0", reliability="heard")
        cast.passages["anoniem"] = statements.write(work, cast.cases["Zwaluw"], form)
    found = cast.version
    cast.version = lambda word: _version(cast, word) if word == "anoniem" else found(word)  # type: ignore[method-assign]


def _version(cast: Cast, word: str) -> UUID:
    with db.reading(cast.seats["inge.bakels"]) as reading:
        passage = own.one_passage(reading, cast.cases["Zwaluw"], cast.passages[word])
        assert passage
        return passage.version_id


def _edit(cast: Cast, word: str, text: str, **more: Any) -> None:
    with db.writing(cast.seats["inge.bakels"]) as work:
        stands = own.one_passage(work, cast.cases["Zwaluw"], cast.passages[word])
        assert stands
        known = {"category": "D7", "reliability": "own-observation"} | more
        form = EditPassage.model_validate(
            {"once": uuid4(), "text": text, "base": f"{stands.version_id}.{stands.edit}", **known}
        )
        statements.edit(work, cast.passages[word], form)


def test_what_one_did_in_another_seat_is_not_told_in_this_one(cast: Cast) -> None:
    second_seat(cast, "sven.mulder", "BGM-L", "aleid.vermaas")
    for key, colleague, login in (("COL-T", "", ""), ("BGM-L", "aleid.vermaas", "sven.mulder@BGM-L")):
        form = TakePart(once=uuid4(), partner_id=cast.partners[key])
        with db.writing(cast.seats["inge.bakels"]) as work:
            casework.add_partner(work, cast.cases["Zwaluw"], form)
        if login:
            joins(cast, colleague, login)
    for login, receivers in (("sven.mulder", ["OM"]), ("sven.mulder@BGM-L", ["OM", "WOCO"])):
        shared(cast, login, written(cast, login, "Er staan busjes.", category="D2"), *receivers)
    with db.reading(cast.seats["sven.mulder@BGM-L"]) as reading:
        assert share_page.given_now(reading, cast.cases["Zwaluw"]).refused == ("Woningstichting De Brug",)
    with db.reading(cast.seats["sven.mulder"]) as reading:
        assert share_page.given_now(reading, cast.cases["Zwaluw"]).refused == ()
