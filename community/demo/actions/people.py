"""People enter, groups are founded."""

from __future__ import annotations

from datetime import datetime, timedelta

from community.accounts import (
    Preferences,
    change_preferences,
    give_consent,
    make_person,
)
from community.demo.actions.stage import Stage
from community.demo.rules.cast import (
    BANDS,
    KNOWN,
    NAMED_IN_PUBLIC,
    OTHERS,
    PACES,
    RULES,
    ZONE,
    Band,
    email_of,
    key_of,
)
from community.groups import (
    Group,
    NewGroup,
    Visibility,
    ask_to_join,
    change_visibility,
    create_group,
    join_group,
    set_role,
)
from community.journal import BACK, BackTold, keep_back

HALF_A_DAY = timedelta(hours=12)


def enter(stage: Stage, password_hash: str) -> None:
    """Make the accounts; only the four of the sign-in page count as the demo's own."""

    def make(now: datetime) -> None:
        for one in KNOWN:
            stage.people[one.key] = make_person(
                one.name,
                f"{one.key}@example.org",
                password_hash,
                now,
                is_operator=one.role == "operator",
                is_demo=True,
            )
        for name in OTHERS:
            stage.people[key_of(name)] = make_person(name, email_of(name), password_hash, now)
        for key in (*NAMED_IN_PUBLIC, *(key for key in PACES if key not in NAMED_IN_PUBLIC)):
            _prefer(stage, key)
        give_consent(stage.people["ana"], "health", now)
        give_consent(stage.people["ana"], BACK, now)
        keep_back(stage.people["ana"], BackTold(frozenset(["stenosis"]), 12), 0, now)

    stage.do(stage.began, make)


def _prefer(stage: Stage, key: str) -> None:
    names = {**{one.key: one.name for one in KNOWN}, **{key_of(name): name for name in OTHERS}}
    person_id = stage.people[key]
    chosen = Preferences(
        names[key], "en", "km", PACES.get(key, "easy"), name_in_public=key in NAMED_IN_PUBLIC
    )
    change_preferences(person_id, person_id, chosen)


def found_groups(stage: Stage) -> None:
    """Found the groups; people join, ask, and get their roles."""
    for number, band in enumerate(BANDS):
        founded = stage.began + timedelta(hours=1 + number)
        stage.do(founded, lambda now, band=band: _found(stage, band, now))  # type: ignore[misc]
        for person, text in band.asked:
            asked = stage.now - HALF_A_DAY - timedelta(hours=7 * len(person))
            stage.later(
                asked,
                lambda now, band=band, person=person, text=text: ask_to_join(  # type: ignore[misc]
                    stage.people[person], stage.groups[band.key], text, now
                ),
            )


def _found(stage: Stage, band: Band, now: datetime) -> None:
    organiser = stage.people[band.organiser]
    new = NewGroup(
        band.name,
        band.place_name,
        band.lat,
        band.lon,
        ZONE,
        about=band.about,
        pace=band.pace,
        joining=band.joining,
        rules=RULES,
    )
    group = Group.get(Group.slug == create_group(organiser, new, now))
    stage.groups[band.key] = group.id
    if band.shows_exact_place or band.shows_names:
        seen = Visibility(band.shows_exact_place, band.shows_names)
        change_visibility(organiser, group.id, seen, group.version)
    for key in (*band.leaders, *band.members):
        # The invitation lets in at once, into groups that ask, too: the organiser gave it.
        join_group(stage.people[key], group.id, now, group.invite_code)
    for key in band.leaders:
        set_role(organiser, group.id, stage.people[key], "leader")
