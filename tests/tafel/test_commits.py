"""Whether anything was committed since a moment, and what it is when one cannot tell."""

import sqlite3
from pathlib import Path

import pytest

from tafel import commits
from tests.cast import Cast
from tests.databases import Database
from tests.tafel.acting import opened

sqlite_alone = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@sqlite_alone
def test_any_commit_is_heard_of_and_nothing_else(cast: Cast, database: Database) -> None:
    then = commits.moment()
    assert commits.none_since(then)
    opened(cast, "inge.bakels", "Havik")
    assert not commits.none_since(then)
    then = commits.moment()
    other = sqlite3.connect(database.data / "tafel.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE regions SET name = name || '.'")
    assert commits.none_since(then)
    other.execute("COMMIT")
    other.close()
    assert not commits.none_since(then)


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_where_one_cannot_tell_something_may_always_have_been(cast: Cast) -> None:
    assert cast
    assert commits.moment() is None
    assert not commits.none_since(commits.moment())


def test_a_file_that_cannot_be_read_does_not_tell(tmp_path: Path) -> None:
    (tmp_path / "tafel.db").mkdir()
    watch = commits.Watch(str(tmp_path / "tafel.db"))
    assert watch.moment() is None
    watch.close()
