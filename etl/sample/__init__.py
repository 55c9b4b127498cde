"""Made-up registries with known truth, in the real file formats and with the real dirt.

Nobody in them exists: names are drawn from frequencies, numbers from chance, firms from word lists. Only
the communes are real. `make` is the one entry; docs/sample.md tells what is planted and how it is told.
"""

from etl.sample.make import make

__all__ = ["make"]
