"""The distribution carries all that the product reads, and makes its database from anywhere."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GOES_IN = ("alembic", "api", "models", "tafel", "tools", "web", "pyproject.toml", "README.md", "LICENSE")
NOT_SHIPPED = {".py", ".pyc", ".mo"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the distribution in it, built from a copy; what it builds on is borrowed from ours."""
    folder = tmp_path_factory.mktemp("distribution")
    (folder / "source").mkdir()
    for name in GOES_IN:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / "source" / name)
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    _run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, folder / "source")
    _run(sys.executable, "-m", "venv", "--without-pip", folder / "environment")
    python = folder / "environment" / "bin" / "python"
    _run(*pip, "--python", python, "install", "--no-deps", "--no-index", *folder.glob("*.whl"))
    (_packages(folder / "environment") / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "environment"


def test_it_carries_what_is_read(installed: Path) -> None:
    wanted = {
        path.relative_to(ROOT)
        for package in ("api", "models", "tafel", "web")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in NOT_SHIPPED
    }
    assert not [str(path) for path in wanted if not (_packages(installed) / path).is_file()]


def test_it_makes_its_database_from_anywhere(installed: Path, tmp_path: Path) -> None:
    said = _run(installed / "bin" / "tafel", "migrate", at=tmp_path, TAFEL_DATA="data")
    assert "De database is bijgewerkt" in said
    assert (tmp_path / "data" / "tafel.db").exists()


def test_it_carries_the_verifier(installed: Path, tmp_path: Path) -> None:
    said = _run(installed / "bin" / "python", "-c", "from tafel import verifier; print(verifier.folder())", at=tmp_path)
    carried = {path.name: path.read_bytes() for path in Path(said.strip()).glob("*.py")}
    assert carried == {name: (ROOT / "tools" / name).read_bytes() for name in carried}
    assert "verify_ledger.py" in carried


def _packages(environment: Path) -> Path:
    return next(environment.glob("lib/python*/site-packages"))


def _run(*command: str | Path, at: Path | None = None, **known: str) -> str:
    settings = {name: value for name, value in os.environ.items() if not name.startswith("TAFEL_")}
    done = subprocess.run(
        list(map(str, command)), cwd=at, env=settings | known, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
