"""Learning the weights by counting: what the same person's records agree in, and what strangers' records agree in.

Anchors are pairs that share an identifier which is nobody else's. Some anchors are wrong (a relative's number), so each
pattern of levels counts by how probable it is that the pair is one person: a few rounds of EM, started from the counts.
Strangers are pairs of records drawn without looking, or, for levels whose weight depends on how frequent a value is,
drawn among pairs that agree on that value.
"""

from collections.abc import Sequence
from math import log2, prod, sqrt

from etl.engine import Engine
from etl.link import levels
from etl.link.model import SMALLEST, Learned, Model, checksum
from etl.link.records import SIDES, once, open_side
from etl.link.spec import OTHER, Spec

# Records of a side that are drawn: their anchors teach what agrees, all of them how often strangers agree on a value.
DRAWN = 500_000
# Pairs that are looked at: of strangers, and of strangers agreeing on a value, for each value that weighs by itself.
STRANGERS = 150_000
# These are drawn from so many, so that no few records with a frequent value stand for all.
AGREEING = 3_000_000
# Pairs that teach where no identifier does.
BLOCKED_PAIRS = 400_000
ROUNDS = 10
# Of pairs that share an identifier nobody else has, so many are one person: a start for EM, which the data soon move.
TRUSTED = 0.98
# Half a pair is added to every level, so that none is held impossible for not having been seen.
UNSEEN = 0.5
# A slip that has a name happens, though these anchors may not show it (2026-11-22: made-up registries lack some kinds
# that clerks make): one in a thousand of the same person's pairs at least.
LEAST_NAMED = 0.001
# Without identifiers EM starts from blocked pairs, of which few are one person.
BLOCKED = 0.1
DEFAULT_MATCHES = 0.5

HASHES = 2**64
PAIR_CHANCE = f"hash(l.record_key, r.record_key) / {HASHES}"

Pattern = tuple[int | None, ...]


def learn(engine: Engine, spec: Spec, within: bool = False) -> Model:
    """Weights for a specification from the records that `records.prepare` made, in whatever order they came."""
    for side in SIDES:
        _draw(engine, spec, side)
    find_anchors(engine, spec, within)
    kinds = _kinds(spec)
    engine.execute("create or replace temp table shown (kind tinyint, l integer, r integer)")
    for kind, among in enumerate(kinds):
        engine.execute(f"insert into shown select {kind}, l, r from ({_strangers(engine, among, within)})")
    engine.execute(f"insert into shown select {len(kinds)}, l, r from anchors semi join left_drawn on l = id")
    trusted = TRUSTED
    if not engine.execute("select count(*) from anchors")[0][0]:
        engine.execute(f"insert into shown select {len(kinds)}, l, r from ({_blocked(engine, spec, within)})")
        trusted = BLOCKED
    *patterns, same = _patterns(engine, spec, len(kinds) + 1)
    strangers = dict(zip(kinds, patterns, strict=True))
    alone = {name: _level_shares(spec, strangers[()], name) for name in spec.comparisons}
    shares = {name: _shares(spec, strangers, name) for name in spec.comparisons}
    learned = {
        name: {
            level: Learned(m if level == OTHER else max(m, LEAST_NAMED), shares[name][level])
            for level, m in found.items()
        }
        for name, found in _maximise(spec, same, alone, trusted).items()
    }
    typical = {column: _typical(engine, column) for column in spec.frequencies.of}
    return Model(checksum(spec), _matches(engine, spec, within), typical, learned)


def forget(engine: Engine) -> None:
    """Drop the tables that learning made."""
    for table in ("left_drawn", "right_drawn", "agreeing", "anchors", "shown"):
        engine.execute(f"drop table if exists {table}")


def find_anchors(engine: Engine, spec: Spec, within: bool = False) -> None:
    """Make `anchors`: pairs of ids l, r that share an identifier nobody else holds, one of the drawn on the left."""
    holders, first, second = (2, "min", "max") if within else (1, "min", "min")

    def held(identifier: str, side: str, which: str) -> str:
        return (
            f"(select {identifier}, {which}(id) as id from {side}_records where {identifier} in"
            f" (select {identifier} from left_records semi join left_drawn using (id))"
            f" group by {identifier} having count(*) = {holders})"
        )

    found = " union ".join(
        f"select l.id as l, r.id as r from {held(i, 'left', first)} as l"
        f" inner join {held(i, 'right', second)} as r on l.{i} = r.{i}"
        for i in spec.identifiers
    )
    engine.execute(f"create or replace temp table anchors as {found or 'select 1 as l, 1 as r where false'}")


def _patterns(engine: Engine, spec: Spec, kinds: int) -> list[list[tuple[Pattern, int]]]:
    """For every kind of the pairs in `shown` the patterns of levels, and how many pairs show each.

    All kinds at once, for fetching the records takes longer than comparing them.
    """
    columns = ", ".join(f"level_{name}" for name in spec.comparisons)
    told = ", ".join(f"{_told(spec, name)} as level_{name}" for name in spec.comparisons)
    rows = engine.execute(f"""
        select kind, {columns}, count(*) from (
            select shown.kind, {told} from shown
            inner join left_records as l on l.id = shown.l inner join right_records as r on r.id = shown.r
        ) group by all order by all""")
    found: list[list[tuple[Pattern, int]]] = [[] for _ in range(kinds)]
    for kind, *pattern, pairs in rows:
        found[kind].append((tuple(pattern), pairs))
    return found


def _told(spec: Spec, name: str) -> str:
    """SQL for the level of a comparison where the kind of pair teaches it; else only whether it is the first (1 or 2),
    for that asks no edit distance."""
    comparison = spec.comparisons[name]
    first = dict(list(comparison.levels.items())[:1])
    among = {level.among for level in comparison.levels.values()}
    others = [str(kind) for kind, columns in enumerate(_kinds(spec)) if columns and columns not in among]
    if not others:
        return levels.level(comparison)
    alike = levels.level(comparison.model_copy(update={"levels": first}))
    return f"case when kind in ({', '.join(others)}) then {alike} else {levels.level(comparison)} end"


def _kinds(spec: Spec) -> list[tuple[str, ...]]:
    """The sets of columns that strangers must agree on for some level to be counted among them."""
    return sorted({each.among for c in spec.comparisons.values() for each in c.levels.values()} | {()})


def _draw(engine: Engine, spec: Spec, side: str) -> None:
    """Make `<side>_drawn`: records drawn without looking, with their counted columns, numbered in an order that has to
    do with nothing."""
    counted = "".join(f", {column}" for column in spec.frequencies.of)
    rows = engine.execute(f"select count(*) from {side}_records")[0][0]
    engine.execute(f"""
        create or replace temp table {side}_drawn as
        select row_number() over (order by {_chance(side)}, record_key) - 1 as n, id, record_key{counted}
        from {side}_records where {_chance(side)} < {DRAWN / max(rows, 1)}""")


def _chance(side: str, alias: str = "") -> str:
    """SQL for a number from 0 to 1 that a key draws; another one on either side, where keys may be the same."""
    return f"hash({alias}record_key, '{side}') / {HASHES}"


def _strangers(engine: Engine, among: tuple[str, ...], within: bool) -> str:
    """SELECT of l, r: pairs of records drawn without looking, or drawn among pairs that agree on some columns."""
    rows, drawn = (_rows(engine, kind) for kind in ("records", "drawn"))
    if not among:
        steps = max(1, STRANGERS // max(drawn[0], 1))
        return f"""
            select l.id as l, r.id as r
            from left_drawn as l cross join range({steps}) as steps (step)
            inner join right_drawn as r on r.n = (l.n + 1 + step) % {max(drawn[1], 1)}
            where l.n < {STRANGERS}"""
    agree = " and ".join(f"l.{column} = r.{column}" for column in among)
    agreeing = _agreeing(engine, among, "drawn") * prod(rows) / max(prod(drawn), 1)
    share = min(1.0, sqrt(AGREEING / max(agreeing, 1)))
    kind = "drawn" if share < DRAWN / max(*rows, 1) else "records"
    engine.execute(f"""
        create or replace temp table agreeing as
        select l.id as l, r.id as r, {PAIR_CHANCE} as chance
        from left_{kind} as l inner join right_{kind} as r on {agree}
        where {_chance("left", "l.")} < {share} and {_chance("right", "r.")} < {share} and {once(within)}""")
    return _thinned(engine, "agreeing", STRANGERS)


def _thinned(engine: Engine, pairs: str, most: int) -> str:
    """SELECT of l, r: about so many of a table of pairs."""
    share = most / max(engine.execute(f"select count(*) from {pairs}")[0][0], 1)
    return f"select l, r from {pairs} where chance < {share}"


def _rows(engine: Engine, kind: str) -> list[int]:
    return [engine.execute(f"select count(*) from {side}_{kind}")[0][0] for side in SIDES]


def _agreeing(engine: Engine, columns: tuple[str, ...], kind: str = "records") -> int:
    """How many pairs agree on some columns."""
    keys = ", ".join(columns)
    counted = [f"(select {keys}, count(*) as n from {side}_{kind} group by all)" for side in SIDES]
    rows = engine.execute(
        f"select sum(l.n * r.n) from {counted[0]} as l inner join {counted[1]} as r using ({keys})"
    )
    return int(rows[0][0] or 0)


def _typical(engine: Engine, column: str) -> float:
    """Log2 of the chance that two records that hold a column agree on it."""
    held = [engine.execute(f"select count({column}) from {side}_drawn")[0][0] for side in SIDES]
    return log2(max(_agreeing(engine, (column,), "drawn"), 1) / max(held[0] * held[1], 1))


def _shares(
    spec: Spec, strangers: dict[tuple[str, ...], list[tuple[Pattern, int]]], name: str
) -> dict[str, float]:
    """Share of strangers at each level of a comparison, given that they agree on the level's columns.

    Pairs that agree wholly on two other things are left out, for they may be one person.
    """
    at = list(spec.comparisons).index(name)
    comparison = spec.comparisons[name]
    shares = {}
    for number, level in enumerate(levels.names(comparison), 1):
        among = comparison.levels[level].among if level != OTHER else ()
        held = [
            (pattern[at], n)
            for pattern, n in strangers[among]
            if pattern[at] is not None and sum(each == 1 for i, each in enumerate(pattern) if i != at) < 2
        ]
        total = sum(n for _, n in held)
        shares[level] = (sum(n for found, n in held if found == number) + UNSEEN) / (total + 1)
    return shares


def _level_shares(spec: Spec, pairs: Sequence[tuple[Pattern, float]], name: str) -> dict[str, float]:
    """Share of pairs at each level of a comparison, of those that have what it compares."""
    at = list(spec.comparisons).index(name)
    known = levels.names(spec.comparisons[name])
    total = sum(n for pattern, n in pairs if pattern[at] is not None)
    found = [sum(n for pattern, n in pairs if pattern[at] == number) for number in range(1, len(known) + 1)]
    return {
        level: (n + UNSEEN) / (total + UNSEEN * len(known)) for level, n in zip(known, found, strict=True)
    }


def _blocked(engine: Engine, spec: Spec, within: bool) -> str:
    """SELECT of l, r: pairs that the blocks propose, which EM starts from where nothing identifies."""
    engine.execute("create or replace temp table settled (left_id integer, right_id integer)")
    for side in SIDES:
        open_side(engine, side, spec.blocked, spec.crossed)
    found = " union ".join(
        f"""select l.id as l, r.id as r, {PAIR_CHANCE} as chance from left_open as l
            inner join right_open as r on {block.condition()} where {once(within)}"""
        for block in spec.blocks.values()
    )
    engine.execute(f"create or replace temp table blocked as {found}")
    return _thinned(engine, "blocked", BLOCKED_PAIRS)


def _maximise(
    spec: Spec, pairs: list[tuple[Pattern, int]], strangers: dict[str, dict[str, float]], trusted: float
) -> dict[str, dict[str, float]]:
    """Share of the same person's pairs at each level, by EM with the strangers' shares held."""
    probabilities = [trusted] * len(pairs)
    same: dict[str, dict[str, float]] = {}
    total = sum(n for _, n in pairs)
    for _ in range(ROUNDS):
        counted = [(pattern, n * p) for (pattern, n), p in zip(pairs, probabilities, strict=True)]
        same = {name: _level_shares(spec, counted, name) for name in spec.comparisons}
        probabilities = [_probability(spec, pattern, same, strangers, trusted) for pattern, _ in pairs]
        if not total:  # nothing agrees in anything that could teach
            break
        trusted = sum(n * p for (_, n), p in zip(pairs, probabilities, strict=True)) / total
        trusted = min(max(trusted, SMALLEST), 1 - SMALLEST)
    return same


def _probability(
    spec: Spec,
    pattern: Pattern,
    same: dict[str, dict[str, float]],
    strangers: dict[str, dict[str, float]],
    trusted: float,
) -> float:
    """How probable it is that a pair with this pattern is one person; given weights are left out: they found it."""
    bits = log2(trusted / (1 - trusted))
    for (name, comparison), number in zip(spec.comparisons.items(), pattern, strict=True):
        if number is not None and comparison.other is None:
            level = levels.names(comparison)[number - 1]
            bits += log2(same[name][level] / strangers[name][level])
    return 1 / (1 + 2.0 ** -max(min(bits, 100), -100))


def _matches(engine: Engine, spec: Spec, within: bool) -> float:
    """Share of the smaller table with a counterpart: pairs that share an identifier over the chance of holding one."""
    shares = []
    for identifier in spec.identifiers:
        (left, left_held), (right, right_held) = (
            engine.execute(f"select count(*), count({identifier}) from {side}_records")[0] for side in SIDES
        )
        found = _agreeing(engine, (identifier,))
        pairs = (found - left_held) / 2 if within else found
        if pairs > 0:
            shares.append(pairs / (left_held / left * right_held / right) / min(left, right))
    return min(1.0, max(shares, default=DEFAULT_MATCHES))
