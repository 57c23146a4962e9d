"""Lives a walk day on SQLite under gevent and prints every greenlet switch inside a transaction.

Run by test_no_switch.py in a process of its own, for monkey patching cannot be taken back.
"""

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
import sys  # noqa: E402
import traceback  # noqa: E402
from datetime import timedelta  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import greenlet  # noqa: E402

from app import create_app  # noqa: E402
from community.accounts.actions import mail_link  # noqa: E402
from community.calendar.actions import own_link  # noqa: E402
from community.challenges import Goal, Span, join_challenge, start_challenge  # noqa: E402
from community.events import call_off, make_dates_ahead, move_occurrence  # noqa: E402
from community.foundation.database import PatientSqlite  # noqa: E402
from community.foundation.jobs import run_sweeps, run_waiting  # noqa: E402
from community.foundation.settings import Settings  # noqa: E402
from community.groups import leave_group  # noqa: E402
from community.journal import Entry, confirm_log, drafts_of, write_log  # noqa: E402
from community.live.course_actions import close_board, start_walk  # noqa: E402
from tests.builders.live import WalkDay, a_walk_day, post, stored, tap  # noqa: E402
from tests.builders.walks import NOW, THURSDAY, a_walk  # noqa: E402

inside = False
switches: list[str] = []
transactions = 0


def watch() -> None:
    """Know when a transaction is open, and look at every switch."""
    began, ended = (
        PatientSqlite.begin,
        {n: getattr(PatientSqlite, n) for n in ("commit", "rollback")},
    )

    def begin(self: Any, lock_type: str | None = None) -> Any:
        global inside, transactions
        result = began(self, lock_type)
        inside, transactions = True, transactions + 1
        return result

    def closing(name: str) -> Any:
        def close(self: Any) -> Any:
            global inside
            result = ended[name](self)
            inside = False
            return result

        return close

    def seen(event: str, _: Any) -> None:
        if inside and event == "switch":
            switches.append("".join(traceback.format_stack(limit=12)))

    PatientSqlite.begin = begin  # type: ignore[method-assign]
    for name in ended:
        setattr(PatientSqlite, name, closing(name))
    greenlet.settrace(seen)


def live_a_day(app: Any) -> None:
    """Do what people do on the day of a walk, and what time does."""
    day: WalkDay = a_walk_day()
    goal = Goal("May", 600, Span(day.starts_at.date(), day.starts_at.date()))
    challenge = start_challenge(day.olu.id, day.group.id, goal, day.at(-600))
    join_challenge(day.ana.id, challenge or 0, day.at(-600))
    own_link(day.ana.id, day.ana.id, app.config["SECRET_KEY"], NOW)
    mail_link(day.ana.id, "password", NOW, "A link", "{token}")
    entry = stored(post(day.ana, day.room, day.at(-30)))
    post(day.tom, day.room, day.at(-29), "reaction", about=entry["id"], body="👍")
    tap(day.ana, day.room, day.at(-5), "here")
    start_walk(day.ruth.id, day.date.id, day.at(0))
    tap(day.ana, day.room, day.at(60), "home_safe")
    close_board(day.ruth.id, day.date.id, day.at(70))
    (draft,) = drafts_of(day.ana.id)
    told = Entry(draft.minutes, draft.day)
    confirm_log(day.ana.id, draft.id, told, draft.version, day.at(80))
    write_log(day.ana.id, Entry(20, draft.day), day.at(90))
    walk = a_walk(day.group, led_by=day.ruth, weekly=[3])
    move_occurrence(day.ruth.id, walk.id, THURSDAY + timedelta(hours=1), "Sun", NOW)
    call_off(day.ruth.id, walk.id, "Ice", NOW)
    make_dates_ahead(NOW + timedelta(days=14))
    leave_group(day.tom.id, day.group.id, NOW)
    run_waiting(app)
    run_sweeps(app)


if __name__ == "__main__":
    settings = Settings.from_environment(
        {
            "AMBLE_ENV": "test",
            "AMBLE_DATA": str(Path(sys.argv[1]).parent),
            "DATABASE_URL": f"sqlite:///{sys.argv[1]}",
            "SECRET_KEY": "only-for-tests-0123456789-0123456789",
        }
    )
    made = create_app(settings)
    watch()
    with made.app_context():
        live_a_day(made)
    print("\n---\n".join(switches))
    print(f"{transactions} transactions, {len(switches)} switches")
    sys.stdout.flush()
    os._exit(1 if switches or transactions < 20 else 0)
