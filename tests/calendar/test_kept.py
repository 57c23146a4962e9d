"""What is kept in a process is bounded."""

from __future__ import annotations

from community.calendar.kept import Kept


def test_the_one_asked_for_longest_ago_goes_first() -> None:
    kept: Kept[str] = Kept(30)
    for key in "abc":
        kept.put(key, key.upper(), 10)
    assert kept.get("a") == "A"
    kept.put("d", "D", 10)
    assert [kept.get(key) for key in "abcd"] == ["A", None, "C", "D"]
    assert kept.octets == 30


def test_a_value_larger_than_everything_is_not_kept() -> None:
    kept: Kept[str] = Kept(30)
    kept.put("a", "A", 10)
    kept.put("b", "B", 31)
    assert (kept.get("a"), kept.get("b"), len(kept)) == ("A", None, 1)


def test_putting_again_counts_once() -> None:
    kept: Kept[str] = Kept(30)
    for octets in (10, 25, 5):
        kept.put("a", "A", octets)
    assert (kept.octets, len(kept), kept.made) == (5, 1, 3)
