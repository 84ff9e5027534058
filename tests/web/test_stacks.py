"""The screens of stacks: three partners lay their own signals together, and to others there is nothing."""

import re
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import Cast
from tests.client import Client
from tests.tafel.identifying import signal
from tests.tafel.test_stacks import puts, three, weighs

HERE = "/signalen/bundels"


def sent(client: Client, path: str, **form: Any) -> Any:
    return client.post(path, data={"once": str(uuid4()), **form})


def test_three_partners_lay_their_own_signals_together_on_screen(cast: Cast) -> None:
    signals = {login: signal(cast, login) for login in ("sven.mulder", "inge.bakels", "petra.dekker")}
    sven, soraya = cast.client("sven.mulder"), cast.client("soraya.pinas")
    offered = sven.get(f"{HERE}/nieuw?signaal={signals['sven.mulder']}").text
    assert re.search(rf'value="{signals["sven.mulder"]}" checked', offered)
    to = sent(sven, f"{HERE}/nieuw", cases=str(signals["sven.mulder"]), code_word="Zwaluw").headers["location"]
    page = sven.get(to).text
    assert "Bundel Zwaluw" in page
    (mark,) = set(re.findall(r"DW-[0-9A-Z]{4}-[0-9A-Z]{4}", page))
    for login in ("inge.bakels", "petra.dekker"):
        client = cast.client(login)
        assert sent(client, f"{HERE}/nieuw", cases=str(signals[login]), reference=mark).headers["location"] == to
        assert page.count("<tr") == client.get(to).text.count("<tr")
        assert "Zwaluw" in client.get(f"/signalen/{signals[login]}").text
    told = {"outcome": "consulted", "reason": "Zij stemmen af.", "feedback": "Er wordt gekeken."}
    stack = to.partition("?")[0]
    assert "Weeg deze signalen samen" in soraya.get(stack).text
    wrong = sent(soraya, f"{stack}/wegen", **told | {"feedback": ""})
    assert (wrong.status_code, "Zij stemmen af." in wrong.text) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
    assert sent(soraya, f"{stack}/wegen", **told).status_code == HTTPStatus.SEE_OTHER
    case = sent(soraya, f"{stack}/casus", purposes="P3", partners=str(cast.partners["POL"])).headers["location"]
    assert soraya.get(case).status_code == cast.client("inge.bakels").get(case).status_code == HTTPStatus.OK
    assert cast.client("petra.dekker").get(case).status_code == HTTPStatus.NOT_FOUND
    gone = sent(cast.client("petra.dekker"), f"{stack}/eruit", case_id=str(signals["petra.dekker"]))
    assert gone.headers["location"] == f"{HERE}?gedaan=eruit"


def test_what_was_typed_is_kept(cast: Cast) -> None:
    petra, case = cast.client("petra.dekker"), signal(cast, "petra.dekker")
    wrong = sent(petra, f"{HERE}/nieuw", cases=str(case), reference="DW-2222-2222", tells="yes")
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="DW-2222-2222"' in wrong.text
    assert "Deze code kennen we niet" in wrong.text
    assert f'value="{case}" checked' in wrong.text
    assert sent(petra, f"{HERE}/nieuw").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize("login", ["rik.zandstra", "ruud.eggink", "samir.el.khatib", "ben.vink", "nadia.oosterhuis"])
def test_to_others_it_is_not_there_byte_for_byte(cast: Cast, login: str) -> None:
    stack, signals = three(cast)
    client = cast.client(login)
    absent, hidden = client.get(f"{HERE}/{uuid4()}"), client.get(f"{HERE}/{stack}")
    assert (hidden.status_code, hidden.content) == (HTTPStatus.NOT_FOUND, absent.content)
    told = {"outcome": "care", "reason": "Zo.", "feedback": "Zo.", "purposes": "P3"}
    for path in ("wegen", "casus", "eruit", f"casus/{uuid4()}/mee"):
        form = told if path == "wegen" else {"purposes": "P3"} if path == "casus" else {}
        form = {"case_id": str(signals["inge.bakels"])} if path == "eruit" else form
        assert sent(client, f"{HERE}/{stack}/{path}", **form).status_code == HTTPStatus.NOT_FOUND, path
    if client.get("/signalen").status_code == HTTPStatus.OK:
        assert "Zwaluw" not in client.get(HERE).text.split("<main")[1]


DRAWN_ANEW = re.compile(r'name="once" value="[^"]+"|<option[^>]+>')


def test_a_bringer_gets_the_same_bytes_whatever_lies_beside_its_own(cast: Cast) -> None:
    """Two worlds, on each page there is of it: alone; and beside others, with a case made of all of it without it."""
    case = signal(cast, "petra.dekker")
    stack, petra = puts(cast, "petra.dekker", case), cast.client("petra.dekker")
    weighs(cast, stack)
    pages = (f"{HERE}/{stack}", HERE, f"{HERE}/nieuw", "/signalen", f"/signalen/{case}", "/casussen", "/", "/register")

    def seen() -> list[str]:
        return [DRAWN_ANEW.sub("", petra.get(one).text) for one in pages]

    petra.get(pages[0])
    alone = seen()
    (mark,) = set(re.findall(r"DW-[0-9A-Z]{4}-[0-9A-Z]{4}", alone[0]))
    puts(cast, "inge.bakels", signal(cast, "inge.bakels"), reference=mark, tells=True)
    puts(cast, "samir.el.khatib", signal(cast, "sven.mulder"))
    weighs(cast, stack)
    made = sent(cast.client("soraya.pinas"), f"{HERE}/{stack}/casus", purposes="P3", partners=str(cast.partners["POL"]))
    assert made.headers["location"].startswith("/casussen/")
    assert seen() == alone
