"""docker-compose.yml, read by compose's rules: it refuses to start without secrets, and everything in it is watched."""

import json
import re

import pytest
import yaml

from deploy import compose
from etl import settings

SECRETS = re.findall(
    r"^([A-Z_]+)=$", (settings.PROJECT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE
)
FILLED = {name: f"filled-{number}" for number, name in enumerate(SECRETS)}


@pytest.fixture(scope="module")
def services():
    return compose.read_services(FILLED)


@pytest.mark.parametrize("name", SECRETS)
def test_nothing_starts_without_a_secret(name):
    with pytest.raises(KeyError, match=name):
        compose.read_services({**FILLED, name: ""})


def test_the_example_names_every_variable_and_fills_in_no_secret():
    text = compose.FILE.read_text(encoding="utf-8")
    used = {found["name"] for found in compose.VARIABLE.finditer(text)}
    example = (settings.PROJECT / ".env.example").read_text(encoding="utf-8")
    assert used == set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    required = {found["name"] for found in compose.VARIABLE.finditer(text) if found["rule"] == "?"}
    assert required == set(SECRETS)


def test_no_secret_is_written_into_the_file(services):
    secret = re.compile(r"PASSWORD|SECRET|KEY")
    bare = yaml.safe_load(compose.FILE.read_text(encoding="utf-8"))["services"]
    for service in bare.values():
        for name, value in service["environment"].items():
            if secret.search(name) and not name.endswith("_FILE"):
                assert compose.VARIABLE.fullmatch(value), name


def test_every_service_is_watched_and_none_runs_as_root(services):
    assert set(services) == {"postgres", "setup", "api-server", "scheduler", "dag-processor", "triggerer"}
    for name, service in services.items():
        assert service["user"] not in ("root", "0", ""), name
        assert "privileged" not in service
        if name == "setup":  # ends by itself: its exit code is its health
            assert service["restart"] == "no"
        else:
            assert service["healthcheck"]["test"][0] == "CMD"
            assert service["restart"] == "unless-stopped"


def test_a_service_starts_when_what_it_needs_is_ready(services):
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            expected = "service_completed_successfully" if needed == "setup" else "service_healthy"
            assert how == {"condition": expected}, (name, needed)
    order = {name: set(service.get("depends_on", {})) for name, service in services.items()}
    assert order["setup"] == {"postgres"}
    assert order["api-server"] == {"setup"}
    assert all(order[name] == {"api-server"} for name in ("scheduler", "dag-processor", "triggerer"))


def test_lake_database_and_logs_outlive_the_containers(services):
    declared = set(yaml.safe_load(compose.FILE.read_text(encoding="utf-8"))["volumes"])
    mounted = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert declared == {"database", "out", "airflow"} <= mounted
    assert all(
        ":ro" in volume
        for service in services.values()
        for volume in service["volumes"]
        if "landing" in volume
    )


def test_lineage_goes_to_a_file_or_to_a_server():
    server = {"BAOPHU_LINEAGE": "http", "BAOPHU_LINEAGE_URL": "https://x"}
    for given, expected in (({}, ("file", "")), (server, ("http", "https://x"))):
        environment = compose.read_services(FILLED | given)["scheduler"]["environment"]
        transport = json.loads(environment["AIRFLOW__OPENLINEAGE__TRANSPORT"])
        assert (transport["type"], transport["url"]) == expected


def test_the_page_is_open_to_this_machine_alone(services):
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8080:8080"]


def test_the_image_is_built_from_locked_dependencies_and_holds_no_data():
    lines = (settings.PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert sum("--require-hashes" in line for line in lines) == 2
    assert lines[-1] == "USER 10001:10001"
    taken = (settings.PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    assert taken[0] == "*"
    assert {"!dags", "!deploy", "!etl", "!sql", "!expectations"} <= set(taken)
    assert not {"!var", "!.env", "!.git"} & set(taken)
