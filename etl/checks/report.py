"""What a check found: one finding a rule, counts only."""

from dataclasses import dataclass, field
from typing import Any

from etl.checks.expectations import Rule
from etl.checks.words import count, percent


@dataclass(frozen=True)
class Finding:
    """The outcome of one rule.

    Attributes:
        holds: whether the rule is kept (a `mostly` that is reached is kept).
        failing: rows that break it; None for a rule about the table as a whole.
        rows: rows of the table.
        remark: further words, never a value of a row.
    """

    rule: Rule
    holds: bool
    failing: int | None
    rows: int
    remark: str = ""

    def told(self) -> str:
        """The finding in one line."""
        facts = [self.remark] if self.remark else []
        if self.failing is not None:
            facts.insert(0, f"{count(self.failing)} of {count(self.rows)} rows")
            if "mostly" in self.rule.kwargs:
                facts.append(f"at most {percent(1 - self.rule.kwargs['mostly'])} may")
        return f"{self.rule.description}: {', '.join(facts)}" if facts else self.rule.description


@dataclass(frozen=True)
class Report:
    """All findings of a table and period.

    Attributes:
        failures: the lake's table of failing rows by key, empty where none was written.
        document: GX's own result as JSON-like data, without any value of a row; for the documents site.
    """

    table: str
    period: str
    rows: int
    findings: list[Finding]
    failures: str = ""
    document: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def broken(self) -> list[Finding]:
        """Critical rules that do not hold: they stop the release."""
        return [found for found in self.findings if not found.holds and found.rule.severity == "critical"]

    @property
    def warnings(self) -> list[Finding]:
        """Other rules that do not hold: each has an owner in its notes."""
        return [found for found in self.findings if not found.holds and found.rule.severity != "critical"]

    def told(self, finding: Finding) -> str:
        """The finding in one line, with the place of its failing rows."""
        if self.failures and finding.failing and not finding.holds:
            return f"{finding.told()}; their keys are in {self.failures}, period {self.period}"
        return finding.told()
