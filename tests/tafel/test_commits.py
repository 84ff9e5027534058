"""Whether anything was committed since a moment: SQLite tells, and where nobody tells something may have been."""

from pathlib import Path

from tafel import commits, db
from tests.cast import Cast
from tests.tafel.acting import opened


def test_a_moment_lasts_until_somebody_commits(cast: Cast) -> None:
    then = commits.moment()
    with db.reading(cast.seats["inge.bakels"]):
        pass
    tells = db.engine().dialect.name == "sqlite"
    assert commits.none_since(then) is tells
    opened(cast, "inge.bakels", "Kreek")
    assert not commits.none_since(then)
    assert commits.none_since(commits.moment()) is tells


def test_what_cannot_be_read_tells_nothing(tmp_path: Path) -> None:
    no_database = tmp_path / "tafel.db"
    no_database.write_text("Dit is geen database. " * 100)
    watch = commits.Watch(str(no_database))
    assert watch.moment() is None
    watch.close()


def test_nothing_is_told_of_a_database_that_is_being_built(tmp_path: Path) -> None:
    commits.close()
    commits.use(f"sqlite:///{tmp_path / 'tafel.db'}", building=True)
    assert commits.moment() is None
