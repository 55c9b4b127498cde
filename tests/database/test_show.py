"""What was released is read back: the served release, an older one, one line."""

import pytest
from planted_lists import WORKERS

from etl.errors import UsageFault
from etl.publish.show import find_line, show


def test_a_line_is_found_with_all_it_says(planted):
    release_id = planted.release()
    found = find_line(planted.out, planted.settings, "a2")
    assert found.pop("payload") == {
        "line_id": "a2", "province_code": "40", "commune_code": "01234", "grade": "B", "priority": 3.25,
        "full_name": "Đặng Văn Hậu", "personal_id": "001085000002", "birth_date": "1885-05-06",
        "first_month": "2025-02-01", "income_vnd": 84_000_000, "is_foreigner": False,
    }  # fmt: skip
    assert found == {
        "release_id": release_id, "list_name": "planted_workers", "line_id": "a2", "province_code": "40",
        "commune_code": "01234", "grade": "B", "priority": 3.25,
    }  # fmt: skip
    assert find_line(planted.out, planted.settings, "nobody") is None


def test_show_tells_of_the_served_one_and_of_any_other(planted):
    first = planted.release()
    planted.fill(WORKERS[:2])
    second = planted.release()
    assert show(planted.out, planted.settings)["release_id"] == second
    older = show(planted.out, planted.settings, first)
    assert (older["release_id"], older["is_latest"], older["state"], older["rows"]) == (
        first,
        False,
        "released",
        6,
    )
    assert older["folder"] == str(planted.out / "releases" / first)
    with pytest.raises(UsageFault, match="no release 2026-09-x"):
        show(planted.out, planted.settings, "2026-09-x")


@pytest.mark.parametrize("made", [False, True], ids=["no folder", "no release"])
def test_before_the_first_release_there_is_nothing_to_show(planted, made):
    if made:
        (planted.out / "releases").mkdir()
    with pytest.raises(UsageFault, match="nothing was released"):
        show(planted.out, planted.settings)
    with pytest.raises(UsageFault, match="nothing was released"):
        find_line(planted.out, planted.settings, "a1")
    assert not (planted.out / "database").exists()
