"""Tables on disk: one folder a table and period, written beside and renamed into place.

A reader sees the old table or the new one, never half of one; a killed run leaves only a `.writing` file,
which the next write of the same table removes.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DATA = "data.parquet"


class Lake:
    """The folder that holds every table of every period.

    Args:
        root: made if it is not there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def path(self, table: str, period: str) -> Path:
        """Where the table of that period lies, whether or not it was written yet."""
        return self.root / table / period / DATA

    def has(self, table: str, period: str) -> bool:
        return self.path(table, period).is_file()

    def tables(self) -> list[str]:
        """Tables written for any period, by name; the engine's `.spill` folder is none."""
        folders = (folder for folder in self.root.iterdir() if folder.is_dir())
        return sorted(folder.name for folder in folders if not folder.name.startswith("."))

    def periods(self, table: str) -> list[str]:
        """Periods written for the table, oldest first."""
        return sorted(file.parent.name for file in self.root.glob(f"{table}/*/{DATA}"))

    @contextmanager
    def replace(self, table: str, period: str) -> Iterator[Path]:
        """Give a path to write to; on success it becomes the table, on failure nothing changes."""
        final = self.path(table, period)
        final.parent.mkdir(parents=True, exist_ok=True)
        writing = final.with_suffix(".writing")
        writing.unlink(missing_ok=True)
        try:
            yield writing
            os.replace(writing, final)
        finally:
            writing.unlink(missing_ok=True)

    def remove(self, table: str, period: str) -> None:
        """Drop a table of one period, as when its delivery was withdrawn."""
        shutil.rmtree(self.root / table / period, ignore_errors=True)
