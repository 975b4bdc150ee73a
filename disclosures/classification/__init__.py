"""政府收支分类科目: the codes of a year, their names, and what each of them covers.

A list belongs to a year, because the Ministry of Finance revises it every year; a name in a
disclosure comes from the list of the disclosure's year. The lists shipped in ``standards/codes``
are a start: how well each row is known stands beside it (standards/codes/README.md). A finance
bureau loads the year's official list with ``manage.py load_classification``.
"""

from disclosures.classification.codes import (
    Classification,
    ClassificationKind,
    Classifications,
    Code,
    Evidence,
    UnknownCode,
    code_parts,
)
from disclosures.classification.lists import (
    ClassificationFileError,
    Entry,
    classify,
    former_names,
    load,
    load_kind,
    parse_csv,
    split_budgets,
)
from disclosures.classification.official import parse_official

__all__ = [
    "Classification",
    "ClassificationFileError",
    "ClassificationKind",
    "Classifications",
    "Code",
    "Entry",
    "Evidence",
    "UnknownCode",
    "classify",
    "code_parts",
    "former_names",
    "load",
    "load_kind",
    "parse_csv",
    "parse_official",
    "split_budgets",
]
