"""The house as design.md draws it: who may import and do what, and how large a thing may grow."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "models", "tafel", "web")
MAY_BEGIN = (  # who opens a reading, a writing or the installation: the doors, and what runs without a request
    "api/answer.py",
    "api/doors.py",
    "tafel/backing_up.py",
    "tafel/chores.py",
    "tafel/cli",
    "tafel/continuing.py",
    "tafel/demo/",
    "tafel/erasing.py",
    "tafel/feeds.py",
    "tafel/health.py",
    "tafel/item_links.py",
    "tafel/mail.py",
    "tafel/live_line.py",
    "tafel/making.py",
    "tafel/misses.py",
    "tafel/people.py",
    "tafel/reminders.py",
    "tafel/rekeying.py",
    "tafel/returns.py",
    "tafel/sight/handed_out.py",
    "tafel/sign_in.py",
    "tafel/signal_links.py",
    "tafel/tokens.py",
    "web/answer.py",
    "web/doors.py",
)
ONLY_IN = {  # a call, and the only files that may make it
    "Share": ("tafel/sharing.py", "models/"),
    "ShareGround": ("tafel/sharing.py", "models/"),
    "Permit": ("tafel/rules.py",),
    "unseal": ("tafel/seal.py", "tafel/sight/"),
    "unseal_file": ("tafel/seal.py", "tafel/sight/"),
    "db.reading": MAY_BEGIN,
    "db.writing": MAY_BEGIN,
    "db.installation": MAY_BEGIN,
}
TRANSACTIONS = {"begin", "begin_nested", "commit", "rollback"}
LONGEST_FUNCTION, LONGEST_FILE = 50, 300
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:home|root|Users|work|workspace|mnt|opt)/\w|[A-Z]:\\\\Users")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")


pytestmark = pytest.mark.xdist_group("sources")  # which are read once


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the product, by its path."""
    files = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in files}


@cache
def calls() -> list[tuple[str, int, str]]:
    """File, line and name of every call: the last name, and the last two where it is an attribute."""
    return [(path, *call) for path, tree in sources().items() for call in _calls(tree)]


def _calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name):
                    yield node.lineno, name
                case ast.Attribute(attr=name, value=ast.Name(id=of)):
                    yield node.lineno, name
                    yield node.lineno, f"{of}.{name}"
                case ast.Attribute(attr=name):
                    yield node.lineno, name


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of all that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def methods(tree: ast.AST, names: set[str]) -> Iterator[tuple[int, set[str], str]]:
    """Line, whatever it is called on, and name of every call of these on something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node.lineno, {ast.unparse(node.func.value)}, node.func.attr


def modules(tree: ast.AST) -> set[str]:
    """What is imported under which name: `sign_in.begin` begins a sitting, not a transaction."""
    return {name.rsplit(".", 1)[-1] for _, name in imported(tree)}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def tracked() -> list[Path]:
    """Every file that is, or would be, committed."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_imports_run_one_way(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_only_db_begins_and_ends_transactions() -> None:
    allowed = ("tafel/db.py", "tafel/migrating.py")
    assert not [
        f"{path}:{line} {name}"
        for path, tree in sources().items()
        for line, of, name in methods(tree, TRANSACTIONS)
        if not of & modules(tree) and not path.startswith(allowed)
    ]


@pytest.mark.parametrize("name", ONLY_IN)
def test_only_there(name: str) -> None:
    places = ONLY_IN[name]
    assert not [f"{path}:{line}" for path, line, called in calls() if called == name and not path.startswith(places)]


def test_only_sight_unseals() -> None:
    assert not [
        f"{path}:{line}"
        for path, tree in sources().items()
        for line, name in imported(tree)
        if name.endswith("seal.unseal") and not path.startswith("tafel/sight/")
    ]


def test_no_yielding_dependency_of_another_scope_than_a_function() -> None:
    """A commit comes before the answer leaves: what yields ends with the function, never with the request."""
    yielding = {
        function.name
        for tree in sources().values()
        for function in functions(tree)
        if any(isinstance(node, ast.Yield) for node in ast.walk(function))
    }
    assert not [
        f"{path}:{node.lineno} {asked}"
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _last_name(node.func) == "Depends"
        for asked in [ast.unparse(node.args[0]).rsplit(".", 1)[-1] if node.args else ""]
        if asked in yielding and _scope(node) != "function"
    ]


def _last_name(called: ast.expr) -> str | None:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)


def _scope(call: ast.Call) -> object:
    scopes = [word.value for word in call.keywords if word.arg == "scope"]
    return scopes[0].value if scopes and isinstance(scopes[0], ast.Constant) else None


def test_migrations_are_no_package() -> None:
    assert (ROOT / "alembic" / "env.py").exists()
    assert not list((ROOT / "alembic").rglob("__init__.py"))


def test_migrations_import_no_models() -> None:
    """Of ours they import only how a table is written down, and that imports nothing of ours."""
    versions = sorted((ROOT / "alembic" / "versions").glob("*.py"))
    assert versions
    for path in versions:
        assert re.match(r"\d{4}_\d{2}_\d{2}_", path.name)
        assert all(name.startswith("tafel.schema") for name in _ours(path)), path.name
    assert not _ours(ROOT / "tafel" / "schema.py")


def _ours(path: Path) -> set[str]:
    names = {name for _, name in imported(ast.parse(path.read_text("utf-8")))}
    return {name for name in names if name.split(".")[0] in PACKAGES}


def test_models_begins_empty() -> None:
    assert (ROOT / "models" / "__init__.py").read_text("utf-8").strip() == ""


def test_functions_are_short() -> None:
    assert not [
        f"{path}:{function.lineno} {function.name}: {length} lines"
        for path, tree in sources().items()
        for function in functions(tree)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]


def test_files_are_short() -> None:
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in sources()}
    assert not {path: length for path, length in lengths.items() if length > LONGEST_FILE}


def test_nothing_is_unfinished() -> None:
    assert not [path for path in sources() if UNFINISHED.search((ROOT / path).read_text("utf-8"))]


def test_no_machine_is_named() -> None:
    """What is committed says nothing of where it was made."""
    assert not [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in tracked()
        if path != Path(__file__)
        for found in [MACHINE_PATHS.search(path.read_bytes().decode("utf-8", "ignore"))]
        if found and "/vendor/" not in path.as_posix()
    ]


def test_importing_the_product_does_nothing() -> None:
    """No database is opened and no file written until somebody asks."""
    quiet = "import sys; before = set(sys.argv); import tafel.db, models.tables.triggers; assert not tafel.db._in_use"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", quiet], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
