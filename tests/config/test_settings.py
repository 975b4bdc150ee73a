"""Settings: what each variable gives, what is refused in which words, and the deploy check."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pytest_django.fixtures import Settings

ROOT = Path(__file__).resolve().parents[2]

KEY = "k3Yr-2mLx7Wv_TnKd9Yb3HsPf6Gj1Uc4EaRi5OtXq0NwMzVkBl"

DATABASE_FORMS = (
    "sqlite:///相对项目目录的路径、sqlite:////绝对路径，或 postgres://用户:口令@主机:端口/库名"
    "（可加 ?sslmode=require、?sslrootcert=/文件、?pool=连接数；"
    "经套接字连接时不写主机，加 ?host=/目录）"
)
HOSTS = "逗号分隔的主机名或 IP 地址，不含 http://、端口和 *，如 gk.example.gov.cn"
ORIGINS = "逗号分隔的来源，以 https:// 或 http:// 开头，末尾没有 /，如 https://gk.example.gov.cn"
BOOLEANS = "true 或 false（小写）"
RATES = (
    "逗号分隔的“名称=次数/时段”，如 login=300/10m"
    "（时段以 s、m、h 结尾；名称：login、account、upload、export、search）"
)
MAILS = "smtp://、smtp+tls://（STARTTLS）或 smtps:// 加 用户:口令@主机:端口，用户和端口可省略"
TOKENS = "至少 20 个字符的随机串，只含字母、数字和英文标点"
SECRET_KEYS = (
    "至少 50 个字符的随机串（也可用 SECRET_KEY_FILE 指明存放它的文件；生成："
    "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'）"
)


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, Any]:
    """The settings with these environment variables and no others."""
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in {"SECRET_KEY": KEY, **variables}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "config" / "settings.py"))


def refused(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    """The sentence with which the settings refuse these environment variables."""
    with pytest.raises(ImproperlyConfigured) as caught:
        load(monkeypatch, **variables)
    return str(caught.value)


def test_defaults_are_those_of_a_site_on_the_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    site = load(monkeypatch)
    assert (site["DEBUG"], site["HTTPS"], site["SECURE_SSL_REDIRECT"]) == (False, True, True)
    assert (site["SESSION_COOKIE_SECURE"], site["CSRF_COOKIE_SECURE"]) == (True, True)
    assert site["SECURE_HSTS_SECONDS"] == 31_536_000
    assert site["SECURE_PROXY_SSL_HEADER"] is None
    assert site["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost"]
    assert site["CSRF_TRUSTED_ORIGINS"] == []
    assert site["DATA_DIR"] == ROOT / "var"
    assert site["STANDARDS_DIR"] == ROOT / "var" / "standards"
    assert site["STORAGES"]["staticfiles"] == {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }


def test_debugging_needs_no_key_and_no_https(monkeypatch: pytest.MonkeyPatch) -> None:
    site = load(monkeypatch, DEBUG="true", SECRET_KEY="")
    assert (site["HTTPS"], site["SECURE_SSL_REDIRECT"], site["SECURE_HSTS_SECONDS"]) == (
        False,
        False,
        0,
    )
    assert len(site["SECRET_KEY"]) >= 50


def test_https_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    site = load(monkeypatch, HTTPS="false")
    assert (site["SECURE_SSL_REDIRECT"], site["SESSION_COOKIE_SECURE"]) == (False, False)


def test_a_trusted_proxy_tells_about_https(monkeypatch: pytest.MonkeyPatch) -> None:
    site = load(monkeypatch, TRUSTED_PROXY="true")
    assert site["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert (site["TRUSTED_PROXY"], load(monkeypatch)["TRUSTED_PROXY"]) == (True, False)


def test_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    site = load(monkeypatch)
    names = ("SECOND_FACTOR", "SESSION_IDLE_MINUTES", "SESSION_COOKIE_AGE", "ADMIN_CONTACT")
    assert [site[name] for name in names] == ["optional", 60, 43_200, "本站管理员"]
    assert site["PASSWORD_RESET_TIMEOUT"] == 259_200
    changed = load(
        monkeypatch, SECOND_FACTOR="required", SESSION_IDLE_MINUTES="15", ADMIN_CONTACT="国库科"
    )
    assert [changed[name] for name in names] == ["required", 15, 43_200, "国库科"]


def test_watching(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("METRICS_TOKEN", "SLOW_QUERY_MS")
    assert [load(monkeypatch)[name] for name in names] == ["", 0]
    debugging = load(monkeypatch, DEBUG="true")
    assert [debugging[name] for name in names] == ["", 100]
    token = "h8-bZ2_kQ7wL0pXv5RtY"
    site = load(monkeypatch, METRICS_TOKEN=token, SLOW_QUERY_MS="250")
    assert [site[name] for name in names] == [token, 250]


@pytest.mark.parametrize("debug", ["true", "false"])
def test_tracebacks_are_left_as_they_are_for_developers(
    monkeypatch: pytest.MonkeyPatch, debug: str
) -> None:
    formatter = load(monkeypatch, DEBUG=debug)["LOGGING"]["formatters"]["fields"]
    assert formatter == {
        "()": "disclosures.telemetry.lines.Fields",
        "readable": debug == "true",
    }


def test_rate_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = {
        "login": (300, 600),
        "account": (100, 3600),
        "upload": (300, 600),
        "export": (120, 600),
        "search": (1200, 600),
    }
    assert load(monkeypatch)["RATE_LIMITS"] == defaults
    site = load(monkeypatch, RATE_LIMITS="login=30/90s, export=1000/2h")
    assert site["RATE_LIMITS"] == {**defaults, "login": (30, 90), "export": (1000, 7200)}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ("", 0, "", "", False, False)),
        ("smtp://mail.example.cn", ("mail.example.cn", 25, "", "", False, False)),
        (
            "smtp+tls://li%40a.cn:p%3Ass@mail.example.cn",
            ("mail.example.cn", 587, "li@a.cn", "p:ss", True, False),
        ),
        ("smtps://li@10.0.0.8:4650", ("10.0.0.8", 4650, "li", "", False, True)),
    ],
)
def test_mail(
    monkeypatch: pytest.MonkeyPatch, address: str, expected: tuple[str | int | bool, ...]
) -> None:
    site = load(monkeypatch, EMAIL_URL=address, EMAIL_FROM="mingzhang@example.cn")
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert tuple(site[f"EMAIL_{name}"] for name in names) == expected
    assert site["DEFAULT_FROM_EMAIL"] == "mingzhang@example.cn"


def test_the_password_for_mail_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("p@ss\n")
    variables = {"EMAIL_URL": "smtps://li@mail.example.cn", "EMAIL_FROM": "li@example.cn"}
    site = load(monkeypatch, EMAIL_PASSWORD_FILE=str(password), **variables)
    assert site["EMAIL_HOST_PASSWORD"] == "p@ss"


def test_lists_are_parted_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    site = load(
        monkeypatch,
        ALLOWED_HOSTS="gk.example.gov.cn, 10.0.0.8,[::1],",
        CSRF_TRUSTED_ORIGINS="https://gk.example.gov.cn,http://10.0.0.8:8000",
    )
    assert site["ALLOWED_HOSTS"] == ["gk.example.gov.cn", "10.0.0.8", "[::1]"]
    assert site["CSRF_TRUSTED_ORIGINS"] == ["https://gk.example.gov.cn", "http://10.0.0.8:8000"]


def test_secrets_come_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key, password = tmp_path / "key", tmp_path / "password"
    key.write_text(f"{KEY}\n")
    password.write_text("p@ss\n")
    site = load(
        monkeypatch,
        SECRET_KEY="",
        SECRET_KEY_FILE=str(key),
        DATABASE_URL="postgres://mingzhang@db/mingzhang",
        DATABASE_PASSWORD_FILE=str(password),
    )
    assert site["SECRET_KEY"] == KEY
    assert site["DATABASES"]["default"]["PASSWORD"] == "p@ss"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("", ROOT / "var" / "mingzhang.sqlite3"),
        ("sqlite:///var/other.sqlite3", ROOT / "var" / "other.sqlite3"),
        ("sqlite:////srv/my%20data/a.sqlite3", Path("/srv/my data/a.sqlite3")),
    ],
)
def test_sqlite(monkeypatch: pytest.MonkeyPatch, address: str, path: Path) -> None:
    assert load(monkeypatch, DATABASE_URL=address)["DATABASES"]["default"] == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL",
        },
    }


@pytest.mark.parametrize(
    ("address", "where", "options"),
    [
        (
            "postgres://li:p%40ss@db.example.cn:5433/accounts",
            ("accounts", "li", "p@ss", "db.example.cn", "5433"),
            {},
        ),
        (
            "postgresql://li@db/accounts?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem",
            ("accounts", "li", "", "db", ""),
            {"sslmode": "verify-full", "sslrootcert": "/etc/ssl/ca.pem"},
        ),
        (
            "postgres://postgres@/postgres?host=/run/postgresql",
            ("postgres", "postgres", "", "/run/postgresql", ""),
            {},
        ),
    ],
)
def test_postgresql(
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    where: tuple[str, ...],
    options: dict[str, str],
) -> None:
    found = load(monkeypatch, DATABASE_URL=address)["DATABASES"]["default"]
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        **dict(zip(names, where, strict=True)),
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def test_a_pool_of_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    found = load(monkeypatch, DATABASE_URL="postgres://li@db/accounts?pool=4&sslmode=require")
    database = found["DATABASES"]["default"]
    pool = {"min_size": 1, "max_size": 4}
    assert database["OPTIONS"] == {"sslmode": "require", "pool": pool}
    assert database["CONN_MAX_AGE"] == 0  # a connection goes back to the pool


@pytest.mark.parametrize(
    ("address", "backend", "has_queue"),
    [
        ("", "disclosures.jobs.thread", False),
        ("postgres://li@db/accounts", "disclosures.jobs.workers", True),
    ],
)
def test_the_database_decides_who_runs_jobs(
    monkeypatch: pytest.MonkeyPatch, address: str, backend: str, has_queue: bool
) -> None:
    site = load(monkeypatch, DATABASE_URL=address)
    assert site["DISCLOSURES_JOBS_BACKEND"] == backend
    assert ("procrastinate.contrib.django" in site["INSTALLED_APPS"]) is has_queue


@pytest.mark.parametrize(
    ("name", "value", "found", "allowed"),
    [
        ("DEBUG", "yes", "“yes”", BOOLEANS),
        ("DEBUG", "True", "“True”", BOOLEANS),
        ("DEBUG", "1", "“1”", BOOLEANS),
        ("HTTPS", "off", "“off”", BOOLEANS),
        ("TRUSTED_PROXY", "10.0.0.1", "“10.0.0.1”", BOOLEANS),
        ("SECRET_KEY", "", "空", SECRET_KEYS),
        ("SECRET_KEY", "secret", " 6 个字符", SECRET_KEYS),
        ("ALLOWED_HOSTS", "*", "“*”", HOSTS),
        ("ALLOWED_HOSTS", "a.cn,https://b.cn", "“https://b.cn”", HOSTS),
        ("ALLOWED_HOSTS", "a.cn:8000", "“a.cn:8000”", HOSTS),
        ("CSRF_TRUSTED_ORIGINS", "a.cn", "“a.cn”", ORIGINS),
        ("CSRF_TRUSTED_ORIGINS", "https://a.cn/", "“https://a.cn/”", ORIGINS),
        ("DATA_DIR", "var", "“var”", "已存在的目录的绝对路径"),
        ("DATA_DIR", "/nonexistent", "“/nonexistent”", "已存在的目录的绝对路径"),
        ("STANDARDS_DIR", "standards", "“standards”", "已存在的目录的绝对路径"),
        ("DATABASE_URL", "mysql://a/b", "“mysql”开头的地址", DATABASE_FORMS),
        ("DATABASE_URL", "/srv/a.sqlite3", "“”开头的地址", DATABASE_FORMS),
        ("DATABASE_URL", "sqlite://a.sqlite3", "不完整的地址，或含 #", DATABASE_FORMS),
        ("DATABASE_URL", "sqlite://host/a.sqlite3", "“sqlite”开头的地址", DATABASE_FORMS),
        ("DATABASE_URL", "sqlite:///a?timeout=9", "“sqlite”开头的地址", DATABASE_FORMS),
        ("DATABASE_URL", "postgres://li@db", "不完整的地址，或含 #", DATABASE_FORMS),
        ("DATABASE_URL", "postgres://li:a#b@db/c", "无法解析的地址", DATABASE_FORMS),
        ("DATABASE_URL", "postgres://li@db/c/d", "“postgres”开头的地址", DATABASE_FORMS),
        ("DATABASE_URL", "postgres://li@db:port/c", "无法解析的地址", DATABASE_FORMS),
        ("DATABASE_URL", "postgres://db/c?sslmode=on", "参数“sslmode=on”", DATABASE_FORMS),
        ("DATABASE_URL", "postgres://db/c?host=/run", "参数“host=/run”", DATABASE_FORMS),
        ("DATABASE_URL", "postgres:///c?host=db", "参数“host=db”", DATABASE_FORMS),
        ("DATABASE_URL", "postgres://db/c?pool=0", "参数“pool=0”", DATABASE_FORMS),
        ("DATABASE_URL", "postgres://db/c?options=-c", "参数“options=-c”", DATABASE_FORMS),
        ("SECOND_FACTOR", "yes", "“yes”", "optional 或 required"),
        ("SESSION_IDLE_MINUTES", "4", "“4”", "5 到 720 的整数"),
        ("SESSION_IDLE_MINUTES", "1h", "“1h”", "5 到 720 的整数"),
        ("SESSION_IDLE_MINUTES", "９", "“９”", "5 到 720 的整数"),
        ("RATE_LIMITS", "login=0/10m", "“login=0/10m”", RATES),
        ("RATE_LIMITS", "login=3/m", "“login=3/m”", RATES),
        ("RATE_LIMITS", "export=9/10m,logins=3/10m", "“logins=3/10m”", RATES),
        ("METRICS_TOKEN", "a" * 19, " 19 个字符", TOKENS),
        ("METRICS_TOKEN", "口令" * 10, " 20 个字符", TOKENS),
        ("METRICS_TOKEN", "a b" * 10, " 30 个字符", TOKENS),
        ("SLOW_QUERY_MS", "-1", "“-1”", "0 到 60000 的整数"),
        ("SLOW_QUERY_MS", "0.5", "“0.5”", "0 到 60000 的整数"),
        ("EMAIL_URL", "pop3://mail.cn", "“pop3”开头的地址，或多出的部分", MAILS),
        ("EMAIL_URL", "smtp://mail.cn/path", "“smtp”开头的地址，或多出的部分", MAILS),
        ("EMAIL_URL", "smtp://", "“smtp”开头的地址，或多出的部分", MAILS),
        ("EMAIL_URL", "smtp://mail.cn:port", "无法解析的地址", MAILS),
        ("DATABASE_PASSWORD", "x", "已给出，而数据库是 SQLite", "空"),
    ],
)
def test_refusals(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, found: str, allowed: str
) -> None:
    sentence = refused(monkeypatch, **{name: value})
    assert sentence == f"环境变量 {name} 的值不对：现为{found}；应为{allowed}。"


def test_a_password_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = refused(monkeypatch, DATABASE_URL="postgres://li:a@db/c", DATABASE_PASSWORD="b")
    assert sentence == (
        "环境变量 DATABASE_PASSWORD 的值不对："
        "现为已给出，而 DATABASE_URL 里也有口令；应为二者只给其一。"
    )


@pytest.mark.parametrize("sender", ["", "国库科", "a@b@c"])
def test_mail_needs_a_sender(monkeypatch: pytest.MonkeyPatch, sender: str) -> None:
    sentence = refused(monkeypatch, EMAIL_URL="smtp://mail.cn", EMAIL_FROM=sender)
    assert sentence == (
        f"环境变量 EMAIL_FROM 的值不对：现为“{sender}”；"
        "应为发件人的邮箱地址（给了 EMAIL_URL 就要给）。"
    )


def test_a_password_for_mail_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = refused(monkeypatch, EMAIL_URL="smtp://li:a@mail.cn", EMAIL_PASSWORD="b")
    assert sentence == (
        "环境变量 EMAIL_PASSWORD 的值不对：现为已给出，而 EMAIL_URL 里也有口令；应为二者只给其一。"
    )


def test_a_secret_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(monkeypatch, SECRET_KEY_FILE="/run/key") == (
        "环境变量 SECRET_KEY_FILE 的值不对："
        "现为“/run/key”，而 SECRET_KEY 也已给出；应为二者只给其一。"
    )


def test_an_unreadable_secret_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert refused(monkeypatch, SECRET_KEY="", SECRET_KEY_FILE=str(missing)) == (
        f"环境变量 SECRET_KEY_FILE 的值不对：现为“{missing}”，无法读取"
        f"（[Errno 2] No such file or directory: '{missing}'）；应为可读的文本文件。"
    )


def test_an_empty_secret_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    assert refused(monkeypatch, SECRET_KEY="", SECRET_KEY_FILE=str(empty)) == (
        "环境变量 SECRET_KEY_FILE 的值不对："
        f"现为“{empty}”，文件是空的；应为内容为 SECRET_KEY 的文件。"
    )


def test_the_policy_for_contents_has_no_hole() -> None:
    assert django_settings.CONTENT_SECURITY_POLICY == {
        "DIRECTIVES": {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "img-src": ["'self'", "data:"],
            "font-src": ["'self'"],
            "connect-src": ["'self'"],
            "form-action": ["'self'"],
            "base-uri": ["'none'"],
            "frame-ancestors": ["'none'"],
        }
    }


def test_the_deploy_check_is_clean() -> None:
    environment = {"PATH": os.defpath, "SECRET_KEY": KEY, "ALLOWED_HOSTS": "gk.example.gov.cn"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "System check identified no issues (1 silenced).\n",
        "",
    )


def test_every_static_reference_is_there(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


STORES = (
    "s3://存储桶/前缀?endpoint=https://主机:端口&region=地域&style=path 或 virtual"
    "（前缀和各参数可省略；不写时公开文件存放在 DATA_DIR）"
)
KEYS = {"STORE_KEY": "key", "STORE_SECRET": "only-mine"}


def test_published_files_lie_in_a_folder_unless_a_bucket_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = {"BACKEND": "disclosures.store.Folder"}
    assert load(monkeypatch)["STORAGES"]["published"] == folder
    url = "s3://gk/mingzhang?endpoint=https://s3.example.gov.cn:9000&region=cn-east-1"
    bucket = load(monkeypatch, STORE_URL=url, **KEYS)["STORAGES"]["published"]
    config = bucket["OPTIONS"].pop("client_config")
    assert config.s3 == {"addressing_style": "path"}
    assert bucket == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": "gk",
            "location": "mingzhang",
            "endpoint_url": "https://s3.example.gov.cn:9000",
            "region_name": "cn-east-1",
            "access_key": "key",
            "secret_key": "only-mine",
        },
    }
    virtual = load(monkeypatch, STORE_URL=f"{url}&style=virtual", **KEYS)["STORAGES"]["published"]
    assert virtual["OPTIONS"]["client_config"].s3 == {"addressing_style": "virtual"}


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("gk", "“”开头的地址，或不成立的存储桶名"),
        ("https://s3.example.gov.cn/gk", "“https”开头的地址，或不成立的存储桶名"),
        ("s3:///gk", "“s3”开头的地址，或不成立的存储桶名"),
        ("s3://key:only-mine@gk", "“s3”开头的地址，或不成立的存储桶名"),
        ("s3://gk?endpoint=s3.example.gov.cn", "参数“endpoint=s3.example.gov.cn”"),
        ("s3://gk?style=other", "参数“style=other”"),
        ("s3://gk?acl=public-read", "参数“acl=public-read”"),
        ("s3://gk?endpoint", "无法解析的地址"),
    ],
)
def test_a_bucket_that_is_not_understood(
    monkeypatch: pytest.MonkeyPatch, url: str, found: str
) -> None:
    said = refused(monkeypatch, STORE_URL=url, **KEYS)
    assert said == f"环境变量 STORE_URL 的值不对：现为{found}；应为{STORES}。"
    assert "only-mine" not in said


def test_a_bucket_needs_both_keys_and_keys_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(monkeypatch, STORE_URL="s3://published", STORE_KEY="key") == (
        "环境变量 STORE_KEY 的值不对：现为缺少 STORE_KEY 或 STORE_SECRET；应为二者都给出。"
    )
    assert refused(monkeypatch, STORE_SECRET="only-mine") == (
        "环境变量 STORE_KEY 的值不对："
        "现为已给出 STORE_KEY 或 STORE_SECRET，而没有 STORE_URL；应为空。"
    )


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "storages.backends", None)
    assert refused(monkeypatch, STORE_URL="s3://published", **KEYS) == (
        "环境变量 STORE_URL 的值不对：现为共享存储的地址，而缺少读写它的软件包；"
        "应为已安装软件包 django-storages（setup/packages.sh --extra s3），或不写。"
    )
