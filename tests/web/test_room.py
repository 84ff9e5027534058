"""The room on screen: a part for fewer, who takes over, who stands aside, and an order that is proposed."""

from http import HTTPStatus
from uuid import uuid4

import pytest

from tafel import meetings
from tests import tables
from tests.cast import Cast
from tests.tables import Table
from tests.tafel.acting import act
from tests.tafel.minuting import in_session
from tests.tafel.test_ordering import CIRCLES, announces, mixed
from tests.tafel.test_room import comes

pytestmark = pytest.mark.laid

CHAIR, SECRETARY = "marijke.terpstra", "samir.el.khatib"


def form(table: Table, **more: object) -> dict[str, object]:
    return {"once": str(uuid4()), "item_id": str(table.items["Zwaluw"]), **more}


def test_the_circle_gets_smaller_and_whole_again(cast: Cast) -> None:
    table = in_session(cast)
    for login in ("inge.bakels", "wouter.lansink"):
        comes(cast, table, login)
    here, marijke, wouter = f"/overleggen/{table.meeting}/nu", cast.client(CHAIR), cast.client("wouter.lansink")
    nobody = marijke.post(f"{here}/kleiner", data=form(table))
    assert nobody.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Kies wie er blijft." in nobody.text
    stay = form(table, partners=[str(cast.partners[key]) for key in ("POL", "ZC")])
    assert marijke.post(f"{here}/kleiner", data=stay).status_code == HTTPStatus.SEE_OTHER
    assert "De kring is nu kleiner" in marijke.get(here).text
    out = wouter.get(here).text
    assert "U wacht even buiten" in out
    assert "Inge Bakels" not in out
    assert "Nog niet iedereen is uit de zaal." in marijke.get(f"/overleggen/{table.meeting}/zaal").text
    assert "Zwaluw" not in marijke.get(f"{here}/deel/zaal").text
    marijke.post(f"{here}/hele-kring", data=form(table))
    assert "U wacht even buiten" not in wouter.get(here).text


def test_who_is_concerned_says_so_and_comes_back(cast: Cast) -> None:
    table = tables.set_up(cast)
    here, inge = f"/overleggen/{table.meeting}/nu", cast.client("inge.bakels")
    inge.post(f"{here}/betrokken", data=form(table, aside="true"))
    assert "U doet niet mee aan Zwaluw." in inge.get(here).text
    inge.post(f"{here}/betrokken", data=form(table, aside="false"))
    assert "U doet niet mee aan Zwaluw." not in inge.get(here).text


def test_the_chair_is_reminded_to_say_that_it_is_secret(cast: Cast) -> None:
    table = tables.set_up(cast)
    here, said = f"/overleggen/{table.meeting}/nu", "Alles wat hier wordt gezegd, is geheim"
    assert said in cast.client(CHAIR).get(here).text
    assert said in cast.client(CHAIR).get(f"/overleggen/{table.meeting}/draaiboek").text
    assert said not in cast.client("inge.bakels").get(here).text


@pytest.mark.laid(False)
def test_an_order_is_proposed_and_taken_over_and_a_stale_one_is_not(cast: Cast) -> None:
    table = tables.set_up(cast, sent=False)
    for word, circle in CIRCLES.items():
        announces(cast, table, word, *circle)
    mixed(cast, table)
    here, samir = f"/overleggen/{table.meeting}/agenda", cast.client(SECRETARY)
    page = samir.get(f"{here}/voorstel").text
    assert "keer in of uit in plaats van" in page
    assert "Minder kan niet." in page
    items = [str(table.items[word]) for word in ("Zwaluw", "Samenwerking", "Een", "Drie", "Twee", "Vier")]
    stale = samir.post(f"{here}/volgorde", data={"once": str(uuid4()), "edit": "1", "items": items})
    assert stale.status_code == HTTPStatus.CONFLICT
    act(cast, SECRETARY, lambda work: meetings.invite(work, table.meeting))
    inge = cast.client("inge.bakels")
    assert inge.get(f"{here}/voorstel").content == inge.get("/bestaat-niet").content
