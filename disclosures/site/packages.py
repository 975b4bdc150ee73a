"""datapackage.json: what the columns of the published CSV mean, for programs that read tables.

A Tabular Data Package (specs.frictionlessdata.io, v1) with the mapping of the Fiscal Data Package
(v0.3) for what it has words for: the amount, its phase and currency, the unit, the year, and the
place of a figure in the tables.
"""

import json
from collections.abc import Sequence
from typing import Any

from disclosures.models import Kind, Publication
from disclosures.renderers.csv import HEAD
from disclosures.site.addresses import absolute, verification_address
from disclosures.site.versions import ServedFile

NAME = "datapackage.json"

TYPES = {"年度": "integer", "数值": "number"}
"""Columns that hold no text; all others do."""

KEY = ["表", "行", "栏", "年度"]
"""The columns by which a line is found."""

MEANINGS = {
    "表": "表的标识；文字中由其他数算出的数（增减、比率、占比），这里是 sentences",
    "表名": "表或章节的标题",
    "行": "行的标识：科目编码或项目名",
    "行名": "行的名称",
    "栏": "栏的标识；由其他数算出的数，这里是算式，其中的数写作 年度:表/行/栏，百分数保留两位小数",
    "栏名": "栏的名称",
    "年度": "数据的年度",
    "数值": "准确的数值：金额以元为单位，其余以“单位”栏为单位（百分数的单位是 %）",
    "单位": "数值的单位",
    "公开数": "公开材料上印出的数",
    "公开单位": "印出的数的单位",
    "合计自": "这个数是哪些数之和，写作 表/行/栏，以空格分隔；不是合计的为空",
}

PHASES = {Kind.BUDGET: "approved", Kind.FINAL_ACCOUNTS: "executed"}


def package(publication: Publication, csv: ServedFile, others: Sequence[ServedFile]) -> bytes:
    """The package of one version, beside its files; the same rows give the same bytes."""
    of = publication.disclosure
    content: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"{of.unit.slug}-{of.year}-{of.segment}-v{publication.version}".lower(),
        "id": absolute(verification_address(publication)),
        "title": publication.title,
        "version": str(publication.version),
        "created": publication.published_at.isoformat(timespec="seconds"),
        "homepage": absolute(f"{of.get_absolute_url()}v{publication.version}/"),
        "description": of.unit.notice,
        "sources": [{"title": of.unit.name}],
        "countryCode": "CN",
        "resources": [_table(csv)],
        "model": _model(Kind(of.kind)),
        "files": [
            {"path": one.name, "bytes": one.size, "hash": f"sha256:{one.sha256}"} for one in others
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _table(csv: ServedFile) -> dict[str, Any]:
    fields = [
        {"name": name, "type": TYPES.get(name, "string"), "description": MEANINGS[name]}
        for name in HEAD
    ]
    return {
        "profile": "tabular-data-resource",
        "name": "figures",
        "path": csv.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'},
        "bytes": csv.size,
        "hash": f"sha256:{csv.sha256}",
        "schema": {
            "fields": fields,
            "primaryKey": ["表", "行", "栏", "年度"],
            "missingValues": [""],
        },
    }


def _model(kind: Kind) -> dict[str, Any]:
    places = {
        "table": ("表", "表名"),
        "row": ("行", "行名"),
        "column": ("栏", "栏名"),
    }
    dimensions: dict[str, Any] = {
        name: {
            "primaryKey": ["id"],
            "attributes": {
                "id": {"source": id, "resource": "figures"},
                "label": {"source": label, "resource": "figures", "labelfor": "id"},
            },
        }
        for name, (id, label) in places.items()
    }
    dimensions["date"] = {
        "dimensionType": "datetime",
        "primaryKey": ["year"],
        "attributes": {"year": {"source": "年度", "resource": "figures"}},
    }
    amount = {"source": "数值", "resource": "figures", "currency": "CNY", "phase": PHASES[kind]}
    return {"measures": {"amount": amount}, "dimensions": dimensions}
