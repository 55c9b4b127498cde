"""From weighed pairs to links: how probable each is beside its rivals, and who goes with whom."""

from etl.engine import Engine
from etl.link.spec import Spec

# Odds are capped here before they are summed, so that no pair is more certain than the data of a country can make it.
MOST_BITS = 60
BEST_OF_BOTH = """
    insert into chosen
    select * from contested
    qualify row_number() over (partition by l order by probability desc, weight desc, right_key asc) = 1
        and row_number() over (partition by r order by probability desc, weight desc, left_key asc) = 1"""


def assign(engine: Engine, spec: Spec) -> None:
    """Make `links` (left_key, right_key, probability, decision, weight, pass, block), one-to-one where the
    specification says so; in no order. Ties: the lower keys."""
    weigh(engine, spec)
    if spec.one_to_one:
        _one_to_one(engine)
    taken = (
        "(from candidates where not is_rivalled union all from chosen)" if spec.one_to_one else "candidates"
    )
    engine.execute(f"""
        create or replace temp view links as
        select left_key, right_key, probability,
            case when probability >= {spec.certain} then 'certain' else 'possible' end as decision,
            weight, pass, block
        from {taken}""")


def weigh(engine: Engine, spec: Spec) -> None:
    """Make `candidates`: the pairs of `scores` that are possible, with `probability`, and whether either record has
    further pairs (`is_rivalled`).

    That is a pair's odds against nobody and against the other candidates of either record, whichever is less; to six
    digits, for sums of parallel threads differ in the last ones.
    """
    engine.execute(f"""
        create or replace temp view odds as
        select s.l, s.r, s.left_key, s.right_key, s.pass, s.block, s.weight,
            pow(2.0, least(s.weight + left_bits, {MOST_BITS})) as of_left,
            pow(2.0, least(s.weight + right_bits, {MOST_BITS})) as of_right
        from scores as s inner join searches using (pass)""")
    engine.execute(f"""
        create or replace temp table candidates as
        with rivals_left as (select l, sum(of_left) as all_left from odds group by l having count(*) > 1),
        rivals_right as (select r, sum(of_right) as all_right from odds group by r having count(*) > 1)
        select odds.* exclude (of_left, of_right), round({_probability(spec)}, 6) as probability,
            all_left is not null or all_right is not null as is_rivalled
        from odds left join rivals_left using (l) left join rivals_right using (r)
        where round({_probability(spec)}, 6) >= {spec.possible}""")


def _probability(spec: Spec) -> str:
    """SQL for the probability of a pair beside the other candidates of its right (one-to-one: either) record."""
    of_right = "of_right / (1 + coalesce(all_right, of_right))"
    of_left = "of_left / (1 + coalesce(all_left, of_left))"
    return f"least({of_left}, {of_right})" if spec.one_to_one else of_right


def _one_to_one(engine: Engine) -> None:
    """Make `chosen`: of the pairs with rivals those that are the best of both their records, again and again, until
    none is left."""
    engine.execute("create or replace temp table contested as from candidates where is_rivalled")
    engine.execute("create or replace temp table chosen as from contested where false")
    while engine.execute(BEST_OF_BOTH)[0][0]:
        engine.execute("""
            create or replace temp table contested as
            select * from contested
            where l not in (select l from chosen) and r not in (select r from chosen)""")
