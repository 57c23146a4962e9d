"""Outside text of walks to typed values; faults in whole sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import StopValidation, ValidationError

from community.events.actions import Reply, WalkDetails, WalkPlan
from community.events.queries import RouteChoice
from community.events.rules.capacity import PLACES_PER_LEADER
from community.events.rules.rule import MOST_DATES
from community.events.rules.rule_words import WEEKDAY_NAMES
from community.events.rules.series import MOST_MINUTES
from community.foundation.errors import BadRequest, InvalidForm, Problem
from community.foundation.formats import distance, minutes
from community.foundation.forms import CreateForm, Form, LineField, TextField
from community.foundation.words import N_

_l = lazy_gettext
ANSWERS = {  # what the buttons send, besides the words themselves
    "coming": "coming",
    "maybe": "maybe",
    "cant": "cant",
    "cannot": "cant",
    "waiting": "coming",
    "leave": "cant",
}
UNKNOWN_ANSWER = N_("Choose one: coming, maybe, or can’t. Nothing was changed.")
WRONG_GUESTS = N_("You can bring up to four guests.")
UNKNOWN_SCOPE = N_("Choose: only this date, or every date.")
NOT_A_PLACE = N_("Write two numbers, latitude and longitude, such as 47.1404, 9.5104.")
MOST_RESTS = 10
WRITTEN_BEFORE = re.compile(r"^(?:meet )?at\s+", re.IGNORECASE)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
PLACE = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,9})?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*")


def reply_from(sent: Mapping[str, Any]) -> Reply:
    """Return what a person answers. Errors: `InvalidForm` with the field that is wrong.

    Without `guests` the number that she brings already stands.
    """
    kind = ANSWERS.get(str(sent.get("answer", "")))
    if kind is None:
        raise InvalidForm(UNKNOWN_ANSWER, fields={"answer": UNKNOWN_ANSWER})
    text = str(sent.get("guests", "")).strip()
    if text and not re.fullmatch(r"[0-4]", text):
        raise InvalidForm(WRONG_GUESTS, fields={"guests": WRONG_GUESTS})
    scope = str(sent.get("scope", "") or "date")
    if scope not in ("date", "series"):
        raise InvalidForm(UNKNOWN_SCOPE, fields={"scope": UNKNOWN_SCOPE})
    return Reply(kind, int(text) if text else None, scope)


def version_from(sent: Mapping[str, Any]) -> int | None:
    """Return the version that a form was drawn from. Errors: `BadRequest` for nonsense."""
    text = str(sent.get("version", "")).strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{1,9}", text):
        raise BadRequest
    return int(text)


def first_errors(form: Form) -> dict[str, str]:
    """Return one sentence for each field with a fault, in the form's order."""
    return {name: str(found[0]) for name, found in form.errors.items() if name and found}


def add_problem(form: Form, problem: Problem) -> None:
    """Show the faults that an action found, at their fields."""
    for name, message in problem.fields.items():
        field = form[name] if name in form else next(iter(form))
        field.errors = [*field.errors, gettext(message)]


class DayField(StringField):
    """A day as browsers send it; `data` is a date. A day that does not exist says so."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:
        text = (self.data or "").strip()
        if not text:
            return
        try:
            self.day = date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
        except ValueError:
            self.day = None
        if self.day is None:
            raise StopValidation(gettext("This day does not exist. Choose another one."))


class ClockField(StringField):
    """A time of day such as 9:30; `clock` is the time."""

    clock: time | None = None

    def pre_validate(self, form: Any) -> None:
        text = (self.data or "").strip()
        if not text:
            return
        found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::00)?", text, re.ASCII)
        if not found:
            raise StopValidation(gettext("This is not a time of day. Write it as 9:30."))
        self.clock = time(int(found[1]), int(found[2]))


class NumberField(StringField):
    """A whole number between two limits; `number` is None when the field is empty."""

    number: int | None = None

    def __init__(self, *args: Any, least: int, most: int, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.least, self.most = least, most

    def pre_validate(self, form: Any) -> None:
        text = (self.data or "").strip()
        if not text:
            return
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or not (
            self.least <= int(text) <= self.most
        ):
            raise StopValidation(
                gettext(
                    "Write a whole number from %(least)s to %(most)s.",
                    least=self.least,
                    most=self.most,
                )
            )
        self.number = int(text)


class PlaceField(StringField):
    """Latitude and longitude; `place` is None when the field is empty."""

    place: tuple[float, float] | None = None

    def pre_validate(self, form: Any) -> None:
        text = self.data or ""
        if not text.strip():
            return
        found = PLACE.fullmatch(text)
        if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            raise StopValidation(gettext(NOT_A_PLACE))
        self.place = float(found[1]), float(found[2])


def needed(sentence: Any) -> Any:
    """Refuse a field without a letter or digit with `sentence`."""

    def check(form: Any, field: Field) -> None:
        if not any(c.isalnum() for c in str(field.data or "")):
            raise StopValidation(str(sentence))

    return check


def _start_of(day: DayField, start: ClockField) -> datetime:
    """Return the start of a form that was found valid. Errors: `ValueError` when it was not."""
    if day.day is None or start.clock is None:
        raise ValueError("the form has not been validated")
    return datetime.combine(day.day, start.clock)


class DetailsForm(Form):
    """What a walk says of itself; the walk's group fills the choices."""

    route = SelectField(_l("Which route?"), validate_choice=False)
    title = LineField(_l("What is the walk called?"), longest=80)
    minutes = NumberField(_l("Takes about"), least=1, most=MOST_MINUTES)
    planned_rests = NumberField(_l("Planned rests"), least=0, most=MOST_RESTS)
    leaders = SelectMultipleField(_l("Who leads?"), validate_choice=False)
    capacity = NumberField(_l("Places"), least=1, most=2000)
    meeting_point = LineField(
        _l("Meeting point"),
        [needed(_l("Meeting point is missing. Everything else is kept."))],
        longest=160,
    )
    place = PlaceField(_l("Its place on the map"))
    notes = TextField(_l("What else people should know"), longest=1000)
    version = HiddenField()

    routes: Mapping[int, RouteChoice]

    def offer(self, routes: Mapping[int, RouteChoice], leaders: list[tuple[int, str]]) -> None:
        """Fill the choices. routes: by number, as `queries.routes_to_choose` gives them."""
        self.routes = routes
        self.route.choices = [("", gettext("No route yet"))] + [
            (str(number), _route_words(one)) for number, one in routes.items()
        ]
        self.leaders.choices = [(str(number), name) for number, name in leaders]

    @property
    def chosen_route(self) -> RouteChoice | None:
        """The route that was chosen, or None."""
        return self.routes.get(self.route_id) if self.route_id else None

    @property
    def route_id(self) -> int | None:
        """The number of the chosen route."""
        text = str(self.route.data or "")
        return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else None

    @property
    def leader_ids(self) -> tuple[int, ...]:
        """The numbers of the chosen leaders."""
        sent = self.leaders.data or []
        return tuple(int(one) for one in sent if re.fullmatch(r"\d{1,9}", one, re.ASCII))

    @property
    def where(self) -> tuple[float | None, float | None]:
        """The meeting point's coordinates: as written, else the start of the route."""
        if self.place.place is not None:
            return self.place.place
        route = self.chosen_route
        return route.start if route is not None and route.start is not None else (None, None)

    @property
    def length(self) -> int:
        """The walk's minutes: as written, else the route's at the group's pace, rests added."""
        if self.minutes.number is not None:
            return self.minutes.number
        route = self.chosen_route
        rests = self.planned_rests.number or 0
        return 0 if route is None else int(route.minutes) + 5 * rests

    def name(self) -> str:
        """What the walk is called: as written, else as its route."""
        route = self.chosen_route
        return self.title.data or (route.name if route is not None else "")

    def validate_route(self, field: Field) -> None:
        """A route of this group or none."""
        if str(field.data or "") and self.chosen_route is None:
            raise ValidationError(gettext("Choose a route of this group, or one that is shared."))

    def validate_title(self, field: Field) -> None:
        """A walk without a route needs a name."""
        if not self.name():
            raise ValidationError(gettext("The walk’s name is missing. Everything else is kept."))

    def validate_minutes(self, field: Field) -> None:
        """A walk without a route needs its minutes."""
        if not field.errors and not self.length:
            raise ValidationError(gettext("How long it takes is missing. Everything else is kept."))

    def validate_meeting_point(self, field: Field) -> None:
        """Without the "at" that pages write before it: "Meet at the Lakeside Café"."""
        field.data = WRITTEN_BEFORE.sub("", field.data or "", count=1) or field.data

    def validate_leaders(self, field: Field) -> None:
        """Somebody leads."""
        if not self.leader_ids:
            raise ValidationError(gettext("Choose at least one leader."))

    def validate_capacity(self, field: Field) -> None:
        """Twenty for each leader at most."""
        most = PLACES_PER_LEADER * max(1, len(self.leader_ids))
        number = self.capacity.number
        if number is not None and number > most:
            raise ValidationError(
                gettext(
                    "One leader can look after 20 people at most. Add a leader, or take %(most)s.",
                    most=most,
                )
            )

    def details(self) -> WalkDetails:
        """Return what the valid form says."""
        lat, lon = self.where
        return WalkDetails(
            title=self.name(),
            meeting_point=self.meeting_point.data or "",
            meeting_lat=lat,
            meeting_lon=lon,
            route_id=self.route_id,
            minutes=self.length,
            capacity=self.capacity.number or PLACES_PER_LEADER * len(self.leader_ids),
            leader_ids=self.leader_ids,
            notes=self.notes.data or "",
            planned_rests=self.planned_rests.number or 0,
        )


def _route_words(route: RouteChoice) -> str:
    """Return "Rhine dam loop: B?, 4.0 km, about 60 minutes"."""
    name = route.name
    if route.group_name:
        name = gettext("%(name)s (%(group)s)", name=route.name, group=route.group_name)
    return gettext(
        "%(name)s: %(grade)s, %(distance)s, about %(minutes)s",
        name=name,
        grade=route.shown_letter + ("?" if route.confidence == "low" else ""),
        distance=distance(route.length_m),
        minutes=minutes(route.minutes),
    )


class PlanForm(CreateForm, DetailsForm):
    """A walk to be planned: its details, and when it takes place."""

    day = DayField(_l("First walk"), [needed(_l("The day is missing. Everything else is kept."))])
    start = ClockField(
        _l("Starts at"), [needed(_l("Start time is missing. Everything else is kept."))]
    )
    repeats = RadioField(
        _l("Repeats"),
        choices=[("once", _l("Once")), ("weekly", _l("Weekly"))],
        default="once",
        validate_choice=False,
    )
    weekdays = SelectMultipleField(
        _l("On"),
        choices=[(str(n), _l(name)) for n, name in enumerate(WEEKDAY_NAMES)],
        validate_choice=False,
    )
    ends = RadioField(
        _l("Until when?"),
        choices=[
            ("open", _l("It goes on")),
            ("until", _l("Until a day")),
            ("count", _l("A number of walks")),
        ],
        default="open",
        validate_choice=False,
    )
    until = DayField(_l("Last walk"))
    count = NumberField(_l("How many walks"), least=2, most=MOST_DATES)

    def validate_repeats(self, field: Field) -> None:
        """Once or weekly."""
        if field.data not in ("once", "weekly"):
            raise ValidationError(gettext("Choose once or weekly."))

    def validate_ends(self, field: Field) -> None:
        """One of the three ends, with what it needs."""
        if field.data not in ("open", "until", "count"):
            raise ValidationError(gettext("Choose how long the walks go on."))
        if self.repeats.data == "weekly" and field.data == "until" and not self.until.data:
            raise ValidationError(gettext("The last day is missing. Everything else is kept."))
        if self.repeats.data == "weekly" and field.data == "count" and not self.count.data:
            raise ValidationError(
                gettext("The number of walks is missing. Everything else is kept.")
            )

    @property
    def days(self) -> tuple[int, ...]:
        """The weekdays of a weekly walk; without any, the one of the first walk."""
        if self.repeats.data != "weekly":
            return ()
        sent = {int(one) for one in self.weekdays.data or [] if one in set("0123456")}
        if not sent and self.day.day is not None:
            sent = {self.day.day.weekday()}
        return tuple(sorted(sent))

    def plan(self) -> WalkPlan:
        """Return what the valid form says."""
        details = self.details()
        weekly = self.repeats.data == "weekly"
        return WalkPlan(
            title=details.title,
            start_local=_start_of(self.day, self.start),
            minutes=details.minutes,
            meeting_point=details.meeting_point,
            leader_ids=details.leader_ids,
            route_id=details.route_id,
            meeting_lat=details.meeting_lat,
            meeting_lon=details.meeting_lon,
            weekdays=self.days,
            count=self.count.number if weekly and self.ends.data == "count" else None,
            until_date=self.until.day if weekly and self.ends.data == "until" else None,
            capacity=self.capacity.number,
            notes=details.notes,
            planned_rests=details.planned_rests,
        )


class MoveForm(Form):
    """Another day or time for one date."""

    day = DayField(_l("Day"), [needed(_l("The day is missing. Everything else is kept."))])
    start = ClockField(
        _l("Starts at"), [needed(_l("Start time is missing. Everything else is kept."))]
    )
    reason = LineField(_l("Why?"), longest=200)
    version = HiddenField()

    @property
    def start_local(self) -> datetime:
        """The new start on the walk's clock, of a valid form."""
        return _start_of(self.day, self.start)


class CallOffForm(Form):
    """Why a date does not take place."""

    reason = LineField(
        _l("Why?"),
        [needed(_l("Say why, in a few words: people plan by it."))],
        longest=200,
    )
    version = HiddenField()
