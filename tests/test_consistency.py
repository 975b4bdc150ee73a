"""The repository agrees with itself: dependencies, lock file, settings, nothing left undone."""

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

FOLDERS = (
    ".ci",
    "benchmarks",
    "config",
    "disclosures",
    "docs",
    "performance",
    "setup",
    "static",
    "templates",
)
"""The project's folders except its tests."""

TEXT = {"", ".css", ".csv", ".html", ".js", ".md", ".py", ".sh", ".toml", ".txt", ".yml"}
"""Suffixes of text files; Makefile, Dockerfile and .ci/run have none."""

READERS = {"text", "address", "boolean", "choice", "number", "rates", "listing", "directory"}
"""The functions of config/settings.py that read one variable; ``secret`` reads two."""


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def text_files() -> Iterator[Path]:
    """Every text file of the tree except those of the tests."""
    inside = (path for name in FOLDERS for path in (ROOT / name).rglob("*"))
    for path in (*ROOT.iterdir(), *inside):
        if path.is_file() and path.suffix in TEXT:
            yield path


def named_in_rows(page: str) -> list[str]:
    """The names in backquotes in the first column of every table of a page."""
    firsts = re.findall(r"^\| (`[^|]*) \|", read(page), re.MULTILINE)
    return [name for first in firsts for name in re.findall(r"`([^`]+)`", first)]


def read_by_settings() -> set[str]:
    """The environment variables that config/settings.py reads."""
    names = set()
    for node in ast.walk(ast.parse(read("config/settings.py"))):
        match node:
            case ast.Call(ast.Name("secret"), [ast.Constant(str(name))]):
                names |= {name, f"{name}_FILE"}
            case ast.Call(ast.Name(reader), [ast.Constant(str(name)), *_]) if reader in READERS:
                names.add(name)
    return names


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    extras = project["project"]["optional-dependencies"].values()
    groups = [
        project["project"]["dependencies"],
        *project["dependency-groups"].values(),
        *extras,
    ]
    wanted = [one for group in groups for one in group]
    names = {re.split(r"[\[<>=~! ]", requirement)[0] for requirement in wanted}
    assert sorted(named_in_rows("docs/decisions/0001-dependencies.md")) == sorted(names)


def test_the_lock_file_is_current() -> None:
    uv = shutil.which("uv") or ROOT / "var" / "tools" / "bin" / "uv"
    done = subprocess.run(
        [uv, "lock", "--check", "--offline"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_nothing_is_left_undone() -> None:
    words = re.compile("|".join(("TODO", "FIXME", "XXX:")))
    left = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in text_files()
        for word in words.findall(path.read_text(encoding="utf-8"))
    ]
    assert left == []


def test_every_setting_is_documented() -> None:
    assert sorted(named_in_rows("docs/operations.md")) == sorted(read_by_settings())


def test_settings_read_the_environment_in_one_place() -> None:
    assert read("config/settings.py").count("os.environ") == 1
