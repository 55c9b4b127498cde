"""From weighed pairs to links: how probable each is beside its rivals, and who goes with whom."""

from etl.engine import Engine
from etl.link.spec import Spec

# Odds are capped here before they are summed, so that no pair is more certain than the data of a country can make it.
MOST_BITS = 60
BEST_OF_BOTH = """
    insert into chosen
    select * from candidates
    qualify row_number() over (partition by l order by probability desc, weight desc, right_key asc) = 1
        and row_number() over (partition by r order by probability desc, weight desc, left_key asc) = 1"""


def assign(engine: Engine, spec: Spec) -> None:
    """Make `links` (left_key, right_key, probability, decision, weight, pass, block), one-to-one where the
    specification says so. Ties: the lower keys."""
    weigh(engine, spec)
    if spec.one_to_one:
        _one_to_one(engine)
    else:
        engine.execute("create or replace temp table chosen as from candidates")
    engine.execute(f"""
        create or replace temp table links as
        select left_key, right_key, probability,
            case when probability >= {spec.certain} then 'certain' else 'possible' end as decision,
            weight, pass, block
        from chosen
        order by left_key, right_key""")


def weigh(engine: Engine, spec: Spec) -> None:
    """Make `candidates`: the pairs of `scores` that are possible, with keys and `probability`.

    That is a pair's odds against nobody and against the other candidates of either record, whichever is less; to six
    digits, for sums of parallel threads differ in the last ones.
    """
    engine.execute(f"""
        create or replace temp table candidates as
        select p.*, l.record_key as left_key, r.record_key as right_key
        from (
            select l, r, pass, block, weight, round({_probability(spec)}, 6) as probability
            from (
                select l, r, pass, block, weight, pow(2.0, least(weight + left_bits, {MOST_BITS})) as of_left,
                    pow(2.0, least(weight + right_bits, {MOST_BITS})) as of_right
                from scores inner join searches using (pass)
            )
        ) as p
        inner join left_records as l on l.id = p.l inner join right_records as r on r.id = p.r
        where p.probability >= {spec.possible}""")


def _probability(spec: Spec) -> str:
    """SQL for the probability of a pair beside the other candidates of its right (one-to-one: either) record."""
    of_right = "of_right / (1 + sum(of_right) over (partition by r))"
    of_left = "of_left / (1 + sum(of_left) over (partition by l))"
    return f"least({of_left}, {of_right})" if spec.one_to_one else of_right


def _one_to_one(engine: Engine) -> None:
    """Take pairs that are the best of both their records, again and again, until none is left: `chosen`."""
    engine.execute("create or replace temp table chosen as select * from candidates where false")
    while engine.execute(BEST_OF_BOTH)[0][0]:
        engine.execute("""
            create or replace temp table candidates as
            select * from candidates
            where l not in (select l from chosen) and r not in (select r from chosen)""")
