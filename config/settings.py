"""Settings: every choice of an installation comes from an environment variable.

A value that is not understood stops the start with a sentence that names the variable, what was
found and what is allowed. docs/operations.md lists the variables; a test keeps the two together.
"""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent


# Reading the environment


def refusal(name: str, found: str, allowed: str) -> ImproperlyConfigured:
    """The error for variable ``name``: what was ``found`` and what is ``allowed``, in Chinese."""
    return ImproperlyConfigured(f"环境变量 {name} 的值不对：现为{found}；应为{allowed}。")


def text(name: str, default: str = "") -> str:
    """The variable without surrounding blanks; unset and empty both mean ``default``."""
    return os.environ.get(name, "").strip() or default


def boolean(name: str, default: bool) -> bool:
    """``true`` or ``false``, in exactly these spellings; anything else is refused."""
    found = text(name, "true" if default else "false")
    if found not in {"true", "false"}:
        raise refusal(name, f"“{found}”", "true 或 false（小写）")
    return found == "true"


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of ``allowed``, in exactly these spellings."""
    found = text(name, default)
    if found not in allowed:
        raise refusal(name, f"“{found}”", " 或 ".join(allowed))
    return found


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number from ``least`` to ``most``."""
    found = text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", found) or not least <= int(found) <= most:
        raise refusal(name, f"“{found}”", f"{least} 到 {most} 的整数")
    return int(found)


class Rate(NamedTuple):
    """So many times in so many seconds."""

    times: int
    seconds: int


SECONDS = {"s": 1, "m": 60, "h": 3600}


def rates(name: str, defaults: dict[str, Rate]) -> dict[str, Rate]:
    """``defaults`` with what the variable changes, as in ``login=300/10m,export=60/10m``."""
    found = dict(defaults)
    allowed = (
        "逗号分隔的“名称=次数/时段”，如 login=300/10m"
        f"（时段以 s、m、h 结尾；名称：{'、'.join(defaults)}）"
    )
    for part in listing(name, "", bool, allowed):
        form = re.fullmatch(r"([a-z]+)=([1-9][0-9]{0,5})/([1-9][0-9]{0,3})([smh])", part)
        if form is None or form[1] not in defaults:
            raise refusal(name, f"“{part}”", allowed)
        found[form[1]] = Rate(int(form[2]), int(form[3]) * SECONDS[form[4]])
    return found


def listing(name: str, default: str, is_good: Callable[[str], object], allowed: str) -> list[str]:
    """The variable's parts between commas, each of which must satisfy ``is_good``."""
    parts = [part.strip() for part in text(name, default).split(",") if part.strip()]
    for part in parts:
        if not is_good(part):
            raise refusal(name, f"“{part}”", allowed)
    return parts


def secret(name: str) -> str:
    """A secret: the variable ``name`` itself, or the content of the file ``name_FILE`` names."""
    value, file = text(name), text(f"{name}_FILE")
    if value and file:
        raise refusal(f"{name}_FILE", f"“{file}”，而 {name} 也已给出", "二者只给其一")
    if not file:
        return value
    try:
        value = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise refusal(f"{name}_FILE", f"“{file}”，无法读取（{error}）", "可读的文本文件") from error
    if not value:
        raise refusal(f"{name}_FILE", f"“{file}”，文件是空的", f"内容为 {name} 的文件")
    return value


def directory(name: str, default: Path) -> Path:
    """An existing directory given by its absolute path; the default may not exist yet."""
    found = text(name)
    if found and not (Path(found).is_absolute() and Path(found).is_dir()):
        raise refusal(name, f"“{found}”", "已存在的目录的绝对路径")
    return Path(found) if found else default


def address(name: str, default: str) -> str:
    """The origin of a site, without a path and a slash at the end."""
    found = text(name, default)
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+", found):
        allowed = "http:// 或 https:// 开头的网站地址，末尾没有 /，如 https://gk.example.gov.cn"
        raise refusal(name, f"“{found}”", allowed)
    return found


# Security

DEBUG = boolean("DEBUG", default=False)

SECRET_KEY_LENGTH = 50
SECRET_KEY = secret("SECRET_KEY")
if not SECRET_KEY and DEBUG:
    SECRET_KEY = "only-for-debugging-on-this-machine-never-for-a-site"  # noqa: S105
if len(SECRET_KEY) < SECRET_KEY_LENGTH:
    raise refusal(
        "SECRET_KEY",
        f" {len(SECRET_KEY)} 个字符" if SECRET_KEY else "空",
        f"至少 {SECRET_KEY_LENGTH} 个字符的随机串（也可用 SECRET_KEY_FILE 指明存放它的文件；生成："
        "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'）",
    )

ALLOWED_HOSTS = listing(
    "ALLOWED_HOSTS",
    "127.0.0.1,localhost",
    re.compile(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-f:]+\]").fullmatch,
    "逗号分隔的主机名或 IP 地址，不含 http://、端口和 *，如 gk.example.gov.cn",
)
HTTPS = boolean("HTTPS", default=not DEBUG)

SITE_URL = address("SITE_URL", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.')}")
"""Where readers find the site: printed on every published file, with its QR code."""

CSRF_TRUSTED_ORIGINS = listing(
    "CSRF_TRUSTED_ORIGINS",
    "",
    re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d+)?").fullmatch,
    "逗号分隔的来源，以 https:// 或 http:// 开头，末尾没有 /，如 https://gk.example.gov.cn",
)

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Programs on this machine ask in plain http (disclosures/views/probes.py).
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Preloading speaks for a whole domain and is slow to undo: not for an application to decide, and
# hstspreload.org asks that no project send the directive by default.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Only behind a proxy that sets these headers itself may they be believed: this one, and the last
# address in X-Forwarded-For (disclosures/accounts/address.py).
TRUSTED_PROXY = boolean("TRUSTED_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None

METRICS_TOKEN_LENGTH = 20
METRICS_TOKEN = secret("METRICS_TOKEN")
"""With it /metrics is read from other machines, as a bearer token; without it from this one."""
if METRICS_TOKEN and not re.fullmatch(rf"[!-~]{{{METRICS_TOKEN_LENGTH},}}", METRICS_TOKEN):
    raise refusal(
        "METRICS_TOKEN",
        f" {len(METRICS_TOKEN)} 个字符",
        f"至少 {METRICS_TOKEN_LENGTH} 个字符的随机串，只含字母、数字和英文标点",
    )

X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],  # the admin's autocomplete fields fetch their choices
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The grid of a large table posts one field per cell; Django's own limit is 1000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000


# Accounts

SESSION_COOKIE_AGE = 12 * 3600  # one working day, however busy; then one signs in again
SESSION_IDLE_MINUTES = number("SESSION_IDLE_MINUTES", 60, 5, 720)

SECOND_FACTOR = choice("SECOND_FACTOR", "optional", ("optional", "required"))
OTP_TOTP_ISSUER = "明账"

PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
"""Seconds for which the link of an invitation, or for a new password, can be used."""

AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "disclosures.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "disclosures.accounts.passwords.NotANameWithDigits"},
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses whoever is locked out
    "django.contrib.auth.backends.ModelBackend",
    "disclosures.permissions.RoleBackend",
]

AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"  # the same for all processes
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# What is tried during a lock does not make it longer: the page says when it ends.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "disclosures.accounts.address.client_address"
AXES_LOCKOUT_CALLABLE = "disclosures.accounts.lockout.locked_page"
AXES_ENABLE_ADMIN = False  # our own pages instead
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "code", "csrfmiddlewaretoken"]

ADMIN_CONTACT = text("ADMIN_CONTACT", "本站管理员")
"""Whom people ask who cannot sign in: a name, with a telephone number."""

RATE_LIMITS = rates(
    "RATE_LIMITS",
    {
        "login": Rate(300, 600),  # passwords and codes from one address
        "account": Rate(100, 3600),  # passwords for one user name, wherever from
        "upload": Rate(300, 600),  # files of one user, taken or looked at
        "export": Rate(120, 600),  # drafts made into files for one user
        "search": Rate(1200, 600),  # public lists from one address
    },
)
"""How often something may be done; far above what an office does that shares one address."""


# Mail

MAIL_SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
MAIL_FORM = "smtp://、smtp+tls://（STARTTLS）或 smtps:// 加 用户:口令@主机:端口，用户和端口可省略"


class MailServer(NamedTuple):
    """Where mail is handed in; without a host no mail is sent."""

    scheme: str = ""
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""


def mail_server() -> MailServer:
    """The server of EMAIL_URL; messages never repeat the address, it may hold a password."""
    address, password = text("EMAIL_URL"), secret("EMAIL_PASSWORD")
    if not address:
        return MailServer()
    try:
        url = urlsplit(address)
        port = url.port or MAIL_SCHEMES.get(url.scheme, 0)
    except ValueError as error:
        raise refusal("EMAIL_URL", "无法解析的地址", MAIL_FORM) from error
    if not port or not url.hostname or url.path.strip("/") or url.query or url.fragment:
        raise refusal("EMAIL_URL", f"“{url.scheme}”开头的地址，或多出的部分", MAIL_FORM)
    if url.password and password:
        raise refusal("EMAIL_PASSWORD", "已给出，而 EMAIL_URL 里也有口令", "二者只给其一")
    user = unquote(url.username or "")
    return MailServer(url.scheme, url.hostname, port, user, unquote(url.password or "") or password)


MAIL = mail_server()
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.scheme == "smtp+tls", MAIL.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text("EMAIL_FROM")
if MAIL.host and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", DEFAULT_FROM_EMAIL):
    raise refusal(
        "EMAIL_FROM", f"“{DEFAULT_FROM_EMAIL}”", "发件人的邮箱地址（给了 EMAIL_URL 就要给）"
    )


# Data

DATA_DIR = directory("DATA_DIR", BASE_DIR / "var")
"""What must be kept besides the database; published files are in ``published`` below it."""

STANDARDS_DIR = directory("STANDARDS_DIR", DATA_DIR / "standards")
"""Standards (公开范本) of the installation itself, found beside the shipped ones."""

STORE_FORM = (
    "s3://存储桶/前缀?endpoint=https://主机:端口&region=地域&style=path 或 virtual"
    "（前缀和各参数可省略；不写时公开文件存放在 DATA_DIR）"
)
STORE_EXTRA = "已安装软件包 django-storages（setup/packages.sh --extra s3），或不写"


def store(url: str, key: str, password: str) -> dict[str, Any]:
    """The storage of published files: a folder below DATA_DIR, or the bucket at ``url``."""
    if not url:
        if key or password:
            raise refusal("STORE_KEY", "已给出 STORE_KEY 或 STORE_SECRET，而没有 STORE_URL", "空")
        return {"BACKEND": "disclosures.store.Folder"}
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise refusal("STORE_URL", "无法解析的地址", STORE_FORM) from error
    is_bucket = parts.scheme == "s3" and re.fullmatch(r"[a-z0-9][a-z0-9.-]+", parts.netloc)
    if not is_bucket or parts.fragment:
        raise refusal("STORE_URL", f"“{parts.scheme}”开头的地址，或不成立的存储桶名", STORE_FORM)
    forms = {"endpoint": r"https?://[^/?#@]+/?", "region": r"[a-z0-9-]+", "style": "path|virtual"}
    for option, value in options.items():
        if option not in forms or not re.fullmatch(forms[option], value):
            raise refusal("STORE_URL", f"参数“{option}={value}”", STORE_FORM)
    if not key or not password:
        raise refusal("STORE_KEY", "缺少 STORE_KEY 或 STORE_SECRET", "二者都给出")
    try:
        from botocore.config import Config
        from storages.backends import s3
    except ImportError as error:
        raise refusal("STORE_URL", "共享存储的地址，而缺少读写它的软件包", STORE_EXTRA) from error
    endpoint = options.get("endpoint")
    return {
        "BACKEND": f"{s3.__name__}.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": endpoint,
            "region_name": options.get("region"),
            "access_key": key,
            "secret_key": password,
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": options.get("style", "path" if endpoint else "auto")},
                connect_timeout=3,
                read_timeout=30,
                retries={"total_max_attempts": 2},
                # Stores that speak S3 do not all know the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        },
    }


STORE_URL = text("STORE_URL")
"""The bucket that several machines share for published files; '' for the folder in DATA_DIR."""

PUBLISHED_FILES = store(STORE_URL, secret("STORE_KEY"), secret("STORE_SECRET"))

SSLMODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
DATABASE_FORMS = (
    "sqlite:///相对项目目录的路径、sqlite:////绝对路径，或 postgres://用户:口令@主机:端口/库名"
    "（可加 ?sslmode=require、?sslrootcert=/文件、?pool=连接数；"
    "经套接字连接时不写主机，加 ?host=/目录）"
)


def sqlite(path: str) -> dict[str, Any]:
    """SQLite in the file ``path`` (relative to the project), safe for concurrent writers."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / path,
        "OPTIONS": {
            # With Django's defaults concurrent transactions fail with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL",
        },
    }


def postgresql(url: SplitResult, options: dict[str, str], password: str) -> dict[str, Any]:
    """PostgreSQL at ``url``; each thread keeps its connection and tests it before a request.

    With ``pool`` the threads of a process share at most so many, by the pool of psycopg.
    """
    pool = options.pop("pool", "")
    pooled = {"pool": {"min_size": 1, "max_size": int(pool)}} if pool else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.removeprefix("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or "") or password,
        "HOST": options.pop("host", "") or unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "OPTIONS": {**options, **pooled},
        "CONN_MAX_AGE": 0 if pool else None,
        "CONN_HEALTH_CHECKS": True,
    }


def database() -> dict[str, Any]:
    """The database of DATABASE_URL; messages never repeat the address, it may hold a password."""
    address = text("DATABASE_URL", "sqlite:///var/mingzhang.sqlite3")
    password = secret("DATABASE_PASSWORD")
    try:
        url = urlsplit(address)
        options = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)))
        has_good_port = url.port is None or url.port > 0
    except ValueError as error:
        raise refusal("DATABASE_URL", "无法解析的地址", DATABASE_FORMS) from error
    path = unquote(url.path.removeprefix("/"))
    if url.fragment or not path or not has_good_port:
        raise refusal("DATABASE_URL", "不完整的地址，或含 #", DATABASE_FORMS)
    if url.scheme == "sqlite" and not url.netloc and not options:
        if password:
            raise refusal("DATABASE_PASSWORD", "已给出，而数据库是 SQLite", "空")
        return sqlite(path)
    if url.scheme not in {"postgres", "postgresql"} or "/" in path:
        raise refusal("DATABASE_URL", f"“{url.scheme}”开头的地址", DATABASE_FORMS)
    if url.password and password:
        raise refusal("DATABASE_PASSWORD", "已给出，而 DATABASE_URL 里也有口令", "二者只给其一")
    forms = {"sslmode": "|".join(SSLMODES), "sslrootcert": "/.*", "pool": "[1-9][0-9]?"}
    forms |= {} if url.hostname else {"host": "/.*"}
    for option, value in options.items():
        if option not in forms or not re.fullmatch(forms[option], value):
            raise refusal("DATABASE_URL", f"参数“{option}={value}”", DATABASE_FORMS)
    return postgresql(url, options, password)


DATABASES = {"default": database()}
ON_POSTGRESQL = DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# Applications

INSTALLED_APPS = [
    "config.apps.Desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    *(["procrastinate.contrib.django"] if ON_POSTGRESQL else []),  # it knows no other database
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_tables2",
    "disclosures",
    "performance",
]

MIDDLEWARE = [
    "disclosures.observing.requests.Observed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "disclosures.views.probes.Probes",
    "disclosures.views.away.StoreAway",
    "disclosures.accounts.sessions.NeverStored",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "disclosures.accounts.sessions.IdleTimeout",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
LOGIN_URL = LOGOUT_REDIRECT_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DISCLOSURES_CONTRIBUTORS: tuple[str, ...] = ("performance.contribute.contribute",)
"""Dotted paths of callables that contribute blocks and findings to a document: called with the
disclosure, its standard and its figures, they return a Contribution."""

DISCLOSURES_PUBLISHED: tuple[str, ...] = (
    "disclosures.site.baking.published",
    "disclosures.tasks.archives.published",
    "disclosures.search.index.published",
)
"""Dotted paths of callables that are told of a disclosure of which a version was published or
withdrawn, after the transaction; what they raise is logged."""

DISCLOSURES_DESK_PLACES = ("performance.admin.desk.link",)
"""Dotted paths of callables that know the places in findings and needs of their app: called with
the disclosure and a place, they return a Link, or None for a place of another app."""

DISCLOSURES_DESK_SECTIONS = ("performance.admin.desk.section",)
"""Dotted paths of callables that show their app on the overview of a disclosure: called with the
request and the disclosure, they return escaped HTML, '' for nothing."""

DISCLOSURES_DEMONSTRATION_DIRS = tuple(
    BASE_DIR / "tests" / "data" / name
    for name in (
        "suining-dianjiao-2020-budget",
        "suining-dianjiao-2020",
        "suining-dianjiao-2021-budget",
    )
)
"""What ``manage.py demo`` loads, in this order: a real disclosure between two budgets made up
around it, each of which takes figures from those before it."""

DISCLOSURES_DEMONSTRATION_LOADERS = ("performance.demonstration.load",)
"""Dotted paths of callables that load what other apps hold of each: called with the disclosure and
the folder before it is published."""


DISCLOSURES_TASKS: tuple[str, ...] = (
    "disclosures.tasks.moves",
    "disclosures.tasks.bulk",
    "disclosures.tasks.archives",
    "disclosures.tasks.units",
)
"""Modules with background tasks (``disclosures.jobs.task``)."""

DISCLOSURES_JOBS_BACKEND = (
    "disclosures.jobs.workers" if ON_POSTGRESQL else "disclosures.jobs.thread"
)
"""Who runs them: a module with ``start``, for processes that serve pages, and ``wake``."""

DISCLOSURES_JOB_LEASE = 60
"""Seconds after which a job belongs to nobody when its runner is not heard of."""

DISCLOSURES_JOB_LOOK = 15
"""Seconds after which an idle runner looks for such jobs; at most 59."""

DISCLOSURES_JOB_PAUSES: tuple[int, ...] = (10, 60)
"""Seconds to wait after the first and the second mishap; the third one is the last."""

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["disclosures.jobs.workers"]


# Language, static files, logging

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "published": PUBLISHED_FILES,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Brotli takes 20 s for each font file and saves a third of what only printing reads.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "otf", "ttf")

SLOW_QUERY_MS = number("SLOW_QUERY_MS", 100 if DEBUG else 0, 0, 60_000)
"""Milliseconds after which a query of a request is logged; 0 for never."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "fields": {"()": "disclosures.telemetry.lines.Fields", "readable": DEBUG},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "fields"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Replaces Django's own handlers, one of which sends mail.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # These tell every step of every login and every PDF.
        "axes": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        # And this of every wake-up, of which there are four a minute without any job.
        "procrastinate": {"level": "WARNING"},
    },
}
