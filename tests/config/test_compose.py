"""docker-compose.yml agrees with itself, with the settings and with nginx; no engine is needed."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from schemathesis.core.deserialization import deserialize_yaml

from tests.config.test_settings import KEY, load
from tests.test_consistency import read, read_by_settings

COMPOSE: dict[str, Any] = deserialize_yaml(read("docker-compose.yml"))

SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]

SECRETS = "/run/secrets/"

MEMORY = "/tmp"  # noqa: S108 - of a container, which nobody else uses

SIGN = f"{MEMORY}/worker"
"""What the worker touches."""

OF_THE_SITE = {
    "secret_key": "SECRET_KEY_FILE",
    "database_password": "DATABASE_PASSWORD_FILE",
    "email_password": "EMAIL_PASSWORD_FILE",
    "metrics_token": "METRICS_TOKEN_FILE",
    "store_key": "STORE_KEY_FILE",
    "store_secret": "STORE_SECRET_FILE",
}
"""The secrets of the application, and the variables that say where they are."""


def interpolated(value: str, given: Mapping[str, str]) -> str:
    """``value`` as compose passes it on where ``given`` is the environment it is started in."""

    def put(found: re.Match[str]) -> str:
        value = given.get(found["name"], "")
        match found["mark"]:
            case "+":
                return found["text"] if value else ""
            case "?":
                assert value, found["text"]
        return value or found["text"]

    return re.sub(r"\$\{(?P<name>\w+):(?P<mark>[-+?])(?P<text>[^}]*)\}", put, value)


def application(given: Mapping[str, str], secrets: Path) -> dict[str, str]:
    """The variables of the application, its secrets lying in ``secrets``."""
    environment = SERVICES["web"]["environment"]
    found = {name: interpolated(value, given) for name, value in environment.items()}
    return {name: value.replace(SECRETS, f"{secrets}/") for name, value in found.items()}


def test_every_service_is_watched_or_ends() -> None:
    checks = {name: service.get("healthcheck") for name, service in SERVICES.items()}
    assert {name: check["test"] for name, check in checks.items() if check and "test" in check} == {
        "db": ["CMD", "pg_isready", "--username=mingzhang", "--dbname=mingzhang"],
        "worker": ["CMD", "python", "setup/health.py", SIGN],
        "nginx": [
            *("CMD", "curl", "--silent", "--fail", "--output", "/dev/null"),
            "http://127.0.0.1:8080/healthz",
        ],
    }
    assert [name for name, check in checks.items() if check is None] == ["web"]
    assert 'CMD ["python", "setup/health.py"]' in read("Dockerfile")
    assert checks["migrate"] == {"disable": True}
    ended = {"migrate": {"condition": "service_completed_successfully"}}
    assert SERVICES["web"]["depends_on"] == SERVICES["worker"]["depends_on"] == ended
    assert SERVICES["worker"]["command"][-2:] == ["--sign", SIGN]
    assert {name: service["restart"] for name, service in SERVICES.items()} == {
        "db": "unless-stopped",
        "migrate": "on-failure",
        "web": "unless-stopped",
        "worker": "unless-stopped",
        "nginx": "unless-stopped",
    }


def test_only_nginx_listens_and_only_to_this_machine() -> None:
    listening = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert listening == {"nginx": ["127.0.0.1:8000:8080"]}


def test_no_container_but_the_database_may_do_more_than_it_must() -> None:
    given = ("read_only", "cap_drop", "security_opt", "tmpfs")
    closed = {name: [one.get(key) for key in given] for name, one in SERVICES.items()}
    site = [True, ["ALL"], ["no-new-privileges:true"], [MEMORY]]
    assert closed == {
        "db": [None] * 4,
        "migrate": site,
        "web": site,
        "worker": site,
        "nginx": [*site[:3], [f"{MEMORY}:size=512m"]],
    }


def test_every_secret_that_is_used_is_declared() -> None:
    assert COMPOSE["secrets"] == {
        "secret_key": {"file": "var/secrets/secret_key"},
        "database_password": {"file": "var/secrets/database_password"},
        "email_password": {"file": "${EMAIL_PASSWORD_FILE:-/dev/null}"},
        "metrics_token": {"file": "${METRICS_TOKEN_FILE:-/dev/null}"},
        "store_key": {"file": "${STORE_KEY_FILE:-/dev/null}"},
        "store_secret": {"file": "${STORE_SECRET_FILE:-/dev/null}"},
    }
    used = {name: service.get("secrets", []) for name, service in SERVICES.items()}
    site = list(OF_THE_SITE)
    assert used == {
        "db": ["database_password"],
        "migrate": site,
        "web": site,
        "worker": site,
        "nginx": [],
    }
    every = dict.fromkeys(OF_THE_SITE.values(), "given") | {"ALLOWED_HOSTS": "localhost"}
    variables = application(every, Path(SECRETS))
    places = {name: value for name, value in variables.items() if name.endswith("_FILE")}
    assert places == {variable: f"{SECRETS}{name}" for name, variable in OF_THE_SITE.items()}


def test_every_variable_is_one_that_the_settings_read() -> None:
    environment = SERVICES["web"]["environment"]
    assert SERVICES["migrate"]["environment"] == SERVICES["worker"]["environment"] == environment
    assert set(environment) - read_by_settings() == set()
    assert sorted(read_by_settings() - set(environment)) == [
        *("DATABASE_PASSWORD", "DATA_DIR", "DEBUG", "EMAIL_PASSWORD", "METRICS_TOKEN"),
        *("SECRET_KEY", "STANDARDS_DIR", "STORE_KEY", "STORE_SECRET"),
    ]
    assert "ENV DATA_DIR=/data " in read("Dockerfile")


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The folder of the secrets in the container, where only those are that must be given."""
    (tmp_path / "secret_key").write_text(KEY)
    (tmp_path / "database_password").write_text("p@ss")
    return tmp_path


NAMES = ("METRICS_TOKEN", "SLOW_QUERY_MS", "EMAIL_HOST", "EMAIL_HOST_PASSWORD", "STORE_URL")


def test_the_settings_without_what_may_be_left_out(
    monkeypatch: pytest.MonkeyPatch, secrets: Path
) -> None:
    variables = application({"ALLOWED_HOSTS": "gk.example.gov.cn"}, secrets)
    site = load(monkeypatch, **{**variables, "SECRET_KEY": ""})
    assert [site[name] for name in NAMES] == ["", 0, "", "", ""]
    assert (site["HTTPS"], site["TRUSTED_PROXY"]) == (True, True)
    assert (site["SECRET_KEY"], site["DATABASES"]["default"]["PASSWORD"]) == (KEY, "p@ss")


def test_the_settings_with_all_of_it(monkeypatch: pytest.MonkeyPatch, secrets: Path) -> None:
    for name in ("email_password", "store_key", "store_secret"):
        (secrets / name).write_text(f"of {name}")
    (secrets / "metrics_token").write_text("h8-bZ2_kQ7wL0pXv5RtY")
    given = {
        "ALLOWED_HOSTS": "gk.example.gov.cn",
        "SLOW_QUERY_MS": "250",
        "EMAIL_URL": "smtps://li@mail.example.cn",
        "EMAIL_FROM": "li@example.cn",
        "STORE_URL": "s3://gk",
        **dict.fromkeys(OF_THE_SITE.values(), "var/secrets/its_name"),
    }
    site = load(monkeypatch, **{**application(given, secrets), "SECRET_KEY": ""})
    assert [site[name] for name in NAMES] == [
        *("h8-bZ2_kQ7wL0pXv5RtY", 250),
        *("mail.example.cn", "of email_password", "s3://gk"),
    ]
    options = site["STORAGES"]["published"]["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("of store_key", "of store_secret")


def test_nginx_is_given_what_its_configuration_asks_for() -> None:
    asked = set(re.findall(r"\$\{(SITE_\w+)\}", read("setup/nginx/site.conf.template")))
    assert asked == {"SITE_APPLICATION", "SITE_DATA", "SITE_HTTPS", "SITE_LISTEN", "SITE_LOG"}
    nginx = SERVICES["nginx"]
    assert set(nginx["environment"]) == asked
    filled_in = " ".join(f"$${name}" for name in nginx["environment"])
    assert f"envsubst '{filled_in}' <" in nginx["command"][-1]
    by_hand = re.findall(r"^    envsubst '([^']+)'", read("docs/operations.md"), re.MULTILINE)
    assert by_hand == [filled_in.replace("$$", "$")]


def test_every_volume_is_declared() -> None:
    volumes = {
        name: service["volumes"] for name, service in SERVICES.items() if "volumes" in service
    }
    assert volumes == {
        "db": ["database:/var/lib/postgresql/data"],
        "migrate": ["data:/data"],
        "web": ["data:/data"],
        "worker": ["data:/data"],
        "nginx": ["data:/data:ro", "./setup/nginx:/etc/mingzhang:ro"],
    }
    assert COMPOSE["volumes"] == {"database": None, "data": None}
