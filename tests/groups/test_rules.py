"""Roles, addresses of groups, who is found by a few letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from community.groups.rules import Standing, free_slug, matches, muted_until, outranks, slug_of

NOW = datetime(2026, 5, 14, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("role", "banned", "wanted"),
    [
        (None, False, (False, False, False)),
        ("member", False, (True, False, False)),
        ("leader", False, (True, True, False)),
        ("organiser", False, (True, True, True)),
        ("organiser", True, (False, False, False)),
    ],
)
def test_each_role_may_do_what_the_ones_before_it_may(
    role: str | None, banned: bool, wanted: tuple[bool, bool, bool]
) -> None:
    standing = Standing(1, 1, role, banned=banned)  # type: ignore[arg-type]
    assert (standing.is_member, standing.is_leader, standing.is_organiser) == wanted


def test_a_mute_ends_by_itself() -> None:
    standing = Standing(1, 1, "member", muted_until=muted_until(1, NOW))
    assert standing.is_muted(NOW)
    assert standing.is_muted(NOW + timedelta(hours=23))
    assert not standing.is_muted(NOW + timedelta(days=1))
    with pytest.raises(ValueError, match="400"):
        muted_until(400, NOW)


@pytest.mark.parametrize(
    ("actor", "other", "wanted"),
    [
        ("organiser", "organiser", True),
        ("organiser", "member", True),
        ("leader", "member", True),
        ("leader", "leader", False),
        ("leader", "organiser", False),
        ("member", "member", False),
        (None, "member", False),
    ],
)
def test_leaders_look_after_members_and_organisers_after_all(
    actor: str | None, other: str, wanted: bool
) -> None:
    assert outranks(actor, other) is wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Vaduz Amblers", "vaduz-amblers"),
        ("Früh-Läufer Zürich!", "fruh-laufer-zurich"),
        ("Straße & Øst", "strasse-ost"),
        ("  ..  ", "group"),
        ("日本", "group"),
        ("new", "group-new"),
        ("12", "group-12"),
        ("a" * 200, "a" * 50),
        ("../../etc", "etc"),
    ],
)
def test_a_groups_address_is_made_of_its_name(name: str, wanted: str) -> None:
    assert slug_of(name) == wanted


def test_a_second_group_of_the_same_name_has_an_address_of_its_own() -> None:
    assert free_slug("Vaduz", set()) == "vaduz"
    assert free_slug("Vaduz", {"vaduz", "vaduz-2"}) == "vaduz-3"


@pytest.mark.parametrize(
    ("name", "words", "wanted"),
    [
        ("Zoë Müller", "zo", True),
        ("Zoë Müller", "mull z", True),
        ("Zoë Müller", "ller", False),
        ("Zoë Müller", "zoe maier", False),
        ("Ana", "", True),
        ("Ana", "%", True),
    ],
)
def test_members_are_found_by_the_beginnings_of_their_names(
    name: str, words: str, wanted: bool
) -> None:
    assert matches(name, words) is wanted
