"""What must be true of each table: expectations/*.yml, run inside DuckDB by Great Expectations.

Importing this package does not import Great Expectations, which takes seconds; checking does.
"""

from etl.checks.run import check, require

__all__ = ["check", "require"]
