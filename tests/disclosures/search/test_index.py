"""When the index is made: after publication and withdrawal, by command, by another name."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures.models import Searchable, Unit
from disclosures.publication import publish as publish_now
from disclosures.publication import withdraw
from disclosures.search.finding import find
from disclosures.search.words import query
from disclosures.store import store_directory
from tests.disclosures import drafts
from tests.disclosures.searchable import publish
from tests.disclosures.site.life import Life

pytestmark = pytest.mark.django_db


def test_what_is_published_can_be_found_when_it_is_committed(
    life: Life, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    drafts.approved(life.disclosure)
    with django_capture_on_commit_callbacks(execute=True):
        new = publish_now(life.disclosure, life.by)
    row = Searchable.objects.get()
    assert (row.publication, row.year, row.kind) == (new, 2020, "final_accounts")
    assert (row.region, row.unit_name) == ("某某市", "遂宁市电教教仪站")
    assert "智慧课" in row.terms.split(" ")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(life.disclosure, life.by, "含有工作秘密，依法不予公开")
    assert not Searchable.objects.exists()


def test_the_command_makes_it_again(
    education: Unit, water: Unit, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(education, 2020, "校舍。")
    publish(water, 2020, "水库。")
    before = list(Searchable.objects.order_by("unit_name").values("publication", "terms"))
    Searchable.objects.all().delete()
    for _ in range(2):
        call_command("reindex")
        assert capsys.readouterr().out == "共 2 份公开材料，现行的 2 份可以查找。\n"
        now = list(Searchable.objects.order_by("unit_name").values("publication", "terms"))
        assert now == before


def test_another_name_in_the_admin_is_found(
    client: Client,
    education: Unit,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    publish(education, 2020, "校舍。")
    client.force_login(User.objects.create_superuser("admin"))
    form = {
        "name": "远山市教育体育局",
        "short_name": "教体局",
        "slug": "jiaoyu",
        "region": "远山市",
        "jurisdiction": "national",
    }
    with django_capture_on_commit_callbacks(execute=True):
        address = f"/admin/disclosures/unit/{education.pk}/change/"
        assert client.post(address, form).status_code == 302
    (result,) = find(query("教体局")).results
    assert result.publication.disclosure.unit.name == "远山市教育体育局"
    assert find(query("jtj")).count == 1
    assert find(query("市教局")).count == 0


def test_a_lost_page_is_told(education: Unit) -> None:
    publication = publish(education, 2020, "校舍。")
    before = list(Searchable.objects.values())
    (store_directory() / publication.files.get(format="html").sha256).unlink()
    with pytest.raises(CommandError, match="^无法读取 远山市教育局2020年度部门决算 的公开网页："):
        call_command("reindex")
    assert list(Searchable.objects.values()) == before
