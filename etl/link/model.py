"""What training learned, in a file that a run pins: per comparison and level, how often the same and how often
strangers agree to that degree."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import log2
from pathlib import Path

from etl.errors import UsageFault
from etl.link.spec import OTHER, Spec

SMALLEST = 1e-9


@dataclass(frozen=True)
class Learned:
    """One level: shares of pairs at it.

    Attributes:
        same: among pairs of one person (m).
        strangers: among pairs of two persons that agree on the level's `among` columns (u given those).
    """

    same: float
    strangers: float


@dataclass(frozen=True)
class Model:
    """Weights, frozen.

    Attributes:
        spec: checksum of the comparisons they belong to.
        matches: share of the smaller table's records that have a counterpart.
        typical: counted column → log2 of the chance that strangers agree on it, where values were not counted.
        levels: comparison → level → what was learned.
    """

    spec: str
    matches: float
    typical: dict[str, float]
    levels: dict[str, dict[str, Learned]]

    def write(self, file: Path) -> None:
        """Write as JSON, figures to six digits: the same model gives the same bytes."""
        file.write_text(json.dumps(_rounded(asdict(self)), indent=1, sort_keys=True) + "\n", encoding="utf-8")

    def bits(self, spec: Spec, comparison: str, level: str) -> float:
        """Weight of a level without the part that comes from how frequent the values are."""
        declared = spec.comparisons[comparison]
        given = declared.other if level == OTHER else declared.levels[level].weight
        if given is not None:
            return given
        learned = self.levels[comparison][level]
        return log2(max(learned.same, SMALLEST)) - log2(max(learned.strangers, SMALLEST))


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return float(f"{value:.6g}") if isinstance(value, float) else value


def checksum(spec: Spec) -> str:
    """Names the comparisons and frequencies that weights belong to."""
    told = spec.model_dump_json(include={"comparisons", "frequencies"})
    return sha256(told.encode()).hexdigest()[:12]


def read(file: Path, spec: Spec) -> Model:
    """The model in a file.

    Raises:
        UsageFault: it is not there, is no model, or was trained for other comparisons.
    """
    if not file.is_file():
        raise UsageFault(f"{file} is not there", todo="Train one: `baophu train`, or leave out --model.")
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        levels = {name: {k: Learned(**v) for k, v in each.items()} for name, each in held["levels"].items()}
        model = Model(held["spec"], held["matches"], held["typical"], levels)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageFault(f"{file.name} is no model: {type(error).__name__}", todo="Train it anew.") from None
    if model.spec != checksum(spec):
        raise UsageFault(f"{file.name} was trained for other comparisons", todo="Train the model anew.")
    return model
