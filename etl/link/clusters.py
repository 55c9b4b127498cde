"""Duplicates within one table: records joined pair by pair into clusters, and chains of doubtful pairs cut."""

import numpy as np
import pyarrow as pa
from scipy.cluster.hierarchy import fcluster
from scipy.cluster.hierarchy import linkage as average_linkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from etl.engine import Engine
from etl.link.assignment import MOST_BITS
from etl.link.spec import Spec

# A chain of more records than this is no cluster that anybody could check; its pairs are then taken as they are.
LARGEST = 2_000


def cluster(engine: Engine, spec: Spec, least: float = 0.5) -> None:
    """Make `clusters` from `scores`: record_key, cluster_key (the lowest key in it) for every record of the table.

    Records are joined by average linkage: two groups become one while the mean probability over all their pairs, a
    pair that no block proposed counting as 0, is `least` or more. So a weak chain does not join what is otherwise
    different. Ties fall to the lower keys.
    """
    engine.execute("""
        create or replace temp table numbered as
        select record_key, row_number() over (order by record_key) - 1 as n from left_records""")
    pairs = engine.connection.execute(f"""
        select ln.n as l, rn.n as r, odds / (1 + odds) as probability
        from (
            select l, r, pow(2.0, least(weight + left_bits, {MOST_BITS})) as odds
            from scores inner join searches using (pass)
        ) as s
        inner join left_records as l on l.id = s.l inner join numbered as ln on ln.record_key = l.record_key
        inner join right_records as r on r.id = s.r inner join numbered as rn on rn.record_key = r.record_key
        where odds / (1 + odds) >= {spec.possible}
        order by ln.n, rn.n""").fetchnumpy()
    records = engine.execute("select count(*) from left_records")[0][0]
    left, right, probability = (np.asarray(pairs[name]) for name in ("l", "r", "probability"))
    found = join(records, left, right, probability, least)
    held = pa.table({"n": np.arange(records), "first": found})
    engine.connection.register("clusters_found", held)
    engine.execute("""
        create or replace temp table clusters as
        select k.record_key, f.record_key as cluster_key
        from numbered as k inner join clusters_found as c on c.n = k.n inner join numbered as f on f.n = c.first
        order by k.record_key""")
    engine.connection.unregister("clusters_found")


def join(
    records: int, left: np.ndarray, right: np.ndarray, probability: np.ndarray, least: float
) -> np.ndarray:
    """Number of the first record of each record's cluster, by average linkage within connected parts.

    Args:
        records: how many there are; they are numbered from 0.
        left, right, probability: the pairs, each once.
        least: mean probability that joins two groups.
    """
    graph = coo_matrix((np.ones(len(left)), (left, right)), shape=(records, records))
    _, part = connected_components(graph, directed=False)
    first = np.full(records, records)
    np.minimum.at(first, part, np.arange(records))
    result = first[part]
    size = np.bincount(part, minlength=records)
    order = np.argsort(part[left], kind="stable")
    for edges in np.split(order, np.flatnonzero(np.diff(part[left][order])) + 1) if len(left) else []:
        if size[part[left[edges[0]]]] <= LARGEST:
            _split(result, left[edges], right[edges], probability[edges], least)
    return result


def _split(
    result: np.ndarray, left: np.ndarray, right: np.ndarray, probability: np.ndarray, least: float
) -> None:
    """Cut one connected part into clusters, in place."""
    members = np.unique(np.r_[left, right])
    distance = np.ones((len(members), len(members)))
    np.fill_diagonal(distance, 0)
    at_left, at_right = np.searchsorted(members, left), np.searchsorted(members, right)
    distance[at_left, at_right] = distance[at_right, at_left] = 1 - probability
    groups = fcluster(average_linkage(squareform(distance), "average"), 1 - least, "distance")
    for group in np.unique(groups):
        result[members[groups == group]] = members[groups == group].min()
