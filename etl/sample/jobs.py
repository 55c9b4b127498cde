"""The table of employments that `employment` draws and `assignment` gives people to."""

from dataclasses import dataclass

from etl.sample.text import Bools, Ints

# Named as the rules of etl/law/rules.yml by which they oblige; civil servants are employees without UI.
GROUNDS = [
    "employee",
    "waged_manager",
    "household_owner",
    "part_timer",
    "foreign_employee",
    "short_contract",
    "local_staff",
    "civil_servant",
]
(
    EMPLOYEE,
    WAGED_MANAGER,
    HOUSEHOLD_OWNER,
    PART_TIMER,
    FOREIGN_EMPLOYEE,
    SHORT_CONTRACT,
    LOCAL_STAFF,
    CIVIL_SERVANT,
) = range(len(GROUNDS))


@dataclass
class Jobs:
    """One entry per employment and annex; -1 says that there is none.

    Attributes:
        employer, branch: who pays; branch 0 is the head office.
        person: who is paid; -1 until assigned.
        reason: code of `reasons`; ground: of GROUNDS, by which rule the person is obliged, or would be.
        insured_by, insured_branch: whose unit insures the person because of this employment.
        first, last: first and last month worked in the tax year (year * 12 + month - 1).
        wage, income, deducted, withheld: VND; deducted is -1 in 05-2, which has no such column.
        is_annex_2: declared in 05-2.
        base, registered: the contribution base owed and the one registered, VND; 0 where nobody insures.
        is_raised: wage and base rose in July.
        is_untold: no register tells what the status rests on.
    """

    employer: Ints
    branch: Ints
    person: Ints
    reason: Ints
    insured_by: Ints
    insured_branch: Ints
    first: Ints
    last: Ints
    wage: Ints
    income: Ints
    deducted: Ints
    withheld: Ints
    is_annex_2: Bools
    ground: Ints
    base: Ints
    registered: Ints
    is_raised: Bools
    is_untold: Bools

    def __len__(self) -> int:
        return len(self.employer)

    def take(self, at: Ints) -> "Jobs":
        return Jobs(**{name: values[at] for name, values in vars(self).items()})
