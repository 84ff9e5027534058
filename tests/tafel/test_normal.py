"""One thing written ten ways is one, and two different things never are."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.identifier_terms import IdentifierKind as Kind
from tafel.normal import normal
from tafel.refusals import Invalid

TODAY = date(2026, 11, 22)
BORN = date(1999, 3, 1)
FEW = settings(max_examples=25, deadline=None)
MOBILE = st.integers(10_000_000, 69_999_999)
NAMES = st.text(st.sampled_from("abcdefgijklmnoprstuvwz"), min_size=3, max_size=9)


def form(kind: Kind, value: str, born: date | None = None) -> str:
    return normal(kind, value, born, TODAY).exact


def ways(number: str) -> list[str]:
    """Ten ways in which people write the mobile number 06-<number>."""
    pairs = " ".join(number[i : i + 2] for i in range(0, 8, 2))
    return [
        f"06{number}", f"06 {number}", f"06-{number}", f"06 {pairs}", f"+316{number}", f"+31 6 {pairs}",
        f"00316{number}", f"+31 (0)6 {number}", f"06.{pairs.replace(' ', '.')}", f" tel: 06/{number} ",
    ]  # fmt: skip


@FEW
@given(MOBILE, MOBILE, st.integers(0, 7))
def test_a_phone_written_ten_ways_is_one_and_another_is_never_that_one(one: int, other: int, at: int) -> None:
    """Nor is one that differs in a single digit, wherever that stands, or the same digits in another country."""
    (found,) = {form(Kind.PHONE, way) for way in ways(str(one))}
    assert (found in {form(Kind.PHONE, way) for way in ways(str(other))}) == (one == other)
    digits = str(one)
    near = digits[:at] + ("2" if digits[at] == "1" else "1") + digits[at + 1 :]
    assert found not in {form(Kind.PHONE, way) for way in (*ways(near), f"+49 1516 {digits[1:]}")}


HOUSES = st.tuples(
    st.integers(1000, 9999), st.text("ABCDEGHJKLMNPRTUVWXZ", min_size=2, max_size=2), st.integers(1, 9_999),
    st.sampled_from(["", "A", "2", "BIS", "HS"]),
)  # fmt: skip


@FEW
@given(HOUSES, HOUSES)
def test_an_address_is_its_postcode_number_and_addition(one: tuple, other: tuple) -> None:
    def written(area: int, letters: str, number: int, addition: str) -> set[str]:
        ways = (
            f"{area}{letters}{number}-{addition}", f" {area} {letters.lower()}, {number} {addition.lower()}",
            f"{area} {letters}\n0{number}/{addition}",
        )  # fmt: skip
        return {form(Kind.ADDRESS, way) for way in ways}

    (found,) = written(*one)
    assert (written(*other) == {found}) == (one == other)
    area, letters, number, addition = one
    other_letters = "BA" if letters == "AB" else "AB"
    near = [(area % 9_000 + 1_000, letters, number, addition), (area, other_letters, number, addition)]
    near += [(area, letters, number % 9_999 + 1, addition), (area, letters, number, addition + "3")]
    near += [(area, letters, number * 10 + 2, "")] if number < 1_000 and addition == "2" else []
    assert found not in set().union(*(written(*house) for house in near))


@FEW
@given(st.lists(NAMES, min_size=2, max_size=3, unique=True), st.lists(NAMES, min_size=2, max_size=3, unique=True))
def test_a_name_is_its_words_in_any_order_with_the_birth_date(one: list[str], other: list[str]) -> None:
    written = {form(Kind.PERSON, way, BORN) for way in (" ".join(one), ", ".join(reversed(one)).upper())}
    assert len(written) == 1
    assert (form(Kind.PERSON, " ".join(other), BORN) in written) == (sorted(one) == sorted(other))
    assert form(Kind.PERSON, " ".join(one), date(1999, 3, 2)) not in written


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        (Kind.PLATE, ["12-ab-34", "12 AB 34", "12AB34"]),
        (Kind.PLATE, ["СВ 1234 АВ", "cb1234ab"]),
        (
            Kind.ADVERT,
            [
                "https://www.Voorbeeld.nl/Adv/123/?utm_source=x#foto",
                "http://voorbeeld.nl/Adv/123",
                "m.voorbeeld.nl/Adv/123/",
            ],
        ),
        (Kind.ADVERT, ["#A-12345", "a-12345"]),
        (Kind.COMPANY, ["KvK 12345678", "1234 5678", "12.34.56.78"]),
        (Kind.COMPANY, ["BG175074752", "bg 175 074 752"]),
    ],
)
def test_each_way_of_writing_it_is_one(kind: Kind, ways: list[str]) -> None:
    assert len({form(kind, way) for way in ways}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elena Петрова", "petrova, Elena"),
        ("Youssef Mohammed", "Yusuf Muhammad"),
        ("Ivan Petroff", "Иван Петров"),
        ("Nguyễn Thị", "Thi Nguyen"),
    ],
)
def test_a_name_sounds_the_same_in_another_script_or_spelling(one: str, other: str) -> None:
    assert normal(Kind.PERSON, one, BORN, TODAY).loose == normal(Kind.PERSON, other, BORN, TODAY).loose


def test_a_house_is_found_without_its_addition() -> None:
    one, other = (normal(Kind.ADDRESS, way, None, TODAY) for way in ("1234 AB 12 a", "1234 AB 12 b"))
    assert one.loose == other.loose
    assert one.exact != other.exact


@pytest.mark.parametrize(
    ("kind", "value", "born"),
    [
        (Kind.ADDRESS, "0123 AB 4", None),
        (Kind.ADDRESS, "1234 SS 4", None),
        (Kind.ADDRESS, "1234 AB 0", None),
        (Kind.ADDRESS, "Dorpsstraat 12", None),
        (Kind.ADDRESS, "1234 AB 12 Lindehaven", None),
        (Kind.PHONE, "0612", None),
        (Kind.PHONE, "bel mij", None),
        (Kind.PLATE, "WAGEN", None),
        (Kind.PLATE, "<b>x</b>", None),
        (Kind.ADVERT, "javascript://voorbeeld.nl/1%0a", None),
        (Kind.ADVERT, "https://[voorbeeld.nl/1", None),
        (Kind.ADVERT, "voorbeeld.nl", None),
        (Kind.ADVERT, "een mooie advertentie", None),
        (Kind.COMPANY, "1234567", None),
        (Kind.COMPANY, "BG175074753", None),
        (Kind.COMPANY, "12345678", BORN),
        (Kind.PERSON, "Elena Petrova", None),
        (Kind.PERSON, "Elena Petrova", date(2027, 1, 1)),
        (Kind.PERSON, "Elena Petrova", date(1880, 1, 1)),
        (Kind.PERSON, "…", BORN),
        (Kind.PERSON, "<b>Elena</b> Petrova", BORN),
        (Kind.PERSON, "Elena 06 12345678", BORN),
    ],
)
def test_what_cannot_be_is_told(kind: Kind, value: str, born: date | None) -> None:
    with pytest.raises(Invalid):
        normal(kind, value, born, TODAY)
