"""One worker of two is killed, again and again: who asks the other, or asks anew, notices nothing.

What the killed one had in hand is lost by nature, and is sent again with its key. Everybody else's requests may not
fail, and streams that it held are there again within three seconds.

python bench/storms/one_of_two.py --database sqlite --rounds 50
"""

import argparse
import http.client
import random
import threading
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import killed
import storming
from killed import GIVER, NOTES, READER, Field, Kept
from measuring import SAME_SITE, tell
from storming import Sender, Server

LISTENING = (GIVER, NOTES, READER)


class Stream:
    """A live page that is open: it opens its stream again as soon as it is lost."""

    def __init__(self, server: Server, path: str, token: str, over: threading.Event) -> None:
        self.server, self.path, self.over = server, path, over
        self.headers = SAME_SITE | {"Cookie": f"tafel={token}"}
        self.away: list[float] = []  # for how long, each time
        self.lost: float | None = perf_counter()  # since when nothing is heard

    def listen(self) -> None:
        """Until the storm is over."""
        while not self.over.is_set():
            line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
            try:
                line.request("GET", self.path, headers=self.headers)
                answer = line.getresponse()
                assert answer.status == 200, answer.status
                while answer.readline() and not self.over.is_set():
                    self.away += [perf_counter() - self.lost] if self.lost else []
                    self.lost = None
            except (OSError, http.client.HTTPException):
                pass
            finally:
                line.close()
            self.lost = self.lost or perf_counter()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with storming.opened(given.database) as folder:
        place = killed.prepare(given.cases)
        kept, over, senders = Kept(), threading.Event(), list[Sender]()
        with Server(folder, 2) as server:
            doers = list(killed.people(place, server, kept, over, senders, random.Random(given.seed)))
            streams = [_stream(place, server, login, over) for login in LISTENING]
            listeners: list[Callable[[], None]] = [each.listen for each in streams]
            storming.until_through(doers + listeners, partial(rage, server, kept, over, senders, streams, given))
            server.stop()
        name = f"one.{given.database}"
        away = [each for one in streams for each in one.away]
        tell(f"{name}.streams", len(away), "streams lost and back")
        tell(f"{name}.streams.worst", max(away, default=0.0), "s until a stream is back", most=3)
        killed.tell_all(name, place, kept, server.took, sum(one.again for one in senders))


def rage(
    server: Server, kept: Kept, over: threading.Event, senders: list[Sender], streams: list[Stream], given: Any
) -> None:
    """Kill one, wait until there are two again and all streams are back, and so often."""
    chance, doomed, others = random.Random(given.seed + 1), set[int](), list[object]()
    try:
        server.start()
        storming.until(lambda: len(server.workers()) == 2 and not any(one.lost for one in streams))
        for one in streams:
            one.away.clear()  # until then nothing was lost
        for number in range(given.rounds):
            enough = kept.writes + chance.randint(1, 30)
            storming.until(lambda enough=enough: kept.writes >= enough)
            fallen = chance.choice(server.workers())
            doomed |= server.kill_one(fallen)
            server.took.append(storming.until(lambda fallen=fallen: len({*server.workers()} - {fallen}) == 2))
            storming.until(lambda: not any(one.lost for one in streams))
            print(f"\r{number + 1} keer een van twee gestopt, {kept.writes} handelingen bevestigd", end="", flush=True)
    finally:
        over.set()
        print()
    others += [one for each in senders for one in each.failed if one[0] not in doomed]
    tell(f"one.{given.database}.rounds", len(server.took), "kills of one of two", least=given.rounds)
    tell(f"one.{given.database}.failed", len(others), f"requests of others {others[:3] or ''}".strip(), most=0)


def _stream(place: Field, server: Server, login: str, over: threading.Event) -> Stream:
    return Stream(server, f"/overleggen/{place.meeting}/nu/stroom", place.here.tokens[login], over)


if __name__ == "__main__":
    main()
