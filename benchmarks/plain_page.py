"""The plain way of a walk's and a group's page: peewee models and a Jinja template, no more.

`gunicorn benchmarks.plain_page:app`. Same database, connection settings, session cookie and rows;
joins where a careful person would write them, so no query in a loop. It knows no languages, no
policies, no profile drawing, no parts of other features and no protection headers.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, abort, render_template, session
from jinja2 import DictLoader
from peewee import JOIN, fn

from community.accounts import Person
from community.accounts.models import Device
from community.events import Answer, Occurrence, Walk, WalkLeader
from community.foundation.database import open_database
from community.groups import Group, Membership
from community.routes import Route

BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{% block title %}{% endblock %}</title><link rel="stylesheet" href="/static/site.css"></head>
<body><header><a href="/">Amble</a> {{ person.name if person else "Sign in" }}</header>
<nav><ul>{% for name in ("Today", "Find", "Journal", "Me") %}<li>
<a href="/{{ name|lower }}">{{ name }}</a></li>{% endfor %}</ul></nav>
<main>{% block main %}{% endblock %}</main></body></html>"""
WALK = """{% extends "base.html" %}{% block title %}{{ walk.title }}{% endblock %}{% block main %}
<h1>{{ walk.title }}</h1><p><a href="{{ url_for('group', slug=walk.group.slug) }}">
{{ walk.group.name }}</a></p>
<p>{{ date.original_local.strftime("%A %d %B, %H:%M") }}, {{ walk.minutes }} min</p>
<p>{{ walk.meeting_point }}</p>
{% if walk.route %}<h2>{{ walk.route.name }}</h2><p>Grade {{ walk.route.shown_letter }},
{{ "%.1f"|format(walk.route.length_m / 1000) }} km, {{ walk.route.ascent_m|round }} m up,
{{ walk.route.seats }} seats</p>{% endif %}
<p>{{ walk.notes }}</p><h2>Who leads</h2><ul>{% for one in leaders %}
<li>{{ one.person.name }}</li>{% endfor %}</ul>
<h2>{{ coming|length }} of {{ walk.capacity }} coming</h2><ul>{% for one in coming %}
<li>{{ one.person.name }}{% if one.guests %} +{{ one.guests }}{% endif %}</li>{% endfor %}</ul>
<h2>Later</h2><ul>{% for one in later %}
<li><a href="{{ url_for('walk', occurrence_id=one.id) }}">{{ one.walk.title }}</a>
{{ one.original_local.strftime("%a %d %b, %H:%M") }}</li>{% endfor %}</ul>{% endblock %}"""
GROUP = """{% extends "base.html" %}{% block title %}{{ group.name }}{% endblock %}
{% block main %}<h1>{{ group.name }}</h1><p>{{ group.about }}</p><p>{{ members }} members</p>
<ul>{% for one in leaders %}<li>{{ one.person.name }}</li>{% endfor %}</ul>
<h2>Next walks</h2><ul>{% for one in walks %}
<li><a href="{{ url_for('walk', occurrence_id=one.id) }}">{{ one.walk.title }}</a>
{{ one.original_local.strftime("%a %d %b, %H:%M") }}, {{ one.walk.minutes }} min,
{{ one.walk.route.shown_letter if one.walk.route else "" }}, {{ one.coming }} coming</li>
{% endfor %}</ul>{% endblock %}"""

app = Flask(__name__, static_folder=None)
app.config.update(SECRET_KEY=os.environ["SECRET_KEY"], SESSION_COOKIE_NAME="amble_session")
app.jinja_loader = DictLoader({"base.html": BASE, "walk.html": WALK, "group.html": GROUP})
real = open_database(f"sqlite:///{os.environ['AMBLE_DATA']}/amble.db")


@app.teardown_appcontext
def give_back(_: BaseException | None) -> None:
    """Give the request's connection back to the pool."""
    if not real.is_closed():
        real.close()


def _person() -> Person | None:
    key = session.get("_user_id")
    found = Person.select().join(Device).where(Device.key == key, Device.ended_at.is_null())
    return found.first() if key else None


def _next_dates(group_id: int, most: int) -> Any:
    now = datetime.now(UTC)
    coming = Answer.select(fn.COUNT(Answer.id)).where(
        Answer.occurrence == Occurrence.id, Answer.kind == "coming"
    )
    return (
        Occurrence.select(Occurrence, Walk, Route, coming.alias("coming"))
        .join(Walk)
        .join(Route, JOIN.LEFT_OUTER, on=(Walk.route == Route.id), attr="route")
        .where(
            Walk.group == group_id,
            Occurrence.start_utc > now,
            Occurrence.start_utc < now + timedelta(days=60),
        )
        .order_by(Occurrence.start_utc)
        .limit(most)
    )


@app.get("/walks/<int:occurrence_id>")
def walk(occurrence_id: int) -> str:
    """One date of a walk."""
    date = (
        Occurrence.select(Occurrence, Walk, Group, Route)
        .join(Walk)
        .join(Group)
        .switch(Walk)
        .join(Route, JOIN.LEFT_OUTER)
        .where(Occurrence.id == occurrence_id)
        .first()
    )
    if date is None:
        abort(404)
    coming = (
        Answer.select(Answer, Person)
        .join(Person)
        .where(Answer.occurrence == occurrence_id, Answer.kind == "coming")
        .order_by(Answer.order)
    )
    leaders = WalkLeader.select(WalkLeader, Person).join(Person)
    return render_template(
        "walk.html",
        person=_person(),
        date=date,
        walk=date.walk,
        leaders=list(leaders.where(WalkLeader.walk == date.walk_id).order_by(WalkLeader.position)),
        coming=list(coming),
        later=[one for one in _next_dates(date.walk.group_id, 9) if one.id != occurrence_id][:8],
    )


@app.get("/groups/<slug>")
def group(slug: str) -> str:
    """A group and its next walks."""
    found = Group.get_or_none(Group.slug == slug)
    if found is None:
        abort(404)
    of_group = Membership.select(Membership, Person).join(Person)
    leads = of_group.where(Membership.group == found.id, Membership.role != "member")
    members = Membership.select().where(Membership.group == found.id).count()
    return render_template(
        "group.html",
        person=_person(),
        group=found,
        members=members,
        leaders=list(leads),
        walks=list(_next_dates(found.id, 6)),
    )
