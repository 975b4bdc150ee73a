"""A unit that is called or placed otherwise: what is served of it follows, by a job."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from disclosures import jobs
from disclosures.integrity import faults
from disclosures.models import Job, Unit
from disclosures.opendata.archives import Region, build, standing
from disclosures.site.addresses import link_of, site_directory
from tests.disclosures.site.life import Life

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(life: Life) -> Unit:
    """One with a document that is served, in a region with a ZIP."""
    unit = life.disclosure.unit
    unit.region = "远山市"
    unit.save()
    life.publish()
    assert build(Region(2020, "远山市"))
    return unit


def change(unit: Unit, **fields: str) -> None:
    """As an administrator does it, in the form."""
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    names = ("name", "short_name", "slug", "code", "region", "jurisdiction", "nature", "exempt")
    said = {name: getattr(unit, name) for name in names}
    answer = client.post(f"/admin/disclosures/unit/{unit.pk}/change/", {**said, **fields})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/disclosures/unit/")


def report() -> list[tuple[str, str, str]]:
    return [(one.label, one.state, one.result or one.error) for one in Job.objects.order_by("pk")]


def test_another_name(unit: Unit) -> None:
    change(unit, name="乙站")
    jobs.run_waiting()
    assert report() == [("更新“乙站”的公开页面", "done", "已更新 1 份公开材料的页面")]
    page = link_of(unit.disclosures.get()) / "index.html"
    assert "乙站历年预决算" in page.read_text()
    assert list(faults()) == []


def test_another_region(unit: Unit) -> None:
    change(unit, region="近水县")
    jobs.run_waiting()
    assert not Region(2020, "远山市").file.exists()
    assert standing(Region(2020, "近水县")) is not None
    assert report() == [
        ("更新“遂宁市电教教仪站”的公开页面", "done", "已更新 1 份公开材料的页面"),
        ("2020年近水县公开文件打包", "done", "已打包 1 份材料"),
        ("2020年远山市公开文件打包", "done", "没有现行的公开材料"),
    ]


def test_another_address(unit: Unit) -> None:
    old = site_directory() / unit.slug
    change(unit, slug="moved")
    jobs.run_waiting()
    assert not old.exists()
    assert (site_directory() / "moved" / "2020").exists()
    assert list(faults()) == []


def test_one_that_published_nothing(life: Life) -> None:
    change(life.disclosure.unit, name="乙站")
    assert report() == []
