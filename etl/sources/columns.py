"""One column of an extract, as a declaration describes it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from etl.sources.folding import fold
from etl.sources.kinds import CONVENTIONS, KINDS, Kind

NAME = r"^[a-z][a-z0-9_]*$"


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Model):
    """The same said in Vietnamese and in English."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Column(Model):
    """One column of an extract.

    Attributes:
        name: the contract's name, also a header by which the column is known.
        vi: its Vietnamese header; `aliases` are further ones.
        type: a word of kinds.KINDS.
        required: the file must have the column and every row must fill it.
        header_required: the file must have the column, a row may leave it empty.
        when_unreadable: what a filled cell that is not of the type does: reject the row, or land as NULL with
            the column's name in `unreadable`.
        convention: how amounts are written (type vnd); see sql/functions/parse_vnd.sql.
        codes: code → further spellings, compared folded (types code and codes).
        precision: name of the extra column that says how exact a date is (day, month, year).
        confidence: K or I where DOMAIN has the fact from memory or by inference.
    """

    name: str = Field(pattern=NAME)
    vi: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    type: str
    required: bool = False
    header_required: bool = False
    when_unreadable: Literal["reject", "empty"] = "empty"
    convention: str = ""
    codes: dict[str, tuple[str, ...]] = {}
    precision: str = Field(default="", pattern=r"^[a-z0-9_]*$")
    description: str = Field(min_length=1)
    confidence: Literal["", "V", "S", "M", "K", "I"] = ""

    @property
    def kind(self) -> Kind:
        return KINDS[self.type]

    @property
    def rejects_unreadable(self) -> bool:
        return self.required or self.when_unreadable == "reject"

    @property
    def headers(self) -> list[str]:
        """Every header by which the column is known, the most certain first."""
        return [self.name, self.vi, *self.aliases]

    @model_validator(mode="after")
    def _fits_its_type(self) -> "Column":
        faults = []
        if self.type not in KINDS:
            faults.append(f"{self.name}: no type is called {self.type}")
        if (self.type in ("code", "codes")) != bool(self.codes):
            faults.append(f"{self.name}: codes belong to the types code and codes, and they need them")
        if (self.type == "vnd") != bool(self.convention) or self.convention not in ("", *CONVENTIONS):
            faults.append(f"{self.name}: a convention belongs to type vnd, one of {', '.join(CONVENTIONS)}")
        if self.precision and self.type != "date":
            faults.append(f"{self.name}: only a date has a precision")
        faults += _shared_spellings(self.codes)
        if faults:
            raise ValueError("; ".join(faults))
        return self


def _shared_spellings(codes: dict[str, tuple[str, ...]]) -> list[str]:
    owner: dict[str, str] = {}
    return [
        f"{spelling} means {owner[spelling]} and {code}"
        for code, spellings in codes.items()
        for spelling in map(fold, (code, *spellings))
        if owner.setdefault(spelling, code) != code
    ]
