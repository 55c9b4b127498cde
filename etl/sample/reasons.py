"""Every way in which an employment of the tax year stands to social insurance, by DOMAIN §3.9.

`covered`: insured at the payer's own unit, or its branch's, head office's, group's or successor's.
`covered_elsewhere`: another employer insures the person: the first contract, the agency that lends the worker
out, some other firm.
`exempt`: pensioner, beneficiary of another monthly benefit, foreigner (short contract), past retirement age,
under 15, armed forces (insured in their own system), deceased since; rows of 05-2 for contracts under a
month, for services, for probation; the employer was revoked, bankrupt or dissolved since (`deceased_firm`);
part-timers below the reference level, owners of household businesses that only notify, domestic workers, months with
fourteen unpaid days, those hired so late in December that insurance began in January.
`uncovered`: `very_strong` money was deducted and nobody insured; `strong` nothing deducted, nobody insured;
`weak` really employed for most of the year, yet declared in 05-2.
"""

STATUS_OF = {
    "own_unit": "covered",
    "branch_unit": "covered",
    "head_office_unit": "covered",
    "group_unit": "covered",
    "successor_unit": "covered",
    "first_contract": "covered_elsewhere",
    "leasing_unit": "covered_elsewhere",
    "other_employer": "covered_elsewhere",
    "pensioner": "exempt",
    "beneficiary": "exempt",
    "foreigner_short": "exempt",
    "past_retirement_age": "exempt",
    "under_age": "exempt",
    "armed_forces": "exempt",
    "deceased": "exempt",
    "short_contract": "exempt",
    "service_contract": "exempt",
    "probation": "exempt",
    "deceased_firm": "exempt",
    "part_time": "exempt",
    "household_owner": "exempt",
    "domestic_worker": "exempt",
    "unpaid_days": "exempt",
    "hired_in_december": "exempt",
    "very_strong": "uncovered",
    "strong": "uncovered",
    "weak": "uncovered",
}
NAMES = list(STATUS_OF)
(
    OWN,
    BRANCH,
    HEAD_OFFICE,
    GROUP,
    SUCCESSOR,
    FIRST_CONTRACT,
    LEASING,
    OTHER,
    PENSIONER,
    BENEFICIARY,
    FOREIGNER_SHORT,
    PAST_RETIREMENT,
    UNDER_AGE,
    ARMED,
    DECEASED,
    SHORT,
    SERVICE,
    PROBATION,
    ENDED_FIRM,
    PART_TIME,
    NOTIFYING_OWNER,
    DOMESTIC,
    UNPAID_DAYS,
    HIRED_LATE,
    VERY_STRONG,
    STRONG,
    WEAK,
) = range(len(NAMES))
STATUSES = ["covered", "covered_elsewhere", "exempt", "uncovered"]
# Shares of all employments, whatever the employer; the rest is covered or not as the employer complies.
SHARES = {
    FIRST_CONTRACT: 0.020,
    LEASING: 0.004,
    OTHER: 0.006,
    PENSIONER: 0.010,
    BENEFICIARY: 0.002,
    FOREIGNER_SHORT: 0.0015,
    PAST_RETIREMENT: 0.003,
    UNDER_AGE: 0.0005,
    ARMED: 0.0025,
    DECEASED: 0.0005,
    SHORT: 0.017,
    SERVICE: 0.013,
    PROBATION: 0.007,
    WEAK: 0.001,
}
IN_ANNEX_2 = [SHORT, SERVICE, PROBATION, WEAK]
INSURED = [OWN, BRANCH, HEAD_OFFICE, GROUP, SUCCESSOR, LEASING, OTHER]  # each brings its own enrolment spell
UNDER_OWN_ROOT = [OWN, BRANCH, HEAD_OFFICE]
UNCOVERED = [VERY_STRONG, STRONG, WEAK]
# Only the person's identity tells these from a gap, or a gap from these.
NEED_IDENTITY = [
    GROUP, SUCCESSOR, FIRST_CONTRACT, LEASING, OTHER, PENSIONER, BENEFICIARY, PAST_RETIREMENT, UNDER_AGE,
    ARMED, DECEASED, NOTIFYING_OWNER, HIRED_LATE, VERY_STRONG, STRONG,
]  # fmt: skip
