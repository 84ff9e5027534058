"""Guessing every house there can be: without the key of addresses nothing in the index is found, with it all there is.

There are 9,000 areas of postcodes with 673 pairs of letters each: with the house numbers to 200 that is 1.2 thousand
million houses, about forty minutes of one core's own time. Whoever guesses has the database and this code, and even the
region's other key: every house is tried as it is written and under that key. The control tries it under the right one.

python bench/guessing.py --areas 9000
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from itertools import product
from pathlib import Path
from string import ascii_uppercase
from time import perf_counter, process_time
from typing import NamedTuple

import table
from measuring import tell
from sqlalchemy import select

from models.identifier_terms import IdentifierKind  # after table, which finds the folder that holds it
from models.tables.casework import CardIndex
from tafel import blind_index, clock, db, keys
from tafel.normal import normal
from tests.cast import Cast
from tests.tafel.identifying import says, signal

ADDRESS, HOLDER, FIRST, AREAS, HOUSES = IdentifierKind.ADDRESS, "sven.mulder", 1000, 9_000, 200
LETTERS = [one + two for one, two in product(ascii_uppercase, repeat=2) if one + two not in {"SA", "SD", "SS"}]
NUMBERS = [str(number).encode() for number in range(1, HOUSES + 1)]
USE = f"{ADDRESS}|loose"


class Tried(NamedTuple):
    """What was found among so many houses, and the time of a processor that it took."""

    houses: int
    written: int
    other_key: int
    with_key: int
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=FIRST, help="the first area to try")
    parser.add_argument("--areas", type=int, default=AREAS)
    parser.add_argument("--held", type=int, default=25)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, table.opened(Path(folder)):
        here = table.build()
        areas = range(given.first, given.first + given.areas)
        region, held = here.administrator.region, hold(here, areas, given.held)
        key, other = keys.index_key(region, ADDRESS), keys.region_key(region)
        as_the_product_does(here, key)
        found = total(areas, (index(here), key, other))
    tell(f"hits.guessed.{found.houses}.written", found.written, "found of what is written so", most=0)
    tell(f"hits.guessed.{found.houses}.other-key", found.other_key, "found under another key", most=0)
    tell(f"hits.guessed.{found.houses}.with-key", found.with_key, f"found of {held}", least=held)
    tell(f"hits.guessed.{found.houses}.processor", found.seconds, "s")


def hold(here: Cast, areas: range, count: int) -> int:
    """So many houses anywhere, the first and the last of all among them, and how many that are."""
    case, chance = signal(here, HOLDER), random.Random(4)
    houses = {f"{areas[0]} AA 1", f"{areas[-1]} ZZ {HOUSES}"}
    while len(houses) < count:
        houses.add(f"{chance.choice(areas)} {chance.choice(LETTERS)} {chance.randint(1, HOUSES)}")
    for house in sorted(houses):
        says(here, HOLDER, case, house)
    print(f"held: {sorted(houses)}", file=sys.stderr, flush=True)
    return len(houses)


def index(here: Cast) -> frozenset[bytes]:
    """All that the index holds, of either form."""
    with db.reading(here.by_the_clock) as reading:
        rows = reading.session.connection().execute(select(CardIndex.digest, CardIndex.exact))
        return frozenset(bytes(one) for row in rows for one in row)


def as_the_product_does(here: Cast, key: bytes) -> None:
    """The short way gives, byte for byte, what is kept of a house however somebody writes it."""
    chance, today = random.Random(5), clock.today()
    for _ in range(2_000):
        area, two, number = chance.randint(FIRST, 9_999), chance.choice(LETTERS), chance.randrange(HOUSES)
        value = f"{area}{two.lower()} {number + 1}{chance.choice(('', ' a', '-2'))}"
        kept = blind_index.fingerprints(here.administrator.region, ADDRESS, normal(ADDRESS, value, None, today))
        assert [*under(key)(f"{area} {two} ".encode())][number] == kept.digest, value


def total(areas: range, known: tuple[frozenset[bytes], bytes, bytes]) -> Tried:
    """All areas, on all processors; how far it is stands on the other channel."""
    began, found = perf_counter(), Tried(0, 0, 0, 0, 0.0)
    with ProcessPoolExecutor(os.cpu_count(), initializer=KNOWN.extend, initargs=([known],)) as pool:
        for done, one in enumerate(pool.map(tried, areas, chunksize=5), 1):
            found = Tried(*map(sum, zip(found, one, strict=True)))
            if done % 100 == 0:
                took = perf_counter() - began
                print(f"{done} of {len(areas)} areas, {took:.0f} s, {found}", file=sys.stderr, flush=True)
    return found


KNOWN: list[tuple[frozenset[bytes], bytes, bytes]] = []


def tried(area: int) -> Tried:
    """Every house of an area, in each of the three ways."""
    began, ((there, key, other),) = process_time(), KNOWN
    ways: tuple[Callable[[bytes], Iterator[bytes]], ...] = (written, under(other), under(key))
    streets = [f"{area} {two} ".encode() for two in LETTERS]
    found = (sum(len(there.intersection(way(street))) for street in streets) for way in ways)
    return Tried(len(streets) * HOUSES, *found, process_time() - began)


def written(street: bytes) -> Iterator[bytes]:
    """What anybody can make of the houses of a postcode."""
    return (sha256(street + number).digest() for number in NUMBERS)


def under(key: bytes) -> Callable[[bytes], Iterator[bytes]]:
    """`seal.fingerprint` of the houses of a postcode, begun once (RFC 2104) and gone on with for each of them."""
    block = key.ljust(64, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in block) + f"{USE}|".encode())
    outer = sha256(bytes(byte ^ 0x5C for byte in block))

    def prints(street: bytes) -> Iterator[bytes]:
        begun = inner.copy()
        begun.update(street)
        for number in NUMBERS:
            (within := begun.copy()).update(number)
            (whole := outer.copy()).update(within.digest())
            yield whole.digest()

    return prints


if __name__ == "__main__":
    main()
