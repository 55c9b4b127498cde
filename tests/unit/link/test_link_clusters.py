"""Pairs joined into clusters: chains are cut, and parts that hang together are those that networkx finds."""

import networkx
import numpy as np
import pytest
from linking import dedupe, model, spec

from etl.link import clusters


def join(records, pairs, least=0.5):
    """First record of each record's cluster; pairs are {(left, right): probability}."""
    left, right = (np.array([pair[at] for pair in pairs], dtype=int) for at in (0, 1))
    return clusters.join(records, left, right, np.array(list(pairs.values()), dtype=float), least).tolist()


def test_a_weak_chain_is_cut():
    """2 goes with 1 at .6 and with 0 not at all: .3 over both is less than a half."""
    assert join(3, {(0, 1): 0.9, (1, 2): 0.6}) == [0, 0, 2]


def test_a_chain_that_closes_is_one():
    assert join(3, {(0, 1): 0.9, (1, 2): 0.6, (0, 2): 0.5}) == [0, 0, 0]


def test_a_long_chain_of_strong_pairs_falls_into_pieces():
    found = join(6, {(at, at + 1): 0.95 for at in range(5)})
    assert len(set(found)) > 1
    assert found[0] == found[1]


def test_least_is_the_mean_that_joins():
    pairs = {(0, 1): 0.9, (1, 2): 0.6}
    assert join(3, pairs, least=0.3) == [0, 0, 0]
    assert join(3, pairs, least=0.31) == [0, 0, 2]


def test_nobody_goes_with_anybody():
    assert join(3, {}) == [0, 1, 2]
    assert join(2, {(0, 1): 0.4}) == [0, 1]


def test_the_first_of_a_cluster_is_its_lowest_record():
    assert join(5, {(4, 2): 0.9, (3, 1): 0.9}) == [0, 1, 2, 1, 2]


def random_pairs(records, edges, seed):
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, records, (edges, 2))
    return {(int(min(e)), int(max(e))): float(rng.random()) for e in ends if e[0] != e[1]}


def components(records, pairs):
    graph = networkx.Graph(list(pairs))
    graph.add_nodes_from(range(records))
    first = {}
    for part in networkx.connected_components(graph):
        first |= dict.fromkeys(part, min(part))
    return [first[at] for at in range(records)]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("edges", [0, 50, 150, 400])
def test_where_every_pair_joins_the_clusters_are_the_connected_parts(seed, edges):
    pairs = random_pairs(200, edges, seed)
    assert join(200, pairs, least=0.0) == components(200, pairs)


@pytest.mark.parametrize("seed", range(5))
def test_no_cluster_reaches_beyond_a_connected_part(seed):
    pairs = random_pairs(200, 150, seed)
    parts = components(200, pairs)
    found = join(200, pairs)
    assert found != parts
    assert all(parts[at] == parts[first] for at, first in enumerate(found))


def test_a_part_that_nobody_could_check_is_taken_whole():
    size = clusters.LARGEST + 1
    pairs = {(at, at + 1): 0.9 for at in range(size - 1)} | {(size, size + 1): 0.9}
    assert join(size + 2, pairs) == components(size + 2, pairs)


def test_every_record_stands_in_one_cluster(engine):
    rows = [
        {"id": key, "name": name, "year": 1980, "town": town, "number": None}
        for key, name, town in (("c", "An", "A"), ("a", "An", "A"), ("b", "Bình", "B"), ("d", None, None))
    ]
    of = spec(certain=0.5, possible=0.01)
    assert dedupe(engine, of, rows, model(of)) == {"a": "a", "b": "b", "c": "a", "d": "d"}
