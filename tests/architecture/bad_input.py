"""What people and programs send by mistake or on purpose, door by door, and what they read then.

Paths, texts and values may name parts of the world that the test builds: {walk}, {route}, {log}…
are Ruth's group's and Ana's own; {their_walk}, {their_log}… belong to a group and to a person that
neither Ana nor Ruth has anything to do with.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from tests.builders.routes import way

NUL = "a\0b"
HUGE = "x" * 5000
BACKWARDS = "\u202egnp.exe\u202c"  # reads as exe.png where it is not taken out
BLANKS = " \u200e\u2009 "
CANNOT_BE_KEPT = "This text has characters in it that cannot be kept."
UNREADABLE = "We could not read that. Nothing was changed."
NOTHING_HERE = "There is nothing at this address. It may have moved, or be for members only."
LEADERS_ONLY = "Only leaders of the group can do this. Ask one of them."
LONG_NUMBER = "9" * 5000  # longer than Python turns into a number
OLD_PAGE = "This page was open for too long, so we could not be sure that it was you."
NO_DAY = "This day does not exist. Choose another one."

HEAD = b'<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="x">'


@dataclass(frozen=True)
class Case:
    """One thing that is sent. who: "" is nobody. says: what has to be read in the answer."""

    door: str
    sent: Any
    status: int
    says: str
    who: str = "ana"
    method: str = "form"  # form, json, get, file, no token, wrong token
    keeps: str = ""  # a text that has to stand in the form that comes back


def form(door: str, sent: Any, status: int, says: str, who: str = "ana", **rest: Any) -> Case:
    return Case(door, sent, status, says, who, **rest)


def json(door: str, sent: Any, status: int, says: str, who: str = "ana") -> Case:
    return Case(door, sent, status, says, who, "json")


def query(door: str, status: int, says: str, who: str = "ana") -> Case:
    return Case(door, None, status, says, who, "get")


def file(name: str, content: bytes, says: str, status: int = 422, who: str = "ruth") -> Case:
    return Case("/groups/{group}/routes/new", (name, content), status, says, who, "file")


@dataclass(frozen=True)
class Filled:
    """A form that is right apart from what a case changes; `without` leaves fields out."""

    door: str
    fields: dict[str, Any]
    who: str = "ana"
    without: tuple[str, ...] = field(default=())

    def but(self, status: int, says: str, keeps: str = "", **changes: Any) -> Case:
        return Case(self.door, {**self.fields, **changes}, status, says, self.who, keeps=keeps)


SIGN_UP = Filled(
    "/sign-up",
    {"name": "Mira", "email": "mira@example.org", "password": "three grey herons", "agree": "yes"},
    who="",
)
NEW_GROUP = Filled(
    "/groups/new",
    {
        "name": "Schaan Strollers",
        "place_name": "Schaan",
        "where": "47.165, 9.509",
        "pace": "easy",
        "joining": "open",
        "about": "We go slowly",
    },
)
PLAN = Filled(
    "/groups/{group}/walks/new",
    {
        "title": "Slow loop",
        "day": "{soon}",
        "start": "9:30",
        "minutes": "50",
        "repeats": "once",
        "ends": "open",
        "leaders": "{ruth}",
        "meeting_point": "Bench",
        "notes": "A yellow cap",
    },
    who="ruth",
)
LOG = Filled("/journal/new", {"minutes": "20", "day": "{today}", "note": "Slow but fine"})
CHALLENGE = Filled(
    "/groups/{group}/challenges/new",
    {"title": "Along the Rhine", "goal": "600", "first": "{today}", "last": "{soon}"},
    who="olu",
)
RISK_ROW = {
    "hazard": "A road without a crossing",
    "who": "Everybody",
    "control": "We cross together",
    "owner": "Who leads",
}
RISK = Filled("/routes/{route}/risk/sign", {**RISK_ROW, "number": "0"}, who="ruth")
FACTS = Filled("/routes/{route}/facts", {"name": "Rhine dam", "version": "0"}, who="ruth")

ACCOUNTS = [
    SIGN_UP.but(422, "Your name is missing.", "mira@example.org", name=""),
    SIGN_UP.but(422, "Your name is missing.", "mira@example.org", name=BLANKS),
    SIGN_UP.but(422, CANNOT_BE_KEPT, name=NUL),
    SIGN_UP.but(422, "This is 5000 characters long; 60 fit. Shorten it a little.", name=HUGE),
    SIGN_UP.but(422, "This is no e-mail address. It looks like ana@example.org.", email="mira"),
    SIGN_UP.but(422, "This is no e-mail address.", email="mira@example.org, olu@example.org"),
    SIGN_UP.but(422, "There is an account with this e-mail. Sign in, or ask", email="{anas_email}",
                password="a heron on the dam"),
    SIGN_UP.but(422, "This password is short. Take 10 characters or more", "Mira",
                password="short"),
    SIGN_UP.but(422, "Many people use this password", "Mira", password="password123"),
    SIGN_UP.but(422, "Please tick that you are 18 or over and know the rules.", agree=""),
    form("/sign-in", {}, 422, "Your e-mail is missing.", who=""),
    form(
        "/sign-in",
        {"email": "{anas_email}", "password": "' or 1=1 --"},
        422,
        "This e-mail and this password do not go together.",
        who="",
    ),
    form("/sign-in", {"email": NUL, "password": NUL}, 422, CANNOT_BE_KEPT, who=""),
    form("/sign-in/demo", {"person": "{ana}"}, 404, "There is nothing at this address.", who=""),
    form("/sign-in/demo", {"person": "1; drop table person"}, 404, NOTHING_HERE, who=""),
    form("/password/forgotten", {"email": "nobody"}, 422, "This is no e-mail address.", who=""),
    form("/password/{token}", {"password": "three grey herons"}, 404, NOTHING_HERE, who=""),
    form("/account/password", {"old_password": "wrong one", "password": "four grey herons"}, 422,
         "This is not your present password. Try again."),
    form("/account/me", {"name": "", "pace": "easy"}, 422, "Your name is missing."),
    form("/account/me", {"name": "Ana", "pace": "running"}, 422, "Choose one of the three paces."),
    form("/account/units", {"units": "furlongs", "language": "en"}, 422,
         "Choose kilometres or miles."),
    form("/account/units", {"units": "km", "language": "../../etc"}, 422,
         "Choose one of the languages."),
    form("/account/health", {"consent": "give", "kind": "shoes"}, 400, UNREADABLE),
    form("/account/devices/{ruths_device}/sign-out", {}, 404, NOTHING_HERE),
    form("/account/devices/99999999999999999999/sign-out", {}, 404, NOTHING_HERE),
    form("/account/delete", {"name": "Ruth"}, 422, "This is not your name as it stands here: Ana."),
    form("/account/calendar/contains", {"everything": "1"}, 400, UNREADABLE),
]  # fmt: skip

GROUPS = [
    NEW_GROUP.but(422, "The group’s name is missing.", "We go slowly", name="…"),
    NEW_GROUP.but(422, "We do not know this place.", "We go slowly",
                  where="", place_name="Atlantis"),
    NEW_GROUP.but(422, "We do not know this place.", "We go slowly", where="91, 181"),
    NEW_GROUP.but(422, "There is no time zone of this name. Choose one.", zone="Mars/Olympus"),
    NEW_GROUP.but(422, "Choose how people join.", joining="secret"),
    NEW_GROUP.but(422, "This is 5000 characters long; 2000 fit.", rules=HUGE),
    NEW_GROUP.but(422, CANNOT_BE_KEPT, about=NUL),
    form("/groups/{their_group}/join", {}, 403,
         "This group takes new people by invitation. Ask somebody who walks with it."),
    form("/groups/{group}/members/{ruth}/role", {"role": "member"}, 403,
         "Only an organiser of the group may do this."),
    form("/groups/{group}/members/{ana}/role", {"role": "owner"}, 400, UNREADABLE, who="olu"),
    form("/groups/{group}/members/{stranger}/role", {"role": "leader"}, 404, NOTHING_HERE,
         who="olu"),
    form("/groups/{group}/members/99999999999999999999/role", {"role": "leader"}, 404,
         NOTHING_HERE, who="olu"),
    form("/groups/{group}/bans/99999999999999999999/lift", {}, 404, NOTHING_HERE, who="olu"),
    form("/groups/{group}/members/{ana}/mute", {"days": "-7"}, 400, UNREADABLE, who="olu"),
    form("/groups/{group}/requests/{ana}", {"answer": "perhaps"}, 400, UNREADABLE, who="olu"),
    form("/groups/{group}/settings/about", {"version": "0"}, 422, "The group’s name is missing.",
         who="olu"),
    form("/groups/{group}/settings/joining", {"joining": "ask", "version": "77"}, 409,
         "Somebody changed this while you were writing.", who="olu"),
    form("/groups/{their_group}/settings/joining", {"joining": "open", "version": "0"}, 404,
         NOTHING_HERE, who="olu"),
]  # fmt: skip

WALKS = [
    PLAN.but(422, "The day is missing. Everything else is kept.", "A yellow cap", day=""),
    PLAN.but(422, NO_DAY, "A yellow cap", day="2027-02-30"),
    PLAN.but(422, NO_DAY, "A yellow cap", day="2027-02-29"),
    PLAN.but(422, "This time is past. Choose a later one.", day="1999-01-01"),
    PLAN.but(422, "A walk is at most five years ahead.", day="9999-12-31"),
    PLAN.but(422, "The clocks go forward: this start time does not exist.", "A yellow cap",
             day="{clocks_go_forward}", start="02:30"),
    PLAN.but(422, "This is not a time of day. Write it as 9:30.", start="25:61"),
    PLAN.but(422, "Write a whole number from 1 to 1440.", minutes="1e9"),
    PLAN.but(422, "Choose leaders of this group.", leaders="{stranger}"),
    PLAN.but(422, "Choose a route of this group, or one that is shared.", route="{their_route}"),
    PLAN.but(422, "Write two numbers, latitude and longitude", place="nan, inf"),
    PLAN.but(422, "Write a whole number from 2 to 200.", repeats="weekly", ends="count",
             count="100000"),
    PLAN.but(422, "This is 5000 characters long; 160 fit.", meeting_point=HUGE),
    form("/groups/{their_group}/walks/new", PLAN.fields, 404, NOTHING_HERE, who="ruth"),
    form("/groups/{group}/walks/new", PLAN.fields, 403, LEADERS_ONLY, who="ana"),
    form("/walks/{walk}/rsvp", {"answer": "perhaps"}, 422,
         "Choose one: coming, maybe, or can’t. Nothing was changed."),
    form("/walks/{walk}/rsvp", {"answer": "coming", "guests": "99"}, 422,
         "You can bring up to four guests."),
    form("/walks/{walk}/rsvp", {"answer": "coming", "scope": "forever"}, 422,
         "Choose: only this date, or every date."),
    form("/walks/{their_walk}/rsvp", {"answer": "coming"}, 404, NOTHING_HERE),
    form("/walks/{walk}/move", {"day": "2027-02-30", "start": "9:30"}, 422, NO_DAY, who="ruth"),
    form("/walks/{walk}/move", {"day": "{soon}", "start": "10:30", "version": "x"}, 400, UNREADABLE,
         who="ruth"),
    form("/walks/{walk}/move", {"day": "{soon}", "start": "10:30", "version": "99"}, 409,
         "Somebody changed this while you were writing.", who="ruth"),
    form("/walks/{walk}/move", {"day": "{soon}", "start": "10:30"}, 403, LEADERS_ONLY),
    form("/walks/{walk}/call-off", {"reason": BLANKS}, 422,
         "Say why, in a few words: people plan by it.", who="ruth"),
    form("/walks/{walk}/call-off", {"reason": "ice"}, 403, LEADERS_ONLY),
    form("/walks/{walk}/register", {"person": "{stranger}", "here": "maybe"}, 400, UNREADABLE,
         who="ruth"),
]  # fmt: skip

ROUTES = [
    file("nothing.gpx", b"", "This file is empty."),
    file("letter.gpx", b"Dear Ruth, here is the route.", "This is not a GPX, FIT or TCX file."),
    file("picture.gpx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
         "This is not a GPX, FIT or TCX file."),
    file("entities.gpx", b'<!DOCTYPE g [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><gpx>&b;</gpx>',
         "declares a document type, which track files do not need"),
    file("passwd.gpx", b'<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>',
         "declares a document type"),
    file("deep.gpx", HEAD + b"<a>" * 4000, "nested too deeply for a track"),
    file("zeroes.gpx", HEAD + b"<trk>\0\0\0</trk></gpx>", "holds empty bytes"),
    file("pole.gpx", HEAD + b'<trk><trkseg><trkpt lat="147.1" lon="9.5"/></trkseg></trk></gpx>',
         "seems to have latitude and longitude swapped"),
    file("nan.gpx", HEAD + b'<trk><trkseg><trkpt lat="NaN" lon="9.5"/></trkseg></trk></gpx>',
         "The point in line 1 of this file has no usable"),
    file("cut.gpx", HEAD + b"<trk><trkseg>", "This file ends too early"),
    file("late.gpx", b" " * (26 * 1024 * 1024 + 1), "This is over 25 MB. Nothing was saved.", 413),
    file("anas.gpx", HEAD, "Routes are added and checked by leaders of the group.", 403, who="ana"),
    form("/groups/{group}/routes/new", {"file": "just words"}, 422, "Choose a file first.",
         who="ruth"),
    query("/routes/uploads/99999999999999999999", 404, NOTHING_HERE, who="ruth"),
    query("/routes/uploads/1", 404, NOTHING_HERE, who="ana"),
    form("/routes/drafts/{draft}", {"do": "save", "name": ""}, 422, "Give the route a name.",
         who="ruth"),
    form("/routes/drafts/{draft}", {"do": "save", "name": NUL}, 422, CANNOT_BE_KEPT, who="ruth"),
    form("/routes/drafts/{draft}/track", {"track": "seven"}, 422, "Choose one of the tracks.",
         who="ruth"),
    form("/routes/drafts/{draft}/track", {"track": LONG_NUMBER}, 422, "Choose one of the tracks.",
         who="ruth"),
    form("/routes/drafts/{draft}/track", {"track": "9"}, 422, "Choose one of the tracks.",
         who="ruth"),
    form("/routes/drafts/99999999999999999999", {"do": "save"}, 405, UNREADABLE, who="ruth"),
    form("/routes/99999999999999999999/recce", {}, 404, NOTHING_HERE, who="ruth"),
    form("/routes/drafts/{draft}", {"do": "save", "name": "Mine"}, 404, NOTHING_HERE),
    FACTS.but(422, "Write a number of metres, such as 1400.", **way(("seat", "far away"))),
    FACTS.but(422, "This is beyond the end of the route", **way(("seat", "99 km"))),
    FACTS.but(422, "Say how many metres from the start it is.", **way(("seat:yes",))),
    FACTS.but(422, "Choose what is there.", **way(("dragon", "40"))),
    FACTS.but(422, "Write a number, such as 12.", **way(("steps", "", "-3"))),
    FACTS.but(422, "Write a number, such as 12.", **way(("steps", "", LONG_NUMBER))),
    FACTS.but(422, "Say where this ground ends.", **way(("surface:rough", "40"))),
    FACTS.but(409, "Somebody changed this while you were writing.", version=LONG_NUMBER),
    FACTS.but(422, "Choose one of the answers.", surface="lava"),
    FACTS.but(409, "Somebody changed this while you were writing.", "Other name",
              name="Other name", version="77"),
    form("/routes/{route}/recce", {"walked_on": "2026-02-30"}, 422,
         "Write the day like 2026-05-02.", who="ruth"),
    form("/routes/{route}/recce", {"walked_on": "2126-01-01"}, 422, "This day is still to come.",
         who="ruth"),
    form("/routes/{their_route}/facts", FACTS.fields, 404, NOTHING_HERE, who="ruth"),
    RISK.but(422, "Say who might be harmed.", keeps="A road without a crossing", who=""),
    RISK.but(422, "Name at least one thing", **dict.fromkeys(RISK_ROW, BLANKS)),
    RISK.but(422, CANNOT_BE_KEPT, control=NUL),
    RISK.but(422, "This is longer than 200 letters.", hazard=HUGE),
    RISK.but(409, "Somebody changed this", keeps="A road without a crossing", number="7"),
    RISK.but(409, "Somebody changed this", number=LONG_NUMBER),
    form("/routes/{route}/risk/sign", RISK_ROW, 403, "by leaders of the group"),
    form("/routes/{their_route}/risk/sign", RISK_ROW, 404, NOTHING_HERE, who="ruth"),
    form("/routes/{route}/risk/incident", {"happened_on": "2026-02-30", "what": "A fall"}, 422,
         NO_DAY, who="ruth", keeps="A fall"),
    form("/routes/{route}/risk/incident", {"happened_on": "2126-01-01", "what": "A fall"}, 422,
         "Choose a day that is over", who="ruth"),
    form("/routes/{route}/risk/incident", {"happened_on": "{today}", "what": BLANKS}, 422,
         "Say in a few words what happened.", who="ruth"),
    form("/routes/{route}/sharing", {"sharing": "moon", "version": "0"}, 400, UNREADABLE,
         who="ruth"),
    form("/routes/{route}/sharing", {"sharing": "everyone", "version": LONG_NUMBER}, 409,
         "Somebody changed this", who="ruth"),
    form("/routes/{route}/sharing", {"sharing": "everyone", "version": "0"}, 403,
         "by leaders of the group"),
    form("/routes/{route}/take-over", {"group": "Ours"}, 400, UNREADABLE, who="ruth"),
    form("/routes/{route}/take-over", {"group": "99999999"}, 404, NOTHING_HERE, who="ruth"),
    form("/routes/{their_route}/take-over", {"group": "1"}, 404, NOTHING_HERE, who="ruth"),
    form("/walks/{walk}/route", {"edition": "new"}, 400, UNREADABLE, who="ruth"),
    form("/walks/{walk}/route", {"edition": "1"}, 403, LEADERS_ONLY),
    query("/routes?letter=%00&minutes=-1&lat=NaN&lon=1&page=1e9", 200, "We do not know this place"),
    query("/routes/{route}/versions/99999999999999999999", 404, NOTHING_HERE),
    query("/routes/{route}/versions/7", 404, NOTHING_HERE),
    query("/routes/{their_route}/versions", 404, NOTHING_HERE),
    query("/routes/{route}/risk", 403, "by leaders of the group"),
    form("/routes/{route}/report", {"kind": "dragon"}, 422, "Say what you found."),
    form("/routes/{route}/report", {"kind": "ice", "note": NUL}, 422, CANNOT_BE_KEPT),
    form("/routes/{route}/report", {"kind": "ice", "at": LONG_NUMBER}, 422,
         "This is 5000 characters long; 20 fit."),
    form("/routes/{route}/report", {"kind": "ice", "at": "-4"}, 422, "Write how far it is from"),
    form("/routes/{their_route}/report", {"kind": "ice"}, 404, NOTHING_HERE),
    form("/routes/{route}/reports/1", {"do": "explode"}, 400, UNREADABLE),
    form("/routes/{route}/reports/99999999999999999999", {"do": "over"}, 404, NOTHING_HERE),
    form("/routes/{route}/photos/new", {"at": "40", "words": "Steps"}, 422,
         "Choose a picture first.", who="ruth"),
    form("/routes/{route}/photos/new", {"at": "40", "words": "Steps"}, 403, "by leaders of the"),
    form("/routes/{route}/photos/1/delete", {}, 404, NOTHING_HERE),
    query("/routes/{route}/photos/1-9999.jpg", 404, NOTHING_HERE),
    query("/routes/{their_route}/sheet", 404, NOTHING_HERE),
]  # fmt: skip

JOURNAL = [
    LOG.but(422, "Minutes are missing.", "Slow but fine", minutes=""),
    LOG.but(422, "Minutes are a whole number from 1 to 600.", "Slow but fine", minutes="-20"),
    LOG.but(422, "This is 401 characters long; 20 fit.", minutes="1" + "0" * 400),
    LOG.but(422, NO_DAY, "Slow but fine", day="2026-02-30"),
    LOG.but(422, "This day is still to come.", day="2126-01-01"),
    LOG.but(422, "This day is too long ago.", day="0001-01-01"),
    LOG.but(422, "Pain is a whole number from 0, none, to 10, the worst.", before="11"),
    LOG.but(422, "Choose one of the answers about your legs.", leg="fell off"),
    LOG.but(422, "The distance is a number such as 2.4.", distance="Infinity"),
    LOG.but(422, "Nobody walks that far in these minutes.", distance="800"),
    LOG.but(422, "This is 5000 characters long; 1000 fit.", note=HUGE),
    LOG.but(422, CANNOT_BE_KEPT, note=NUL),
    form("/journal/{log}", {"minutes": "25", "day": "{today}", "version": "-3"}, 409,
         "This walk was changed in the meantime. Your journal now says 20 minutes."),
    form("/journal/{their_log}", {"minutes": "20", "day": "{today}", "version": "0"}, 404,
         NOTHING_HERE),
    form("/journal/{their_log}/delete", {}, 404, NOTHING_HERE),
    json("/journal/{log}/morning", {"morning": "99"}, 422, "Pain is a whole number"),
    form("/journal/consent", {"answer": "maybe"}, 400, UNREADABLE),
    form("/journal/back", {"needs": "hip"}, 403, "only when you agree to it first", who="ruth"),
    form("/journal/back", {"needs": "hip", "version": "7"}, 409, "changed in the meantime"),
    form("/journal/back", {"sits_after": "1" * 30}, 422, "This is 30 characters long; 10 fit."),
    form("/journal/back", {"sits_after": "-3"}, 422, "Minutes are a whole number from 1 to 180."),
    form("/journal/back", {"speed": "nan"}, 422, "A walking speed is a number such as 3.5."),
    form("/journal/back", {"needs": "../hip"}, 422, "Choose from what the page offers."),
    CHALLENGE.but(422, "A name for the challenge is missing.", title=BLANKS),
    CHALLENGE.but(422, "The goal is a whole number of minutes, 60 or more.", goal="0"),
    CHALLENGE.but(422, "The first day does not exist.", first="2027-02-29"),
    CHALLENGE.but(422, "The last day is before the first.", last="2020-01-01"),
    form("/challenges/{their_challenge}/join", {}, 404, NOTHING_HERE),
    form("/challenges/{challenge}/end", {}, 403, "Only an organiser of the group can do this."),
]  # fmt: skip

QUERIES = [
    query("/find?near=%00", 200, "Walks near you"),
    query(f"/find?near={HUGE}", 200, "Walks near you"),
    query("/find?near=%ff%fe", 200, "Walks near you"),
    query("/find?lat=nan&lon=inf&km=-1&page=99999999999999999999", 200, "Walks near you"),
    query("/find?part=midnight&level=yes&view=%3Cscript%3E", 200, "Walks near you"),
    query("/journal?page=two", 404, NOTHING_HERE),
    query("/journal?page=-1", 404, NOTHING_HERE),
    query("/groups/{group}/members?q=%00%27%22--", 200, "3 members"),
    query("/groups/{group}?invite=%00..%2F", 200, "Vaduz Amblers"),
    query("/walks/{walk}?answer=%00", 200, "Slow walk"),
    query("/groups/{group}/walks/dates?day=2027-02-30&start=9:30", 200, "", who="ruth"),
    query("/groups/{group}/walks/new?route={their_route}", 200, "Plan a walk", who="ruth"),
    query("/rooms/walk-{walk}?tab=%00", 200, "Nobody has written yet."),
    query("/rooms/walk-{walk}/entries?after_seq=-1", 400, UNREADABLE),
    query("/rooms/walk-{walk}/entries?before_seq=abc", 400, UNREADABLE),
    query("/rooms/walk-{walk}/entries?limit=100000", 400, UNREADABLE),
    query("/rooms/walk-{their_walk}/entries", 404, "This room is for members of the group."),
    query("/rooms/pub-1", 404, NOTHING_HERE),
    query("/walks/99999999999999999999", 404, NOTHING_HERE),
    query("/routes/{their_route}.gpx", 404, NOTHING_HERE),
    query("/calendar/not-a-token.ics", 404, "There is no calendar at this address."),
    query("/journal/{their_log}", 404, NOTHING_HERE),
    query("/sign-in?next=//evil.example/", 200, "Sign in", who=""),
    query("/groups/%00", 404, NOTHING_HERE),
    query("/static/dist/../../app.py", 404, NOTHING_HERE),
]  # fmt: skip

MESSAGE = {"client_id": "3f1c7f7e-6a83-4a39-9df2-1e9bff1c9e01", "kind": "message", "body": "Hello"}
ENTRIES = "/rooms/walk-{walk}/entries"
JSON = [
    json("/walks/{walk}/rsvp", [], 422, "Choose one: coming, maybe, or can’t."),
    json("/walks/{walk}/rsvp", {"answer": ["coming"]}, 422, "Choose one: coming, maybe"),
    json("/walks/{walk}/rsvp", {"answer": "coming", "guests": {"a": 1}}, 422, "up to four guests"),
    json("/walks/{their_walk}/rsvp", {"answer": "coming"}, 404, NOTHING_HERE),
    json("/walks/{walk}/rsvp", {"answer": "coming"}, 401, "Sign in first.", who=""),
    json(ENTRIES, [], 400, UNREADABLE),
    json(ENTRIES, "Hello", 400, UNREADABLE),
    json(ENTRIES, {**MESSAGE, "client_id": "mine"}, 400, UNREADABLE),
    json(ENTRIES, {**MESSAGE, "kind": "shout"}, 400, UNREADABLE),
    json(ENTRIES, {**MESSAGE, "body": 7}, 400, UNREADABLE),
    json(ENTRIES, {**MESSAGE, "body": BLANKS}, 422, "There is no text in it. Nothing was sent."),
    json(ENTRIES, {**MESSAGE, "body": "\ud800"}, 422, "There is no text in it. Nothing was sent."),
    json(ENTRIES, {**MESSAGE, "body": "x" * 2001}, 422, "This is longer than 2,000 characters."),
    json(ENTRIES, {**MESSAGE, "body": "x" * 2_000_001}, 413, UNREADABLE),
    json(ENTRIES, {**MESSAGE, "reply_to": 2**40}, 400, UNREADABLE),
    json(ENTRIES, {**MESSAGE, "made_at": "2026-02-30T09:30:00Z"}, 400, UNREADABLE),
    json(ENTRIES, {**MESSAGE, "kind": "check_in", "body": "flying"}, 400, UNREADABLE),
    json(ENTRIES, {**MESSAGE, "kind": "headcount", "body": 6, "moment": "start"}, 403,
         "Only a leader can do this."),
    json("/rooms/walk-{their_walk}/entries", MESSAGE, 404, "This room is for members"),
    json("/rooms/walk-{walk}/seen", {"seq": "all"}, 400, UNREADABLE),
    json("/rooms/walk-{walk}/seen", None, 400, UNREADABLE),
]  # fmt: skip


def tokens(door: str, sent: dict[str, Any], who: str) -> list[Case]:
    """The same form without its token and with one of somebody else's."""
    return [
        Case(door, sent, 400, OLD_PAGE, who, "no token"),
        Case(door, sent, 400, OLD_PAGE, who, "wrong token"),
    ]


TOKENS = [
    *tokens("/sign-up", SIGN_UP.fields, ""),
    *tokens("/groups/{group}/walks/new", PLAN.fields, "ruth"),
    *tokens("/walks/{walk}/rsvp", {"answer": "coming"}, "ana"),
    *tokens("/walks/{walk}/call-off", {"reason": "ice"}, "ruth"),
    *tokens("/journal/new", LOG.fields, "ana"),
    *tokens("/journal/back", {"needs": "hip"}, "ana"),
    *tokens("/rooms/walk-{walk}/entries", {"body": "Hello"}, "ana"),
    *tokens("/account/calendar/new-address", {}, "ana"),
    *tokens("/challenges/{challenge}/join", {}, "ana"),
]

TABLE: dict[str, list[Case]] = {
    "accounts": ACCOUNTS,
    "groups": GROUPS,
    "walks": WALKS,
    "routes": ROUTES,
    "journal and challenges": JOURNAL,
    "query strings": QUERIES,
    "JSON": JSON,
    "tokens": TOKENS,
}


def as_file(sent: tuple[str, bytes]) -> dict[str, Any]:
    """Return an upload as the test client sends it."""
    name, content = sent
    return {"file": (io.BytesIO(content), name)}
