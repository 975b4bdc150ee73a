"""A standard as it was when something was published after it: its files in a ZIP, loaded alone.

The ZIP holds the TOML files of the standard and of its bases, the lists of codes it was used with
as CSV, and ``manifest.json`` with the SHA-256 of each. What later becomes of the folders does not
touch it. It is read by the loader of the day; ``FORMAT`` would change with what that understands.
"""

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Mapping
from typing import Any

from disclosures.archive import unzipped, zipped
from disclosures.classification import (
    Classification,
    ClassificationKind,
    Classifications,
    Code,
    split_budgets,
)
from disclosures.standards import loader
from disclosures.standards.entries import BadStandard, Data
from disclosures.standards.folders import Folders, layered
from disclosures.standards.model import Standard

FORMAT = "mingzhang-standard/1"
MANIFEST = "manifest.json"
FOLDER = "standards"
CODES = "codes"

_COLUMNS = (
    *("code", "name", "level", "parent"),
    *("evidence", "explanation", "explanation_evidence", "budgets"),
)


def freeze(standard: Standard, among: Folders | None = None) -> bytes:
    """``standard`` with all its data; the same standard always gives the same bytes.

    Its folders are looked for ``among`` those given, else those of the loader. Raises BadStandard
    when they no longer say what ``standard`` says, because a file was changed since it was loaded.
    """
    folders = among or loader.folders()
    files = {
        f"{FOLDER}/{id}/{path.name}": path.read_bytes()
        for id in folders.lineage(standard.id)
        for path in sorted(folders.path(id).glob("*.toml"))
    }
    for kind in ClassificationKind:
        files[f"{CODES}/{kind}.csv"] = _written(standard.codes.of(kind))
    frozen = zipped({MANIFEST: _manifest(standard, files), **files})
    if thaw(frozen) != standard:
        raise BadStandard(
            f"公开范本“{standard.id}”的文件在程序启动后有改动，请重新启动程序，核对材料后再公开"
        )
    return frozen


def thaw(data: bytes) -> Standard:
    """The standard in ``data``, from nothing but it. Raises BadStandard when it is damaged."""
    try:
        files = unzipped(data)
        manifest = json.loads(files.pop(MANIFEST))
        _verify(manifest, files)
        said = layered(manifest["standard"], lambda id, name: _toml(files, id, name))
        codes = Classifications(
            manifest["codes"]["year"],
            *(_read(kind, manifest["codes"][kind], files) for kind in ClassificationKind),
        )
        return loader.build(said, manifest["standard"], manifest["level"], manifest["year"], codes)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise BadStandard(f"随公开材料保存的公开范本已损坏（{error}）") from error


def _manifest(standard: Standard, files: Mapping[str, bytes]) -> bytes:
    codes = {kind.value: standard.codes.of(kind).year for kind in ClassificationKind}
    manifest = {
        "format": FORMAT,
        "standard": standard.id,
        "level": standard.level,
        "year": standard.year,
        "codes": {"year": standard.codes.year, **codes},
        "files": {path: hashlib.sha256(content).hexdigest() for path, content in files.items()},
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def _verify(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Raises ValueError unless ``files`` are exactly those of the manifest."""
    if manifest["format"] != FORMAT:
        raise ValueError(f"格式“{manifest['format']}”不是“{FORMAT}”")
    wanted: Mapping[str, str] = manifest["files"]
    if missing := sorted(set(wanted) ^ set(files)):
        raise ValueError(f"{missing[0]} 缺少或多余")
    for path, content in files.items():
        if hashlib.sha256(content).hexdigest() != wanted[path]:
            raise ValueError(f"{path} 与清单中的校验值不符")


def _toml(files: Mapping[str, bytes], id: str, name: str) -> Data:
    """What a file says; one that is not there says nothing."""
    return tomllib.loads(files.get(f"{FOLDER}/{id}/{name}", b"").decode())


def _written(codes: Classification) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for code in codes:
        values = {name: getattr(code, name) for name in _COLUMNS}
        writer.writerow({**values, "budgets": ";".join(code.budgets)}.values())
    return stream.getvalue().encode()


def _read(kind: ClassificationKind, year: int, files: Mapping[str, bytes]) -> Classification:
    """A list as it was written. No rule is applied to it: it was good enough when it was used."""
    text = io.StringIO(files[f"{CODES}/{kind}.csv"].decode(), newline="")
    codes = (_code(row) for row in csv.DictReader(text, strict=True))
    return Classification(year, {code.code: code for code in codes}, kind)


def _code(row: dict[str, Any]) -> Code:
    budgets = split_budgets(row["budgets"])
    return Code(**{**row, "level": int(row["level"]), "budgets": budgets})
