"""The settings on screen: for the administrator alone, in plain words, and never a secret or a place."""

import pytest

from tafel import db
from tafel.refusals import NotFound
from tafel.settings import settings
from tafel.sight.settings import settings_page
from tests.cast import Cast


@pytest.fixture
def _set(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cast
    monkeypatch.setenv("TAFEL_IDLE_MINUTES", "17")
    monkeypatch.setenv("TAFEL_MAIL", "/var/geheim/post")
    settings.cache_clear()


@pytest.mark.usefixtures("_set")
def test_the_administrator_reads_how_it_is_set_and_what_comes_from_the_environment(cast: Cast) -> None:
    page = cast.client("ben.vink").get("/instellingen").text
    assert "17 minuten" in page
    assert "omgeving:</span> <code>TAFEL_IDLE_MINUTES" in page or "omgeving: <code>TAFEL_IDLE_MINUTES" in page
    assert "De Waarden" in page
    assert "versie 1" in page
    assert '<a href="/instellingen" aria-current="page">Instellingen</a>' in page


@pytest.mark.usefixtures("_set")
def test_no_secret_and_no_place_is_on_it(cast: Cast) -> None:
    page = cast.client("ben.vink").get("/instellingen").text
    assert "/var/geheim" not in page
    assert str(settings().key_folder) not in page
    assert settings().url not in page
    assert settings().url.rsplit("/", 1)[-1] not in page


@pytest.mark.parametrize("login", ["inge.bakels", "ruud.eggink", "nadia.oosterhuis", "samir.el.khatib", "rik.zandstra"])
def test_to_others_there_is_no_such_page(cast: Cast, login: str) -> None:
    client = cast.client(login)
    assert client.get("/instellingen").status_code == 404
    assert "Instellingen" not in client.get("/ik").text
    with pytest.raises(NotFound), db.reading(cast.seats[login]) as reading:
        settings_page(reading)


def test_each_region_reads_its_own(cast: Cast) -> None:
    with db.reading(cast.seats["ben.vink"]) as reading:
        seen = settings_page(reading)
    assert (seen.region, seen.prefix) == ("De Waarden", "DW")
    assert seen.database in ("sqlite", "postgresql")
    assert seen.keys_apart
