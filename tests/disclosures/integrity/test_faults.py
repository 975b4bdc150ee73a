"""What is changed in a publication, its files, its pages or the log is told, and nothing else."""

import gzip
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import localtime

from disclosures.events import Change, head_of_chain, record
from disclosures.integrity import faults, faults_of
from disclosures.models import Action, Disclosure, Event, Publication
from disclosures.publication.record import stored_digest
from disclosures.site.addresses import link_of, site_directory
from disclosures.store import store_directory
from tests.disclosures import drafts
from tests.disclosures.integrity.tampering import run
from tests.disclosures.site.life import TOTAL, Life

NOTHING = "没有这个文件"


@pytest.fixture
def publication(life: Life) -> Publication:
    return life.publish()


def told(publication: Publication) -> list[str]:
    """The faults as ``verify`` tells them; of one publication the page tells the same."""
    publication.refresh_from_db()
    everything = [str(fault) for fault in faults()]
    assert [str(fault) for fault in faults_of(publication)] == everything
    return everything


def called(publication: Publication) -> str:
    return f"{publication.disclosure}第{publication.version}版"


def stored(publication: Publication, format: str) -> Path:
    return store_directory() / publication.files.get(format=format).sha256


def served(publication: Publication, path: str) -> Path:
    return link_of(publication.disclosure) / path


def flip(path: Path, place: int = 10) -> str:
    """Changes one bit of a file; the SHA-256 it has now."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    return sha256(content).hexdigest()


def event_of(publication: Publication) -> Event:
    found: Event = Event.objects.get(action=Action.PUBLISH, disclosure=publication.disclosure)
    return found


def test_nothing_is_wrong(life: Life) -> None:
    first = life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    assert told(first) == []
    life.withdraw("含有工作秘密，依法不予公开")
    life.correct("删去涉密内容后公开", lambda: None)
    assert told(first) == []


def test_a_byte_of_a_stored_file(publication: Publication) -> None:
    path = stored(publication, "pdf")
    assert told(publication) == []
    now = flip(path)
    assert told(publication) == [
        f"{called(publication)}的PDF 文件，应为：SHA-256 {path.name}；实际：SHA-256 {now}"
    ]


@pytest.mark.parametrize("format", ["html", "json", "pdf"])
def test_a_stored_file_that_is_gone(publication: Publication, format: str) -> None:
    path = stored(publication, format)
    path.unlink()
    label = {"html": "网页（公开时的原件）", "json": "JSON", "pdf": "PDF"}[format]
    assert told(publication) == [
        f"{called(publication)}的{label} 文件，应为：SHA-256 {path.name}；实际：{NOTHING}"
    ]


def test_a_byte_of_a_served_file_at_each_of_its_addresses(publication: Publication) -> None:
    now = flip(served(publication, "v1/disclosure.pdf"))
    expected = f"应为：SHA-256 {stored(publication, 'pdf').name}；实际：SHA-256 {now}"
    address = publication.disclosure.get_absolute_url()
    assert told(publication) == [
        f"公开目录的{address}disclosure.pdf，{expected}",
        f"公开目录的{address}v1/disclosure.pdf，{expected}",
    ]


def test_a_byte_of_the_frame_of_a_page(publication: Publication) -> None:
    page = served(publication, "index.html")
    place = page.read_bytes().index("现行版本".encode())
    flip(page, place)
    frozen = stored(publication, "html").name
    address = publication.disclosure.get_absolute_url()
    assert told(publication) == [
        f"公开目录的{address}{path}，应为：除版本说明外 SHA-256 {frozen}；"
        "实际：版本说明不是应有的内容"
        for path in ("index.html", "v1/index.html")
    ]
    assert [fault.around for fault in faults_of(publication)] == [True, True]


def test_a_byte_of_the_frame_and_one_of_the_page(publication: Publication) -> None:
    page = served(publication, "index.html")
    flip(page, page.read_bytes().index("现行版本".encode()))
    flip(page, 3)
    assert [fault.around for fault in faults_of(publication)] == [False, False]


def test_a_byte_of_the_frozen_part_of_a_page(publication: Publication) -> None:
    page = served(publication, "index.html")
    flip(page, 3)
    frozen = stored(publication, "html")
    changed = bytearray(frozen.read_bytes())
    changed[3] ^= 1
    now = sha256(changed).hexdigest()
    address = publication.disclosure.get_absolute_url()
    assert told(publication) == [
        f"公开目录的{address}{path}，应为：除版本说明外 SHA-256 {frozen.name}；"
        f"实际：除版本说明外 SHA-256 {now}"
        for path in ("index.html", "v1/index.html")
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (gzip.compress(b"other", mtime=0), "版本说明不是应有的内容"),
        (b"not compressed at all", NOTHING),
        (gzip.compress(b"cut", mtime=0)[:-4], NOTHING),
    ],
    ids=["other", "not compressed", "cut"],
)
def test_a_compressed_page(publication: Publication, content: bytes, found: str) -> None:
    page = served(publication, "index.html.gz")
    page.unlink()
    page.write_bytes(content)
    assert told(publication) == [
        f"公开目录的{publication.disclosure.get_absolute_url()}index.html.gz，"
        f"应为：除版本说明外 SHA-256 {stored(publication, 'html').name}；实际：{found}"
    ]


def test_a_served_file_that_is_gone_and_one_too_many(publication: Publication) -> None:
    served(publication, "v1/disclosure.pdf").unlink()
    served(publication, "v1/draft.pdf").write_bytes(b"draft")
    address = publication.disclosure.get_absolute_url()
    assert told(publication) == [
        f"公开目录的{address}v1/disclosure.pdf，"
        f"应为：SHA-256 {stored(publication, 'pdf').name}；实际：{NOTHING}",
        f"公开目录的{address}v1/draft.pdf，"
        f"应为：{NOTHING}；实际：SHA-256 {sha256(b'draft').hexdigest()}",
    ]


def test_the_link_that_is_gone_and_one_that_leads_elsewhere(
    publication: Publication, tmp_path: Path
) -> None:
    link = link_of(publication.disclosure)
    link.unlink()
    address = publication.disclosure.get_absolute_url()
    assert told(publication) == [f"公开目录的{address}，应为：这份材料的公开文件；实际：没有"]
    link.symlink_to(tmp_path)
    assert told(publication) == [f"公开目录的{address}，应为：这份材料的公开文件；实际：别的内容"]


def test_the_list_of_versions_is_no_part_of_a_version(publication: Publication) -> None:
    page = served(publication, "versions/index.html")
    right = sha256(page.read_bytes()).hexdigest()
    now = flip(page)
    address = publication.disclosure.get_absolute_url()
    assert [str(fault) for fault in faults()] == [
        f"公开目录的{address}versions/index.html，应为：SHA-256 {right}；实际：SHA-256 {now}"
    ]
    assert faults_of(publication) == []


def test_what_is_served_and_was_never_published(publication: Publication) -> None:
    stray = site_directory() / "nobody"
    stray.mkdir()
    assert [str(fault) for fault in faults()] == [f"公开目录的{stray}，应为：没有这一项；实际：有"]


def a_figure(publication: Publication) -> int:
    """The key of one of its figures."""
    found: int = publication.facts.values_list("pk", flat=True)[0]
    return found


FIGURES: dict[str, Callable[[Publication], object]] = {
    "changed": lambda of: run(
        "UPDATE disclosures_publishedfact SET value = value + 1 WHERE id = %s", a_figure(of)
    ),
    "rounded": lambda of: run(
        "UPDATE disclosures_publishedfact SET rounded = NOT rounded WHERE id = %s",
        a_figure(of),
    ),
    "deleted": lambda of: run("DELETE FROM disclosures_publishedfact WHERE id = %s", a_figure(of)),
    "added": lambda of: run(
        'INSERT INTO disclosures_publishedfact (publication_id, year, "table", "row", "column",'
        " value, rounded) VALUES (%s, 2020, 'made', 'up', 'amount', 1, %s)",
        of.pk,
        False,
    ),
    "a text": lambda of: run(
        "UPDATE disclosures_publication SET texts = %s WHERE id = %s",
        '{"prose": {"duties": "别的职能"}, "explanations": []}',
        of.pk,
    ),
    "texts of another shape": lambda of: run(
        "UPDATE disclosures_publication SET texts = %s, labels = %s WHERE id = %s",
        "[1]",
        '{"a": 5}',
        of.pk,
    ),
    "a name": lambda of: run(
        "UPDATE disclosures_publication SET labels = %s WHERE id = %s",
        '[["reception_occasions", "1", "别的接待"]]',
        of.pk,
    ),
}


@pytest.mark.parametrize("change", FIGURES.values(), ids=FIGURES)
def test_a_figure_or_text(
    publication: Publication, change: Callable[[Publication], object]
) -> None:
    before = publication.digest
    change(publication)
    publication.refresh_from_db()
    assert told(publication) == [
        f"{called(publication)}的数据和文字，"
        f"应为：SHA-256 {before}；实际：SHA-256 {stored_digest(publication)}"
    ]
    assert stored_digest(publication) != before


@pytest.mark.parametrize(
    ("column", "value", "what", "expected"),
    [
        ("title", "别的标题", "标题", "title"),
        ("standard", "别的范本", "公开范本", "standard"),
        ("code", "0000000000000000", "校验码", "code"),
        ("digest", "0" * 64, "数据和文字的校验值", "digest"),
        ("reason", "别的理由", "更正理由", "reason"),
    ],
)
def test_a_field_of_a_publication(
    publication: Publication, column: str, value: str, what: str, expected: str
) -> None:
    was = getattr(publication, expected) or ""
    run(f"UPDATE disclosures_publication SET {column} = %s WHERE id = %s", value, publication.pk)  # noqa: S608
    assert told(publication) == [
        f"{called(publication)}的{what}，应为：{f'“{was}”' if was else '（空）'}；实际：“{value}”"
    ]


def test_the_time_of_a_publication(publication: Publication) -> None:
    was = publication.published_at.isoformat()
    run(
        "UPDATE disclosures_publication SET published_at = %s WHERE id = %s",
        "2020-01-01 00:00:00+00:00",
        publication.pk,
    )
    assert told(publication) == [
        f"{called(publication)}的公开时间，应为：“{was}”；实际：“2020-01-01T08:00:00+08:00”"
    ]


def test_who_published_it(publication: Publication) -> None:
    other = drafts.publisher("liuyang")
    run(
        "UPDATE disclosures_publication SET published_by_id = %s WHERE id = %s",
        other.pk,
        publication.pk,
    )
    assert told(publication) == [f"{called(publication)}的公开人，应为：“zhaojun”；实际：“liuyang”"]


def test_the_hash_and_the_size_of_a_file_row(publication: Publication) -> None:
    row = publication.files.get(format="pdf")
    run("UPDATE disclosures_publishedfile SET size = size + 1 WHERE id = %s", row.pk)
    assert told(publication) == [
        f"{called(publication)}的PDF 文件登记的大小，"
        f"应为：{row.size} 字节；实际：{row.size + 1} 字节"
    ]
    run("UPDATE disclosures_publishedfile SET sha256 = %s WHERE id = %s", "0" * 64, row.pk)
    assert told(publication) == [
        f"{called(publication)}的PDF 文件的登记，"
        f"应为：SHA-256 {row.sha256}；实际：SHA-256 {'0' * 64}"
    ]


def test_a_file_row_deleted_and_one_added(publication: Publication) -> None:
    row = publication.files.get(format="pdf")
    run("DELETE FROM disclosures_publishedfile WHERE id = %s", row.pk)
    assert told(publication) == [
        f"{called(publication)}的pdf 文件的登记，应为：SHA-256 {row.sha256}；实际：没有"
    ]
    run(
        "INSERT INTO disclosures_publishedfile (publication_id, format, sha256, size)"
        " VALUES (%s, 'pdf', %s, %s)",
        publication.pk,
        row.sha256,
        row.size,
    )
    run(
        "INSERT INTO disclosures_publishedfile (publication_id, format, sha256, size)"
        " VALUES (%s, 'xlsx', %s, 5)",
        publication.pk,
        "0" * 64,
    )
    assert told(publication) == [
        f"{called(publication)}的Excel 文件的登记，应为：没有；实际：SHA-256 {'0' * 64}"
    ]


def test_what_an_event_says(publication: Publication) -> None:
    event = event_of(publication)
    run("UPDATE disclosures_event SET by_name = %s WHERE id = %s", "别人", event.pk)
    assert told(publication) == [f"办理记录：第 {event.number} 条办理记录的内容被改动"]


def test_what_an_event_says_of_the_publication(publication: Publication) -> None:
    event = event_of(publication)
    run(
        "UPDATE disclosures_event SET changes = %s WHERE id = %s",
        '[["版次", "", "1"], ["标题", "", 5], "x", ["pdf", "", "../../../etc/passwd"]]',
        event.pk,
    )
    files = {file.format: file.sha256 for file in publication.files.all()}
    where, digest = called(publication), stored_digest(publication)
    at = localtime(publication.published_at).isoformat()
    assert told(publication) == [
        f"{where}的标题，应为：（空）；实际：“{publication.title}”",
        f"{where}的公开范本，应为：（空）；实际：“{publication.standard}”",
        f"{where}的校验码，应为：（空）；实际：“{publication.code}”",
        f"{where}的数据和文字的校验值，应为：（空）；实际：“{publication.digest}”",
        f"{where}的公开时间，应为：（空）；实际：“{at}”",
        f"{where}的PDF 文件的登记，应为：SHA-256 ../../../etc/passwd；实际：SHA-256 {files['pdf']}",
        f"{where}的网页（公开时的原件） 文件的登记，应为：没有；实际：SHA-256 {files['html']}",
        f"{where}的JSON 文件的登记，应为：没有；实际：SHA-256 {files['json']}",
        f"{where}的审计资料包 文件的登记，应为：没有；实际：SHA-256 {files['pack']}",
        f"{where}的公开范本 文件的登记，应为：没有；实际：SHA-256 {files['standard']}",
        f"{where}的数据和文字，应为：SHA-256 ；实际：SHA-256 {digest}",
        f"{where}的PDF 文件，应为：SHA-256 ../../../etc/passwd；实际：{NOTHING}",
        f"办理记录：第 {event.number} 条办理记录的内容被改动",
    ]


def test_an_event_that_is_gone(publication: Publication) -> None:
    event = event_of(publication)
    run("DELETE FROM disclosures_event WHERE id = %s", event.pk)
    without = f"{called(publication)}的公开的办理记录，应为：一条；实际：没有"
    assert [str(fault) for fault in faults()] == [
        without,
        f"办理记录：办理记录应有 {event.number} 条，"
        f"现在最后一条是第 {event.number - 1} 条，末尾有删除或添加",
    ]
    assert [str(fault) for fault in faults_of(publication)] == [without]


def test_an_event_too_many(publication: Publication) -> None:
    event = event_of(publication)
    record(
        Action.PUBLISH,
        event.by,
        disclosure=publication.disclosure,
        changes=[Change("版次", after="1")],
    )
    assert told(publication) == [f"{called(publication)}的公开的办理记录，应为：一条；实际：2 条"]


def test_an_event_of_a_publication_that_is_not_there(publication: Publication) -> None:
    number = event_of(publication).number
    run("DELETE FROM disclosures_publishedfact WHERE publication_id = %s", publication.pk)
    run("DELETE FROM disclosures_publishedfile WHERE publication_id = %s", publication.pk)
    run("DELETE FROM disclosures_publication WHERE id = %s", publication.pk)
    assert [str(fault) for fault in faults()] == [
        f"{publication.disclosure}的第1版的公开，应为：有（第 {number} 条办理记录）；实际：没有",
        f"公开目录的{site_directory() / 'example-0'}，应为：没有这一项；实际：有",
    ]


def test_a_publication_that_no_event_tells_of(publication: Publication) -> None:
    Disclosure.objects.update(version=2, correction="伪造的更正")
    life = publication.disclosure
    life.refresh_from_db()
    forged = drafts.published(life, {})
    assert [str(fault) for fault in faults()] == [
        f"{called(forged)}的公开的办理记录，应为：一条；实际：没有"
    ]


def test_a_withdrawal_and_its_event(life: Life) -> None:
    publication = life.publish()
    withdrawal = life.withdraw("含有工作秘密，依法不予公开")
    event = Event.objects.get(action=Action.WITHDRAW)
    assert told(publication) == []
    run(
        "UPDATE disclosures_withdrawal SET reason = %s, at = %s WHERE id = %s",
        "别的依据",
        "2020-01-01 00:00:00+00:00",
        withdrawal.pk,
    )
    assert told(publication) == [
        f"{called(publication)}的撤回依据，应为：“含有工作秘密，依法不予公开”；实际：“别的依据”",
        f"{called(publication)}的撤回时间，"
        f"应为：“{withdrawal.at.isoformat()}”；实际：“2020-01-01T08:00:00+08:00”",
    ]
    run("DELETE FROM disclosures_withdrawal WHERE id = %s", withdrawal.pk)
    lines = [str(fault) for fault in faults()]
    assert lines[0] == (
        f"{publication.disclosure}的第1版的撤回，"
        f"应为：有（第 {event.number} 条办理记录）；实际：没有"
    )


def test_a_withdrawal_that_no_event_tells_of(publication: Publication) -> None:
    run(
        "INSERT INTO disclosures_withdrawal (publication_id, reason, at, by_id)"
        " VALUES (%s, '伪造的撤回', %s, %s)",
        publication.pk,
        "2020-01-01 00:00:00+00:00",
        publication.published_by_id,
    )
    assert told(publication) == [f"{called(publication)}的撤回的办理记录，应为：一条；实际：没有"]


def test_everything_at_once_and_each_once(publication: Publication) -> None:
    flip(stored(publication, "pdf"))
    run("UPDATE disclosures_publication SET title = 'x' WHERE id = %s", publication.pk)
    run("UPDATE disclosures_publishedfact SET value = 1 WHERE publication_id = %s", publication.pk)
    run("UPDATE disclosures_eventchain SET hash = %s", "0" * 64)
    head = head_of_chain()
    assert [line.partition("，应为")[0] for line in map(str, faults())] == [
        f"{called(publication)}的标题",
        f"{called(publication)}的数据和文字",
        f"{called(publication)}的PDF 文件",
        f"办理记录：第 {head.number} 条办理记录不是写入时的最后一条",
    ]


def test_the_triggers_are_back_after_tampering(publication: Publication) -> None:
    run("UPDATE disclosures_publication SET title = 'x' WHERE id = %s", publication.pk)
    with connection.cursor() as cursor, pytest.raises(Exception, match="never changed or deleted"):
        cursor.execute("UPDATE disclosures_publication SET title = 'y'")


def test_the_verification_page_shows_what_is_wrong(
    client: Client, publication: Publication
) -> None:
    address = f"/verify/{publication.code}/"
    assert "<h3>完好</h3>" in client.get(address).content.decode()
    flip(stored(publication, "pdf"))
    page = client.get(address).content.decode()
    assert "<h3>与公开时不符</h3>" in page and "<h3>完好</h3>" not in page
    (line,) = told(publication)
    assert f"<li>{line}</li>" in page
