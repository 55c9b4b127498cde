"""Random numbers: one root seeded from the arguments, one independent generator spawned for each module.

A change in one module therefore leaves the numbers of the others as they were, and the people of a world do
not depend on how dirty its files are made.
"""

import numpy as np

MODULES = (
    "people",
    "names",
    "numbers",
    "employers",
    "firms",
    "employment",
    "units",
    "spells",
    "cards",
    "dirt",
    "delivery",
    "law",
)


class Streams:
    """Generators by module name; asking for a name that is not in MODULES is a KeyError.

    Args:
        province: new two-digit province code.
        people: residents of the province.
        period: month of the registries, `YYYY-MM`.
        seed: the caller's choice.
    """

    def __init__(self, province: str, people: int, period: str, seed: int) -> None:
        root = np.random.default_rng([seed, people, int(province), int(period.replace("-", ""))])
        self._generators = dict(zip(MODULES, root.spawn(len(MODULES)), strict=True))

    def __getitem__(self, module: str) -> np.random.Generator:
        return self._generators[module]
