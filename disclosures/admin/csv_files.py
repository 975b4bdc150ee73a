"""Lists as CSV files to download: what people read, and no text that a spreadsheet would run."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from disclosures.renderers.csv import CONTENT_TYPE, harmless


def csv_file(name: str, lines: Iterable[Iterable[object]]) -> HttpResponse:
    """A file called ``name`` with these lines, of which the first holds the heads.

    It has a byte order mark, without which Excel takes it for another code.
    """
    response = HttpResponse(content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.write("\ufeff")
    csv.writer(response).writerows([_cell(value) for value in line] for line in lines)
    return response


def _cell(value: object) -> object:
    return harmless(value) if isinstance(value, str) else value
