"""docker-compose.yml, read as compose reads it: `${NAME:?}` must be set, `${NAME:-default}` may be."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from etl import settings

FILE = settings.PROJECT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<rule>[?-])(?P<default>[^}]*))?\}")


def read_services(values: Mapping[str, str]) -> dict[str, Any]:
    """The services with their variables filled in.

    Raises:
        KeyError: a variable that must be set is not.
    """
    services = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
    return {name: _filled(service, values) for name, service in services.items()}


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _filled(each, values) for key, each in part.items()}
    if isinstance(part, list):
        return [_filled(each, values) for each in part]
    return VARIABLE.sub(lambda found: _value(found, values), part) if isinstance(part, str) else part


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    if given := values.get(found["name"]):
        return given
    if found["rule"] == "-":
        return found["default"]
    raise KeyError(f"{found['name']} is not set")
