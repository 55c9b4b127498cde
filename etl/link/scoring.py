"""Proposing pairs block by block, strict to loose, and weighing them.

A block proposes pairs by their numbers alone, which is quick; the records are fetched once for many blocks, weighed,
and only plausible pairs are kept. After each pass the records that found their counterpart beyond doubt leave the
search.
"""

from math import log2

from etl.engine import Engine
from etl.link import levels
from etl.link.model import Model
from etl.link.records import SIDES, look_up_values, once, open_side
from etl.link.spec import Spec

# Pairs are kept down to half the odds that are told of, for a pair's rivals can only lower them.
MARGIN_BITS = 1.0
# How far ahead of the next candidate a settled pair is: a thousand to one.
AHEAD_BITS = 10.0
# Some record always has no counterpart.
MOST_MATCHED = 0.98
# So far may two sums of the same bits be apart.
ROUNDING = 0.001
# Proposed pairs are weighed when there are so many, or the pass ends: 12 bytes each are held until then.
HELD = 20_000_000


def score(engine: Engine, spec: Spec, model: Model, within: bool = False, settled: str | None = None) -> None:
    """Make `scores` and `searches`.

    `scores` has one row per plausible pair of ids l, r: their keys, `pass`, `block`, each `level_…`, and `weight`, the
    bits for the two being one person. `searches` has one row per pass: `left_bits` and `right_bits`, what to add to a
    weight for the log2 odds that it is the counterpart of the left (right) record rather than that this has none.

    Within one table (both sides hold the same records) each pair is looked at once, lower key first, and nobody is
    settled, for a record may have several duplicates. `settled` is a SELECT of right_key: records whose counterpart was
    found before and that are not looked at; that counterpart may have further ones.
    """
    counts = _counts(engine)
    engine.execute("create or replace temp table settled (left_id integer, right_id integer)")
    if settled:
        engine.execute(f"""
            insert into settled
            select null, r.id from ({settled}) as s inner join right_records as r on r.record_key = s.right_key""")
    engine.execute(
        "create or replace temp table searches (pass tinyint, left_bits double, right_bits double)"
    )
    _open_scores(engine, spec)
    done: list[str] = []
    # The first pass settles most records by an identifier, whatever their names: values are counted after it.
    counted_from = spec.passes[min(1, len(spec.passes) - 1)]
    for number in spec.passes:
        blocks = [name for name, block in spec.blocks.items() if block.search == number]
        for side in SIDES:
            open_side(engine, spec, side, [*done, *blocks], counted=number == counted_from)
        if number == counted_from:
            look_up_values(engine, spec)
        left_bits, right_bits = _prior(model, counts, _counts(engine, "open"))
        engine.execute("insert into searches values ($n, $l, $r)", n=number, l=left_bits, r=right_bits)
        least = log2(spec.possible / (1 - spec.possible)) - MARGIN_BITS - max(left_bits, right_bits)
        for name in blocks:
            engine.execute(_proposed(spec, name, done, within))
            done.append(name)
            held = engine.execute("select count(*) from proposed")[0][0]
            if name == blocks[-1] or held > HELD:
                many = held > max(_counts(engine, "open"))
                weighed = _weighed(spec, model, number, least, number >= counted_from, many)
                engine.execute(f"insert into scores {weighed}")
                engine.execute("truncate proposed")
        if spec.nearest:
            _close_searched(engine, spec.nearest)
        elif not within and number != spec.passes[-1]:
            _settle(engine, spec)


def _open_scores(engine: Engine, spec: Spec) -> None:
    """Make `scores` and `proposed` with no rows."""
    block = f"enum({', '.join(repr(name) for name in spec.blocks)})"
    kept = ", ".join(f"level_{name} tinyint" for name in spec.comparisons)
    engine.execute(f"""
        create or replace temp table scores (
            l integer, r integer, left_key varchar, right_key varchar, pass tinyint, block {block}, {kept},
            weight float)""")
    engine.execute(f"create or replace temp table proposed (l integer, r integer, block {block})")


def _counts(engine: Engine, kind: str = "records") -> tuple[int, int]:
    left, right = (max(1, engine.execute(f"select count(*) from {side}_{kind}")[0][0]) for side in SIDES)
    return left, right


def _prior(model: Model, counts: tuple[int, int], still_open: tuple[int, int]) -> tuple[float, float]:
    """Bits of the odds, before anything is compared, that a record's counterpart is this one rather than nobody.

    The counterpart may be any record of the other side, but a stranger must be one that is still open: the more are
    settled, the fewer strangers can look like it.
    """
    matched = min(model.matches * min(counts), MOST_MATCHED * min(counts))
    views = (
        log2(matched / counts[0] / (1 - matched / counts[0])) - log2(still_open[1]),
        log2(matched / counts[1] / (1 - matched / counts[1])) - log2(still_open[0]),
    )
    return views


def _proposed(spec: Spec, block: str, done: list[str], within: bool) -> str:
    """INSERT of the pairs of a block that no earlier block proposed."""
    unseen = "".join(f" and (l.block_{name} = r.block_{name}) is not true" for name in done)
    return f"""
        insert into proposed
        select l.id, r.id, '{block}'
        from left_open as l inner join right_open as r on l.block_{block} = r.block_{block}
        where {once(within)}{unseen}"""


def _weighed(spec: Spec, model: Model, number: int, least: float, counted: bool, many: bool) -> str:
    """SELECT of the plausible ones of the proposed pairs, in the shape of `scores`.

    Where there are many, more than open records, most are strangers' and cannot weigh enough whatever their texts look
    like: what is quick to see leaves them out before edit distances are asked, and only open records are fetched.
    """
    left, right = (
        f"(from {side}_records semi join {side}_open using (id))" if many else f"{side}_records"
        for side in SIDES
    )
    worth = f"where {levels.most_weight(spec, model)} > {least - ROUNDING:.6f}" if many else ""
    used = levels.frequencies_used(spec)
    bits = "".join(f", bits_{c}" if counted else f", null as bits_{c}" for c in used)
    rare = "left join rarities on rarities.id = p.l" if counted else ""
    kept = ", ".join(f"level_{name}" for name in spec.comparisons)
    nearest = (
        f"qualify row_number() over (partition by r order by weight desc, left_key) <= {spec.nearest}"
        if spec.nearest
        else ""
    )
    return f"""
        select l, r, left_key, right_key, {number}, block, {kept}, cast(weight as float) as weight
        from (
            select *, {levels.total_weight(spec, model)} as weight
            from (
                select p.l, p.r, p.block, l.record_key as left_key, r.record_key as right_key,
                    {levels.all_levels(spec)}{bits}
                from proposed as p
                inner join {left} as l on l.id = p.l
                inner join {right} as r on r.id = p.r
                {rare} {worth}
            )
        )
        where weight > {least:.6f}
        {nearest}"""


def _close_searched(engine: Engine, enough: int) -> None:
    """Take right records that have enough candidates out of the search."""
    engine.execute(f"""
        insert into settled
        select null, r from scores where r not in (select right_id from settled)
        group by r having count(*) >= {enough}""")


def _settle(engine: Engine, spec: Spec) -> None:
    """Take records whose counterpart is beyond doubt, and far ahead of any other, out of the search."""
    certain = log2(spec.settled / (1 - spec.settled))
    second = "nth_value(weight, 2) over (partition by {} order by weight desc {})"
    whole = "rows between unbounded preceding and unbounded following"
    ahead = " and ".join(
        f"weight - coalesce({second.format(side, whole)}, weight - {AHEAD_BITS}) >= {AHEAD_BITS}"
        for side in ("l", "r")
    )
    engine.execute(f"""
        insert into settled
        select l, r from scores inner join searches using (pass)
        where r not in (select right_id from settled)
        qualify weight + least(left_bits, right_bits) >= {certain:.6f} and {ahead}""")
