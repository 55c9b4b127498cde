"""Write the reference lists of places from the data files of the PyPI package vietnamadminunits 1.0.4.

`python etl/geography/generate.py FOLDER_OF_THE_PACKAGE`, run by a maintainer when the lists change; a
pipeline only reads the CSV files beside this one. The package's data (MIT, its notice is
LICENSE.vietnamadminunits) was chosen because its codes equal the statistics office's list of 1027/CTK-CSCL
as corrected since (Xã Ia Mơ is 23938, not 23737) and its old-to-new table names the same successors for
99.6 % of old communes (DOMAIN §2.3). Only its files are read: its converter asks a foreign web geocoder,
which would leak addresses.

A commune code means nothing without its vintage: 3,316 of the 3,321 new communes carry the code of an old
one. Vintages are '2025-06-30' (63 provinces, 696 districts, 10,035 communes) and '2025-07-01' (34
provinces, no districts). That Đồng Nai, Quảng Ninh and Bắc Ninh became cities in 2026 changed no code; the
lists keep the names of 2025-07-01. Known faults of the data, mended here: the type of seven communes
differs from the type in their name (the name is right), a few types are written "Thành Phố".

Files, all text, sorted by their leading columns:
  ref_provinces        province_code, province_vintage, province_name, new_province_code
  ref_districts        district_code, district_name, province_code, new_commune_code: the one commune that
                       the whole district became, empty for most. Five island districts had no communes at
                       all, so an old address ends at the district there and this is the only way to the new
                       special zone.
  ref_communes         commune_code, commune_vintage, commune_name (with its type), commune_type,
                       district_code, district_name, province_code, province_name; no district in the new
                       vintage
  ref_commune_changes  old_commune_code, new_commune_code, is_default, targets: one row per old commune and
                       successor. `targets` counts the successors; where it is not 1 the commune was split
                       and its code alone does not say where an address lies now. One successor of each is
                       the default.
  ref_place_aliases    place_level, place_code, alias: names used before earlier mergers, and usual
                       abbreviations; folded and without spaces. All belong to the old vintage.
"""

import argparse
import csv
import json
import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

OLD, NEW = "2025-06-30", "2025-07-01"
HERE = Path(__file__).parent
KINDS = ("Phường", "Xã", "Thị trấn", "Đặc khu", "Quận", "Huyện", "Thị xã", "Thành phố", "Tỉnh")
ALIAS_KINDS = (
    "phuong",
    "xa",
    "thitran",
    "thixa",
    "tx",
    "thanhpho",
    "tp",
    "huyen",
    "quan",
    "district",
    "q",
    "p",
    "f",
)

# How clerks shorten provinces, and earlier official spellings. Left out because they mean two places: dn (Đà
# Nẵng, Đồng Nai), bd (Bình Dương, Bình Định), qn (Quảng Ninh, Quảng Nam), ht, hd, vt.
PROVINCE_ALIASES = {
    "01": ("hn", "hanoicity"),
    "06": ("baccan",),
    "31": ("hp", "haiphongcity"),
    "46": ("thuathienhue", "tthue", "tth", "thuathien", "hueprovince"),
    "48": ("danangcity", "tpdn"),
    "62": ("kontum", "contum"),
    "66": ("daclac", "dacklak", "darlac", "daklac"),
    "67": ("dacnong",),
    "77": ("brvt", "bariavt", "bariavungtau", "vungtaubaria"),
    "79": ("hcm", "tphcm", "hcmc", "hcmcity", "hochiminhcity", "sg", "saigon", "tpsaigon"),
    "92": ("canthocity",),
}


class OldCommune(NamedTuple):
    """One row of the package's old list; code, name, type are empty where the district has no communes."""

    province_key: str
    district_key: str
    commune_key: str
    province_code: str
    province_name: str
    district_code: str
    district_name: str
    commune_code: str
    commune_name: str
    commune_aliases: str
    district_aliases: str
    short_key: str
    district_short_key: str

    @property
    def key(self) -> str:
        """The key under which the package's old-to-new table lists this commune."""
        return f"{self.province_key}_{self.district_key}_{self.commune_key}"


class NewCommune(NamedTuple):
    province_key: str
    commune_key: str
    province_code: str
    province_name: str
    commune_code: str
    commune_name: str


def read_old(database: sqlite3.Connection) -> list[OldCommune]:
    columns = (
        "provinceKey, districtKey, wardKey, provinceCode, province, districtCode, district, wardCode, ward,"
        " wardAlias, districtAlias, wardShortKey, districtShortKey"
    )
    rows = database.execute(f"select {columns} from admin_units_legacy")
    return [OldCommune(*(lower_type(value or "") for value in row)) for row in rows]


def lower_type(name: str) -> str:
    """A few names of the old list begin with "Thành Phố", "Thị Xã", "Thị Trấn": the usual way for all."""
    for kind in KINDS:
        if name.lower().startswith(kind.lower() + " "):
            return kind + name[len(kind) :]
    return name


def type_of(name: str) -> str:
    return next(kind for kind in KINDS if name.startswith(kind + " "))


def read_new(database: sqlite3.Connection) -> list[NewCommune]:
    columns = "provinceKey, wardKey, provinceCode, province, wardCode, ward"
    return [NewCommune(*row) for row in database.execute(f"select {columns} from admin_units")]


def read_successors(file: Path, new: Iterable[NewCommune]) -> dict[str, dict[str, bool]]:
    """Successors of each old key: new commune code → whether it is the default."""
    codes = {(commune.province_key, commune.commune_key): commune.commune_code for commune in new}
    table = json.loads(file.read_text(encoding="utf-8"))
    successors: dict[str, dict[str, bool]] = defaultdict(dict)
    for province, communes in table["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, old_keys in communes.items():
            for old_key in old_keys:
                successors[old_key][codes[province, commune]] = True
    for province, divided in table["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, parts in divided.items():
            for part in parts:
                successors[old_key][codes[province, part["newWardKey"]]] = bool(part["isDefaultNewWard"])
    return successors


def provinces(
    old: list[OldCommune], new: list[NewCommune], successors: dict[str, dict[str, bool]]
) -> Iterator[tuple]:
    province_of = {commune.commune_code: commune.province_code for commune in new}
    became = {c.province_code: province_of[code] for c in old for code in successors[c.key]}
    names = {c.province_code: c.province_name for c in old}
    yield from ((code, OLD, name, became[code]) for code, name in names.items())
    yield from {(c.province_code, NEW, c.province_name, c.province_code) for c in new}


def districts(old: list[OldCommune], successors: dict[str, dict[str, bool]]) -> Iterator[tuple]:
    became: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for commune in old:
        became[commune.district_code, commune.district_name, commune.province_code].update(
            successors[commune.key]
        )
    for district, codes in became.items():
        yield (*district, codes.pop() if len(codes) == 1 else "")


def communes(old: list[OldCommune], new: list[NewCommune]) -> Iterator[tuple]:
    for c in old:
        if c.commune_code:
            place = (c.district_code, c.district_name, c.province_code, c.province_name)
            yield (c.commune_code, OLD, c.commune_name, type_of(c.commune_name), *place)
    for n in new:
        yield (
            n.commune_code,
            NEW,
            n.commune_name,
            type_of(n.commune_name),
            "",
            "",
            n.province_code,
            n.province_name,
        )


def changes(old: list[OldCommune], successors: dict[str, dict[str, bool]]) -> Iterator[tuple]:
    for commune in old:
        targets = successors[commune.key]
        if commune.commune_code:
            for code, is_default in targets.items():
                yield (commune.commune_code, code, str(is_default).lower(), len(targets))


def short_aliases(aliases: str, own: str) -> set[str]:
    """Bare names of a list such as ["huyenphuchoa", "phuchoa"]: no types, no zeros, not the present name."""
    listed = {fold(alias) for alias in json.loads(aliases or "[]")}
    found = set()
    for alias in listed:
        bare = [alias.removeprefix(word) for word in ALIAS_KINDS if alias.startswith(word)]
        known = [name for name in bare if name in listed or name == own or name.isdigit()]
        found.add((known or [alias])[0].lstrip("0"))
    return {name for name in found if not re.search("^tx|thixa", name)} - {own, ""}


def fold(text: str) -> str:
    """Lower case without marks: some aliases of the package kept theirs."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def aliases(old: list[OldCommune]) -> Iterator[tuple]:
    for code, names in PROVINCE_ALIASES.items():
        yield from (("province", code, name) for name in names)
    for commune in old:
        for alias in short_aliases(commune.district_aliases, commune.district_short_key):
            yield ("district", commune.district_code, alias)
        for alias in short_aliases(commune.commune_aliases, commune.short_key):
            yield ("commune", commune.commune_code, alias)


def write(name: str, header: str, rows: Iterable[tuple]) -> None:
    """Write distinct rows, sorted, so that the same data makes the same bytes."""
    with (HERE / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(sorted(set(rows)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="folder `vietnamadminunits` of the installed package")
    data = parser.parse_args().package / "data"
    database = sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True)
    old, new = read_old(database), read_new(database)
    successors = read_successors(data / "converter_2025.json", new)
    write(
        "ref_provinces",
        "province_code province_vintage province_name new_province_code",
        provinces(old, new, successors),
    )
    write(
        "ref_districts",
        "district_code district_name province_code new_commune_code",
        districts(old, successors),
    )
    write(
        "ref_communes",
        "commune_code commune_vintage commune_name commune_type"
        " district_code district_name province_code province_name",
        communes(old, new),
    )
    write(
        "ref_commune_changes",
        "old_commune_code new_commune_code is_default targets",
        changes(old, successors),
    )
    write("ref_place_aliases", "place_level place_code alias", aliases(old))


if __name__ == "__main__":
    main()
