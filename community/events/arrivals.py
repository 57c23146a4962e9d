"""The answer that was tapped before signing up, given as soon as the person is in."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from community.accounts import on_arrival
from community.events.actions import Reply, answer_occurrence
from community.events.telling import tell

KEPT = {"coming": "coming", "maybe": "maybe", "waiting": "coming"}


@on_arrival
def answer_kept(person_id: int, target: str, now: datetime) -> str | None:
    """Answer the walk at `target`, such as `/walks/3?answer=coming`, joining its open group."""
    address = urlsplit(target)
    found = re.fullmatch(r"/walks/(\d{1,9})", address.path)
    wanted = KEPT.get(parse_qs(address.query).get("answer", [""])[0])
    if found is None or wanted is None:
        return None
    occurrence_id = int(found[1])
    tell(occurrence_id, answer_occurrence(person_id, occurrence_id, Reply(wanted, None), now))
    return address.path
