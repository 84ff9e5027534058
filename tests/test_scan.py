"""Who holds the disks and not the keys reads no word: 500 planted words stand in no file of an installation."""

import random
import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from string import ascii_lowercase

import psycopg
import pytest
import structlog
from sqlalchemy import make_url

from tafel import backing_up, chores
from tests import scanning
from tests.canary import RECORDS, WORDED
from tests.canary_weighing import ACTS, WeighingTable
from tests.cast import Cast
from tests.databases import Database
from tests.tafel.test_ledger import export
from web import logs

WRITERS = ("inge.bakels", "wouter.lansink", "soraya.pinas", "petra.dekker", "samir.el.khatib")
PARTNERS = ("VZ", "OM", "ZC", "WOCO", "COL-T", "POL")
PLANTED, IN_EACH, IN_A_PASSAGE = 500, 12, 40
PLAIN = ("Merkzaak", "Merktafel", "Merkbundel")  # what a case, a meeting, a stack is called; notes are added below


class Planting(WeighingTable):
    """A table whose every text is full of planted words. What is plain by design carries words of its own."""

    def __init__(self, cast: Cast, planted: str) -> None:
        self.planted, self.random = planted, random.Random(planted)
        self.sealed, self.words_each = set[str](), IN_EACH
        super().__init__(cast)

    def _mark(self, kind: str, *, letters: bool = False) -> str:
        word = self.planted + "".join(self.random.choices(ascii_lowercase, k=8))
        if kind not in PLAIN:
            self.sealed.add(word)
        return word.capitalize() if letters else word

    def _text(self) -> str:
        return " ".join(self._mark("woord") for _ in range(self.words_each))

    def at_work(self) -> None:
        """Everything that can be written is, until enough words are planted; much of it is refused."""
        doing = self.random
        while len(self.sealed) < PLANTED:
            login, which = doing.choice(WRITERS), doing.randrange(50)
            self.words_each = IN_A_PASSAGE
            self.write(login, which)
            self.words_each = IN_EACH
            self.record(login, which, doing.choice(RECORDS))
            self.say_field(login, which, doing.choice(WORDED))
            self.share(login, which, doing.sample(PARTNERS, 2))
            for act in doing.sample(ACTS, 4):
                getattr(self, act)(login, which, doing.sample(PARTNERS, 2))


@pytest.fixture
def aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Folders of this test alone, for temporary files and for the log."""
    for name in ("temporary", "log"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    kept = structlog.get_config()
    with (tmp_path / "log" / "lines.json").open("w") as log:
        logs.begin()
        structlog.configure(logger_factory=structlog.WriteLoggerFactory(log))
        yield tmp_path
    structlog.configure(**kept)


def test_no_planted_word_stands_on_any_disk(cast: Cast, database: Database, aside: Path) -> None:
    table = Planting(cast, "qplant" + "".join(random.choices(ascii_lowercase, k=6)))
    table.at_work()
    chores.once()
    for login in WRITERS:
        assert cast.client(login).get(f"/casussen/{cast.cases['Zwaluw']}").status_code == HTTPStatus.OK
    export(cast.seats["nadia.oosterhuis"], aside / "temporary" / "register.zip")
    backing_up.write(aside / "temporary" / "copy.tafel", backing_up.key(), lambda *_: None)
    seen = scanning.found([*scanning.under(database.data, aside), *of_server(database)], table.planted)
    table.sealed |= {word.lower() for word in table.noted.values()}
    assert len(table.sealed) >= PLANTED
    assert {word: seen[word] for word in table.sealed & seen.keys()} == {}
    in_plain = {word.lower() for word in table.code_words.values() if word.lower().startswith(table.planted)}
    assert in_plain
    assert in_plain <= seen.keys(), "what a case is called is plain by design: it is found where it stands"


def of_server(database: Database) -> Iterator[Path]:
    """What the server wrote of this database, its log of changes, its temporary files, and what it says of itself."""
    if database.dialect == "sqlite":
        return
    url = make_url(database.url)
    with psycopg.connect(user="postgres", dbname=url.database, host=str(url.query["host"]), autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        (folder,) = admin.execute("SHOW data_directory").fetchone() or ()
        (number,) = admin.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone() or ()
    data = Path(folder)
    yield data.parent / "log"
    yield from scanning.under(data / "base" / str(number), data / "base" / "pgsql_tmp", data / "pg_wal")
