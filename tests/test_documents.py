"""The documents say what is there: the tests that the promises name, and whatever they point at."""

import re
from collections.abc import Iterator
from pathlib import Path

from typer.core import TyperGroup
from typer.main import get_command

from tafel.cli import app
from tafel.settings import Settings

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LINKED = re.compile(r"!?\[[^\]]*\]\((?!https?://)([^)#]+)\)")
CODE = re.compile(r"```\w*\n(.*?)```|`([^`]+)`", re.DOTALL)
COMMAND = re.compile(r"(?:^|bin/|rehearse\(\) )(?:tafel|rehearse) ([a-z][^;)|#\n]*)", re.MULTILINE)
SETTING = re.compile(r"\bTAFEL_[A-Z][A-Z_]*[A-Z]\b")


def test_every_promise_names_a_test_that_exists() -> None:
    named = NAMED.findall((ROOT / "docs" / "promises.md").read_text("utf-8"))
    assert len(named) > 20
    missing = [f"{file}::{test}" for file, test in named if not _has(ROOT / file, test)]
    assert missing == []


def test_nothing_was_left_of_a_merge() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert [page.name for page in pages if re.search(r"^(<{7}|={7}|>{7})", page.read_text("utf-8"), re.MULTILINE)] == []


def test_every_link_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{page.name}: {link}"
        for page in pages
        for link in LINKED.findall(page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert dead == []


def test_every_command_that_is_named_is_one() -> None:
    named = {told: _misses(told.split()) for told in _commands()}
    assert len(named) > 25
    assert {told: wrong for told, wrong in named.items() if wrong} == {}


def test_settings_that_are_named_are_settings_and_each_is_explained() -> None:
    known = {f"TAFEL_{name.upper()}" for name in Settings.model_fields}
    named = {name for _, text in _texts() for name in SETTING.findall(text) if not name.startswith("TAFEL_KEY_")}
    assert named - known == set()
    assert known - set(SETTING.findall((ROOT / "docs" / "operations.md").read_text("utf-8"))) == set()


def _texts() -> Iterator[tuple[Path, str]]:
    """What an administrator reads or installs."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "examples").iterdir()]
    return ((page, page.read_text("utf-8")) for page in pages)


def _commands() -> Iterator[str]:
    for page, text in _texts():
        code = (
            [block or " ".join(span.split()) for block, span in CODE.findall(text)] if page.suffix == ".md" else [text]
        )
        yield from (told for some in code for told in COMMAND.findall(some))


def _misses(words: list[str]) -> str:
    """The first word that is no command of what stands before it, or no option of it."""
    command = get_command(app)
    while isinstance(command, TyperGroup) and words:
        word = words.pop(0)
        if word not in command.commands:
            return word
        command = command.commands[word]
    options = {opt for each in command.params for opt in each.opts}
    return next((word for word in words if word.startswith("--") and word.strip("'") not in options), "")


def _has(file: Path, test: str) -> bool:
    return file.exists() and (not test or f"def {test}(" in file.read_text("utf-8"))
