"""Registering on screen: what was typed is kept, what the rules leave out is said, and the file comes with a name."""

from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

from tests.cast import Cast
from tests.tafel.test_registrations import case, says

__all__ = ["case"]


def _place(cast: Cast, case: UUID) -> str:
    return f"/casussen/{case}/betrokkenen/{cast.passages['A']}/comensha"


def test_what_was_typed_is_kept_and_what_stays_out_is_said(cast: Cast, case: UUID) -> None:
    says(cast, case, "inge.bakels", role="victim", form="sexual")
    client, place = cast.client("inge.bakels"), _place(cast, case)
    wrong = client.post(place, data={"once": str(uuid4()), "what": "fields", "sex": "female", "since": "2026-xx"})
    assert wrong.status_code == 422
    assert '<option value="female" selected>' in wrong.text
    assert "Vorm van uitbuiting, Opvang nodig" in wrong.text
    done = client.post(place, data={"once": str(uuid4()), "what": "fields", "sex": "female", "least": "yes"})
    assert done.headers["location"] == f"{place}?gedaan=vastgelegd"
    page = client.get(done.headers["location"]).text
    number = page.split('name="registration_id" value="')[1][:36]
    client.post("/taal", data={"language": "en", "back": "/"})
    taken = client.post(f"{place}/bestand", data={"once": str(uuid4()), "registration_id": number, "format": "odt"})
    client.post("/taal", data={"language": "nl", "back": "/"})
    told = ZipFile(BytesIO(taken.content)).read("content.xml").decode()
    assert all(word in told for word in ("Vermoedelijk slachtoffer", "Soort melder", "Geslacht"))  # it goes to CoMensha
    assert (taken.status_code, taken.headers["content-type"]) == (200, "application/vnd.oasis.opendocument.text")
    assert "Ik registreer deze persoon opnieuw" in page
    offered = client.get(f"/casussen/{case}/delen").text
    assert "Geslacht: vrouw" in offered  # it can be shared like any passage
    assert offered.split("Geslacht: vrouw")[0].rsplit("<input", 1)[1].count("checked") == 0  # but is not offered first


def test_without_consent_the_page_offers_the_number_alone(cast: Cast, case: UUID) -> None:
    says(cast, case, "soraya.pinas", role="victim")
    page = cast.client("soraya.pinas").get(_place(cast, case)).text
    assert 'name="sex"' not in page
    assert "soort=toestemming-schriftelijk" in page
    refused = cast.client("soraya.pinas").post(
        _place(cast, case), data={"once": str(uuid4()), "what": "fields", "least": "yes"}
    )
    assert refused.status_code == 403
    assert "alleen het aantal" in refused.text
