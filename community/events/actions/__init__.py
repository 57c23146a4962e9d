"""Writes: planning walks, answering, moving, calling off, the register, dates ahead."""

from community.events.actions.ahead import make_dates_ahead
from community.events.actions.answer import (
    Answered,
    Reply,
    answer_occurrence,
    withdraw_from_group,
)
from community.events.actions.change import (
    WalkDetails,
    call_off,
    edit_walk,
    move_occurrence,
    take_present_route,
)
from community.events.actions.plan import Planned, WalkPlan, plan_walk
from community.events.actions.register import register_arrival, register_departure, unregister
from community.events.actions.shown import note_leader_changed, note_route_changed
from community.events.actions.zone_data import follow_zone_data

__all__ = [
    "Answered",
    "Planned",
    "Reply",
    "WalkDetails",
    "WalkPlan",
    "answer_occurrence",
    "call_off",
    "edit_walk",
    "follow_zone_data",
    "make_dates_ahead",
    "move_occurrence",
    "note_leader_changed",
    "note_route_changed",
    "plan_walk",
    "register_arrival",
    "register_departure",
    "take_present_route",
    "unregister",
    "withdraw_from_group",
]
