"""Human judgements about two records: written down, undone, never changed. Only a person's word makes one.

A pair holds one judgement at a time: who thinks otherwise undoes it first, so that the log says who overruled whom.
What is in force contradicts nothing: where A is B and B is C, nobody says that A is not C before undoing one of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, text
from sqlalchemy.orm import aliased

from etl.database.models import VERDICTS, Judgement
from etl.errors import UsageFault

#: Key of the advisory lock under which the log grows; any number does, it must only stay the same.
LOCK = 7_340_003


@dataclass(frozen=True)
class Word:
    """Who says so, when, and why: what every event of the log answers for.

    Attributes:
        judged_by: the account of the person.
        judged_at: when, with its time zone.
        because: the reason, in words for whoever asks later.
    """

    judged_by: str
    judged_at: datetime
    because: str

    def require(self) -> None:
        """Refuse a word that nobody answers for, or whose instant is not one."""
        given = (("who", self.judged_by), ("why", self.because))
        missing = [name for name, said in given if not said.strip()]
        if missing:
            raise UsageFault(
                f"a judgement says who judged and why; {' and '.join(missing)} is empty",
                todo="Give --by and --because.",
            )
        if self.judged_at.tzinfo is None:
            raise UsageFault("the instant of a judgement has no time zone", todo="Give it with one, as UTC.")


@dataclass(frozen=True)
class Judged:
    """One event of the log, as stored; records in the order of their ids, whichever way they were given.

    Attributes:
        undoes: the judgement that this event undoes; then it has no records and no verdict.
        undone_by: the event that undid this one.
    """

    judgement_id: int
    undoes: int | None
    left_record_id: str | None
    right_record_id: str | None
    verdict: str | None
    judged_by: str
    judged_at: datetime
    because: str
    undone_by: int | None

    @property
    def is_in_force(self) -> bool:
        """Whether it is a judgement, and nobody undid it."""
        return self.undoes is None and self.undone_by is None


def record(database: Engine, left: str, right: str, verdict: str, word: Word) -> int:
    """Write down that two records are the same person, different people, or cannot be told; gives its number.

    Args:
        left, right: record ids of the link tables; their order says nothing.
        verdict: same, different or unsure.
    Raises:
        UsageFault: the call is wrong, the pair is judged already, or the verdict contradicts what others said.
    """
    word.require()
    if verdict not in VERDICTS:
        raise UsageFault("no such verdict", todo=f"Say one of {', '.join(VERDICTS)}.")
    if left == right:
        raise UsageFault("a record is itself: there is nothing to judge", todo="Name two records.")
    first, second = sorted((left, right))
    with database.begin() as connection:
        held = _held(connection)
        _require_consistent(held, first, second, verdict)
        values = {"left_record_id": first, "right_record_id": second, "verdict": verdict}
        return _append(connection, word, **values)


def undo(database: Engine, judgement_id: int, word: Word) -> int:
    """Take a judgement back by a further event; both stay in the log. Gives the number of the event.

    Raises:
        UsageFault: there is no such judgement, it is undone already, or it is itself an undoing.
    """
    word.require()
    with database.begin() as connection:
        _hold_alone(connection)
        found = {event.judgement_id: event for event in _events(connection)}.get(judgement_id)
        if found is None or found.undoes is not None:
            is_what = "is the undoing of another" if found else "is not in the log"
            raise UsageFault(f"judgement {judgement_id} {is_what}", todo="`baophu judgements` lists them.")
        if found.undone_by is not None:
            raise UsageFault(
                f"judgement {judgement_id} is undone already, by event {found.undone_by}",
                stands="Nothing was written.",
                todo="To bring it back, judge the two records anew.",
            )
        return _append(connection, word, undoes=judgement_id)


def in_force(database: Engine) -> list[Judged]:
    """The judgements that nobody undid, oldest first."""
    return [event for event in history(database) if event.is_in_force]


def history(database: Engine) -> list[Judged]:
    """Every event of the log, oldest first."""
    with database.connect() as connection:
        return _events(connection)


def _events(connection: Connection) -> list[Judged]:
    undoing = aliased(Judgement)
    query = (
        select(*Judgement.__table__.columns, undoing.judgement_id.label("undone_by"))
        .outerjoin(undoing, undoing.undoes == Judgement.judgement_id)
        .order_by(Judgement.judgement_id)
    )
    return [Judged(**row._mapping) for row in connection.execute(query)]


def _held(connection: Connection) -> list[Judged]:
    """What is in force, with nobody else writing until this transaction ends."""
    _hold_alone(connection)
    return [event for event in _events(connection) if event.is_in_force]


def _hold_alone(connection: Connection) -> None:
    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})


def _append(connection: Connection, word: Word, **values: object) -> int:
    said = {
        "judged_by": word.judged_by.strip(),
        "judged_at": word.judged_at,
        "because": word.because.strip(),
    }
    event = insert(Judgement).values(**said, **values).returning(Judgement.judgement_id)
    return int(connection.execute(event).scalar_one())


def _require_consistent(held: Iterable[Judged], first: str, second: str, verdict: str) -> None:
    """Refuse a second word about a pair, and a word that what is in force makes impossible."""
    held = list(held)
    for event in held:
        if (event.left_record_id, event.right_record_id) == (first, second):
            raise UsageFault(
                f"the two records are judged already: judgement {event.judgement_id}, {event.verdict}",
                stands="It stays in force; nothing was written.",
                todo=f"Undo it first: `baophu judge --undo {event.judgement_id} …`.",
            )
    people = _people(held)
    one, other = people.get(first, {first}), people.get(second, {second})
    against: list[Judged] = []
    if verdict == "different" and second in one:
        against = [e for e in held if e.verdict == "same" and e.left_record_id in one]
    if verdict == "same":
        ends = ({e.left_record_id, e.right_record_id} for e in held)
        against = [
            e
            for e, pair in zip(held, ends, strict=True)
            if e.verdict == "different" and pair & one and pair & other
        ]
    if against:
        numbers = ", ".join(str(event.judgement_id) for event in against)
        raise UsageFault(
            f"`{verdict}` contradicts {len(against)} judgement(s) in force, taken together: {numbers}",
            stands="They stay in force; nothing was written.",
            todo="Look at them with `baophu judgements`, undo the wrong one, then judge again.",
        )


def _people(held: Iterable[Judged]) -> dict[str, set[str]]:
    """The records that judgements make one person with each record, itself among them."""
    people: dict[str, set[str]] = {}
    for event in held:
        if event.verdict == "same" and event.left_record_id and event.right_record_id:
            left, right = event.left_record_id, event.right_record_id
            joined = people.get(left, {left}) | people.get(right, {right})
            people.update(dict.fromkeys(joined, joined))
    return people
