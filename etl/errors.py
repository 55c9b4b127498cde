"""What an operator meets when something fails: what broke, how much, what still stands, what to do.

Messages carry counts, file names and our own row keys, never a value from a file nor anyone's number.
Each kind of failure has its own exit code, so that a scheduler can tell them apart.
"""

import traceback
from pathlib import Path

from etl import settings

# Errors of the engine whose words quote SQL, which is ours or the caller's, and never a value that was read.
ABOUT_SQL = ("BinderException", "CatalogException", "ParserException")


class BaophuError(Exception):
    """A failure that an operator can act on.

    Args:
        what: one line: what broke.
        details: further lines, each a fact (counts, places), in order.
        stands: what is still served or kept.
        todo: what to do next.
    """

    exit_code = 1

    def __init__(self, what: str, details: list[str] | None = None, stands: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what, self.details, self.stands, self.todo = what, details or [], stands, todo

    def __str__(self) -> str:
        lines = [f"{type(self).__name__}: {self.what}", *(f"  {line}" for line in self.details)]
        return "\n".join(lines + [line for line in (self.stands, self.todo) if line])


class UsageFault(BaophuError):
    """The call itself is wrong: a folder that is not there, a period that is no month."""

    exit_code = 2


class FileRefused(BaophuError):
    """One delivered file cannot be read as what it claims to be; other files go on."""

    exit_code = 3


class DeliveryMissing(BaophuError):
    """A source that the lists cannot do without has no delivery for the period."""

    exit_code = 4


class EnrolmentIncomplete(DeliveryMissing):
    """Enrolment came broken: whoever is in the part that was lost would be accused, so no list is made of it."""


class CheckFailed(BaophuError):
    """A table breaks a critical expectation; nothing built on it is released."""

    exit_code = 5


class DatabaseUnavailable(BaophuError):
    """The serving database does not answer or has another schema."""

    exit_code = 6


class CountsDiffer(BaophuError):
    """Rows in are not rows accepted plus rows rejected: a fault of ours, and the run stops."""

    exit_code = 7


def describe(error: Exception) -> str:
    """Kind and places of an error that is not ours; its own words only where they can quote no data: a driver's may
    quote a row."""
    if isinstance(error, OSError) and error.strerror:
        words = f": {error.strerror}" + (f" ({error.filename})" if error.filename else "")
    elif type(error).__name__ in ABOUT_SQL:
        words = f": {str(error).splitlines()[0]}"
    else:
        words = " (its text may quote data and is left out)"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(settings.ETL)][-3:]
    places = " > ".join(
        f"{'/'.join(Path(each.filename).parts[-2:])}:{each.lineno}" for each in ours or frames[-1:]
    )
    return f"{type(error).__name__}{words}, at {places}"
