"""The read-only API below ``/api/v1/``: units, documents in force, their versions and figures.

Amounts are exact decimal strings in 元. What was withdrawn has no figures and no files here, and a
draft is never asked for. Every list is bounded.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Path, Query, Router
from ninja.decorators import decorate_view
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from disclosures.accounts.limits import READING, by_address, spend
from disclosures.document.check_code import BadCode, parse_code
from disclosures.models import Disclosure, Kind, Level, Publication, PublishedFact, Unit
from disclosures.site.addresses import absolute
from disclosures.site.versions import Version, versions_of
from disclosures.views.api import schemas
from disclosures.views.caching import kept


class Readable(JSONRenderer):
    """JSON in which Chinese stands as it is."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


api = NinjaAPI(
    title="预决算公开数据",
    version="1",
    description="已公开的部门预算、决算：单位、材料、版本和数据。只读，不需要登录。金额以元为单位。",
    docs_url=None,
    renderer=Readable(),
    urls_namespace="api",
)

router = Router(tags=["公开数据"])

MOST_FIGURES = 1_000_000
"""No document has so many: ``next`` is the key of a document times this, and how many of its
figures were told."""

FAULTS = {404: schemas.Fault, 422: schemas.Fault, 429: schemas.Fault}


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Counts against the limit of public lists; pages of other sites may read the answer."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wait = spend("search", by_address(request), patient=request.method not in READING)
        if wait:
            response: HttpResponse = JsonResponse(
                {"detail": f"请求太多，请在 {wait} 秒后再试"}, status=429
            )
            response["Retry-After"] = str(wait)
        else:
            response = kept(view(request, *args, **kwargs))
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return inner


@api.exception_handler(ValidationError)
def _bad_value(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    names = "、".join(sorted({str(one["loc"][-1]) for one in fault.errors}))
    detail = f"参数的值不对：{names}；可用的值见 openapi.json"
    return api.create_response(request, {"detail": detail}, status=422)


@api.exception_handler(Http404)
def _unknown(request: HttpRequest, fault: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": str(fault) or "没有找到"}, status=404)


@router.get("/units", response={200: schemas.Units, **FAULTS}, summary="有公开材料的单位")
@decorate_view(open_to_all)
def units(request: HttpRequest, filters: Query[schemas.UnitFilter]) -> Any:
    found = _public_units()
    if filters.region:
        found = found.filter(region=filters.region)
    return {"count": found.count(), "items": [_unit(one) for one in _part(found, filters)]}


@router.get("/units/{slug}", response={200: schemas.UnitOut, **FAULTS}, summary="一个单位")
@decorate_view(open_to_all)
def unit(request: HttpRequest, slug: Path[schemas.Slug]) -> Any:
    found = _public_units().filter(slug=slug).first()
    if found is None:
        raise Http404("没有这个单位，或者它没有公开的材料")
    return _unit(found)


@router.get("/disclosures", response={200: schemas.Disclosures, **FAULTS}, summary="现行的公开材料")
@decorate_view(open_to_all)
def disclosures(request: HttpRequest, filters: Query[schemas.DisclosureFilter]) -> Any:
    found = _in_force(filters)
    if filters.region:
        found = found.filter(disclosure__unit__region=filters.region)
    return {"count": found.count(), "items": [_disclosure(one) for one in _part(found, filters)]}


@router.get(
    "/disclosures/{unit}/{year}/{level}/{kind}",
    response={200: schemas.History, **FAULTS},
    summary="一份材料的全部版本",
)
@decorate_view(open_to_all)
def history(
    request: HttpRequest,
    unit: Path[schemas.Slug],
    year: Path[schemas.Year],
    level: Path[Level],
    kind: Path[Kind],
) -> Any:
    of = Disclosure.objects.select_related("unit")
    found = of.filter(unit__slug=unit, year=year, level=level, kind=kind).first()
    versions = versions_of(found) if found else ()
    if not found or not versions:
        raise Http404("没有公开过这份材料")
    return {
        "unit": found.unit.slug,
        "unit_name": found.unit.name,
        "year": found.year,
        "kind": found.kind,
        "level": found.level,
        "title": versions[-1].publication.title,
        "versions": [_version(one) for one in versions],
    }


@router.get(
    "/publications/{code}", response={200: schemas.VersionOut, **FAULTS}, summary="校验码的版本"
)
@decorate_view(open_to_all)
def publication(request: HttpRequest, code: Path[schemas.Name]) -> Any:
    found = _of_code(code)
    (version,) = (one for one in versions_of(found.disclosure) if one.publication == found)
    return _version(version)


@router.get(
    "/facts",
    response={200: schemas.Facts, **FAULTS},
    summary="现行材料的数据",
    description=f"{schemas.NAMED}。{schemas.READ_ON}。",
)
@decorate_view(open_to_all)
def facts(request: HttpRequest, filters: Query[schemas.FactFilter]) -> Any:
    if not (filters.unit or filters.code or (filters.year and filters.kind)):
        raise HttpError(HTTPStatus.UNPROCESSABLE_ENTITY, schemas.NAMED)
    at, passed = divmod(filters.after, MOST_FIGURES)
    documents = _documents(filters).filter(pk__gte=at).order_by("pk")
    named = {one.pk: one for one in documents[: schemas.AT_ONCE + 1]}
    keys, beyond = list(named)[: schemas.AT_ONCE], list(named)[schemas.AT_ONCE :]
    skipped = passed if at in keys else 0
    rows = list(_figures(filters, keys)[skipped : skipped + filters.limit + 1])
    items, next = rows[: filters.limit], beyond[0] * MOST_FIGURES if beyond else None
    if len(rows) > filters.limit:
        last = items[-1].publication_id
        told = sum(one.publication_id == last for one in items)
        next = last * MOST_FIGURES + told + (skipped if last == at else 0)
    return {"items": [_fact(one, named[one.publication_id]) for one in items], "next": next}


api.add_router("", router)


def _in_force(filters: schemas.Documents) -> QuerySet[Publication]:
    """The versions in force of the documents asked for, without their texts, which are large."""
    asked = {
        "disclosure__unit__slug": filters.unit,
        "disclosure__year": filters.year,
        "disclosure__kind": filters.kind,
        "disclosure__level": filters.level,
    }
    current = Publication.objects.current().select_related("disclosure__unit")
    return current.defer("texts", "labels").filter(**_given(asked))


def _documents(filters: schemas.FactFilter) -> QuerySet[Publication]:
    """Those whose figures are asked for. Raises Http404 where no version has the check code."""
    found = _in_force(filters)
    return found.filter(pk=_of_code(filters.code).pk) if filters.code else found


def _figures(filters: schemas.FactFilter, keys: list[int]) -> QuerySet[PublishedFact]:
    asked = {"table": filters.table, "row": filters.row, "column": filters.column}
    found = PublishedFact.objects.filter(publication__in=keys, **_given(asked))
    return found.order_by("publication_id", "pk")


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value is not None}


def _of_code(code: str) -> Publication:
    try:
        found: Publication | None = Publication.objects.filter(code=parse_code(code)).first()
    except BadCode as bad:
        raise Http404(str(bad)) from bad
    if found is None:
        raise Http404("本站没有这个校验码")
    return found


def _public_units() -> QuerySet[Unit]:
    current = Publication.objects.current().filter(disclosure__unit=OuterRef("pk"))
    return Unit.objects.select_related("parent").filter(Exists(current)).order_by("name")


def _part(found: QuerySet[Any], page: schemas.Page) -> QuerySet[Any]:
    return found[page.offset : page.offset + page.limit]


def _unit(one: Unit) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "name": one.name,
        "region": one.region,
        "nature": one.get_nature_display(),
        "department": one.department.slug if one.department else None,
    }


def _disclosure(one: Publication) -> dict[str, Any]:
    of = one.disclosure
    return {
        "unit": of.unit.slug,
        "unit_name": of.unit.name,
        "region": of.unit.region,
        "year": of.year,
        "kind": of.kind,
        "level": of.level,
        "title": one.title,
        "version": one.version,
        "code": one.code,
        "published_at": one.published_at,
        "demonstration": of.unit.demonstration,
        "url": absolute(of.get_absolute_url()),
    }


def _version(version: Version) -> dict[str, Any]:
    of, withdrawal = version.publication, version.withdrawal
    return {
        "version": of.version,
        "status": version.status.value,
        "code": of.code,
        "published_at": of.published_at,
        "reason": "" if withdrawal else of.reason,
        "withdrawn_at": withdrawal.at if withdrawal else None,
        "ground": withdrawal.reason if withdrawal else "",
        "url": absolute(version.address),
        "files": [
            {
                "format": file.format,
                "label": file.label,
                "url": absolute(f"{version.address}{file.name}"),
                "sha256": file.sha256,
                "size": file.size,
            }
            for file in version.files
            if file.name and not withdrawal
        ],
    }


def _fact(one: PublishedFact, publication: Publication) -> dict[str, Any]:
    of = publication.disclosure
    return {
        "code": publication.code,
        "unit": of.unit.slug,
        "kind": of.kind,
        "level": of.level,
        "document_year": of.year,
        "year": one.year,
        "table": one.table,
        "row": one.row,
        "column": one.column,
        "value": str(one.value),
        "rounded": one.rounded,
    }
