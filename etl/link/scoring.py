"""Proposing pairs block by block, strict to loose, and weighing them.

A block proposes pairs by what is quick to see; the records of these are fetched once for many blocks, weighed, and
only plausible pairs are kept. After each pass the records that found their counterpart beyond doubt leave the search.
"""

from math import log2

from etl.engine import Engine
from etl.link import levels
from etl.link.model import Model
from etl.link.records import SIDES, close_settled, look_up_values, once, open_side
from etl.link.spec import Block, Spec

# Pairs are kept down to half the odds that are told of, for a pair's rivals can only lower them.
MARGIN_BITS = 1.0
# How far ahead of the next candidate a settled pair is: a thousand to one.
AHEAD_BITS = 10.0
# Some record always has no counterpart.
MOST_MATCHED = 0.98
# So far may two sums of the same bits be apart.
ROUNDING = 0.001
# Proposed pairs are weighed when there are so many, or the pass ends: then each is held with one of its records.
HELD = 5_000_000
# Keeps a condition out of the join below it, where it would be asked of a few pairs at a time.
ABOVE = f"limit {2**62}"


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
    # The first pass settles most records by an identifier, whatever their names: values are counted after it.
    counted_from = spec.passes[min(1, len(spec.passes) - 1)]
    done: list[str] = []
    for number in spec.passes:
        counted = number >= counted_from
        if number in (spec.passes[0], counted_from):
            _open(engine, spec, counted_from, counted)
        else:
            for side in SIDES:
                close_settled(engine, side)
        left_bits, right_bits = _prior(model, counts, _counts(engine, "open"))
        engine.execute("insert into searches values ($n, $l, $r)", n=number, l=left_bits, r=right_bits)
        least = log2(spec.possible / (1 - spec.possible)) - MARGIN_BITS - max(left_bits, right_bits)
        blocks = [name for name, block in spec.blocks.items() if block.search == number]
        waiting: list[str] = []
        for name in blocks:
            engine.execute(_proposed(spec, model, name, least, counted, within))
            waiting.append(name)
            if name == blocks[-1] or engine.execute("select count(*) from proposed")[0][0] > HELD:
                _weigh(engine, _weighed(spec, model, number, least, done, counted))
                done, waiting = done + waiting, []
        if spec.nearest:
            _close_searched(engine, spec.nearest)
        elif not within and number != spec.passes[-1]:
            _settle(engine, spec)


def _open(engine: Engine, spec: Spec, counted_from: int, counted: bool) -> None:
    """Open both sides for the passes before values are counted, or for those from then on: with what their blocks, a
    quick look at the pairs they propose and the counting ask of."""
    quick, texts = levels.quick_columns(spec)
    blocks = [block for block in spec.blocks.values() if counted == (block.search >= counted_from)]
    asked = spec.counted if counted else set()
    asked = asked.union(*(block.columns() for block in blocks))
    if any(_is_loose(spec, block) for block in blocks):
        asked |= quick
    for side in SIDES:
        open_side(engine, side, asked, texts | spec.crossed)
    if counted:
        look_up_values(engine, spec)


def _is_loose(spec: Spec, block: Block) -> bool:
    """Whether a block proposes strangers; those that share an identifier are few."""
    return not block.columns() <= set(spec.identifiers)


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


def _proposed(spec: Spec, model: Model, block: str, least: float, counted: bool, within: bool) -> str:
    """INSERT of the pairs of a block, in a loose one of those that can weigh enough: most are strangers' and cannot,
    whatever their texts look like."""
    left = "left_open" if counted else f"(select *{_no_bits(spec)} from left_open)"
    loose = _is_loose(spec, spec.blocks[block])
    worth = f"{levels.most_weight(spec, model)} as worth" if loose else "null as worth"
    return f"""
        insert into proposed
        select l, r, '{block}'
        from (
            select l.id as l, r.id as r, {worth}
            from {left} as l inner join right_open as r on {spec.blocks[block].condition()}
            where {once(within)}
            {ABOVE}
        )
        where {f"worth > {least - ROUNDING:.6f}" if loose else "true"}"""


def _no_bits(spec: Spec) -> str:
    return "".join(f", null as bits_{column}" for column in levels.frequencies_used(spec))


def _weigh(engine: Engine, weighed: str) -> None:
    """Put the plausible ones of the proposed pairs into `scores`, and forget the others."""
    with engine.joining_as_written():  # the pairs are held, not the records of a country
        engine.execute(f"insert into scores {weighed}")
    engine.execute("truncate proposed")


def _weighed(spec: Spec, model: Model, number: int, least: float, done: list[str], counted: bool) -> str:
    """SELECT of the plausible ones of the proposed pairs that no earlier block (`done`) proposed, in the shape of
    `scores`. A pair is the first block's that proposed it."""
    seen = " or ".join(f"({spec.blocks[name].condition()})" for name in done) or "false"
    used = levels.frequencies_used(spec)
    bits = "".join(f", o.bits_{column}" for column in used) if counted else _no_bits(spec)
    pairs = "(select l, r, min(block) as block from proposed group by l, r) as p"
    if counted:
        pairs = f"(left_open as o inner join {pairs} on o.id = p.l)"
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
                    {levels.all_levels(spec)}, {seen} as is_seen{bits}
                from right_records as r inner join (
                    left_records as l inner join {pairs} on l.id = p.l
                ) on r.id = p.r
                {ABOVE}
            )
        )
        where weight > {least:.6f} and is_seen is not true
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
