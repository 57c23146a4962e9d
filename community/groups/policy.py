"""Who may do what in a group. Pure; asked by actions and by templates."""

from __future__ import annotations

from community.foundation.authorisation import HIDDEN, NOT_SIGNED_IN, Allowed, Decision, Denied
from community.foundation.words import N_
from community.groups.rules import Joining, Role, Standing, outranks

ALLOWED = Allowed()
ARCHIVED = Denied(
    "group_archived", N_("This group is archived. What was said and walked stays to be read.")
)
ORGANISERS_ONLY = Denied("organisers_only", N_("Only an organiser of the group may do this."))
LAST_ORGANISER = Denied(
    "last_organiser",
    N_("You are the only organiser. Make somebody else organiser first, then go."),
    status=409,
)


def can_create_group(person_id: int | None, is_confirmed: bool) -> Decision:
    """Anybody whose e-mail is confirmed (not asked while no mail server is set)."""
    if person_id is None:
        return NOT_SIGNED_IN
    if not is_confirmed:
        return Denied(
            "not_confirmed",
            N_(
                "Starting a group waits until you have opened the link in your e-mail. "
                "What you typed is kept in the form."
            ),
        )
    return ALLOWED


def can_see_inside(standing: Standing, joining: Joining, has_invitation: bool = False) -> bool:
    """Whether the person sees more of the group than name and place."""
    return standing.is_member or joining != "invite" or (has_invitation and not standing.banned)


def can_join(standing: Standing, joining: Joining, has_invitation: bool = False) -> Decision:
    """Open groups and people with the invitation at once."""
    refusal = _cannot_come_in(standing)
    if refusal is not None:
        return refusal
    if joining == "open" or has_invitation:
        return ALLOWED
    if joining == "ask":
        return Denied("ask_first", N_("This group asks for a few words first. Ask to join."))
    return Denied(
        "by_invitation",
        N_("This group takes new people by invitation. Ask somebody who walks with it."),
    )


def can_ask_to_join(standing: Standing, joining: Joining) -> Decision:
    """Groups that ask first."""
    refusal = _cannot_come_in(standing)
    if refusal is not None:
        return refusal
    if joining == "invite":
        return can_join(standing, joining)
    return ALLOWED


def _cannot_come_in(standing: Standing) -> Denied | None:
    if standing.person_id is None:
        return NOT_SIGNED_IN
    if standing.banned:
        return Denied("banned", N_("You cannot join this group. Other groups walk near by."))
    if standing.group_archived:
        return ARCHIVED
    return None


def can_leave(standing: Standing, organisers: int, members: int) -> Decision:
    """Every member whenever she likes; the last organiser not while others are there."""
    if standing.person_id is None:
        return NOT_SIGNED_IN
    if not standing.is_member and not standing.has_asked:
        return HIDDEN
    if standing.is_organiser and organisers <= 1 and members > 1:
        return LAST_ORGANISER
    return ALLOWED


def can_see_members(standing: Standing) -> Decision:
    """Members."""
    return ALLOWED if standing.is_member else _hidden_or_sign_in(standing)


def can_answer_requests(standing: Standing) -> Decision:
    """Organisers."""
    return _organiser(standing)


def can_change_settings(standing: Standing) -> Decision:
    """Organisers."""
    return _organiser(standing)


def can_archive(standing: Standing) -> Decision:
    """Organisers."""
    return _organiser(standing)


def can_invite(standing: Standing) -> Decision:
    """Members may pass the link of their group on; organisers may renew it."""
    if not standing.is_member:
        return _hidden_or_sign_in(standing)
    return ARCHIVED if standing.group_archived else ALLOWED


def can_set_role(actor: Standing, other: Standing, role: Role, organisers: int) -> Decision:
    """Organisers, for members; one organiser is left at least."""
    decision = _organiser(actor)
    if isinstance(decision, Denied):
        return decision
    if not other.is_member:
        return HIDDEN
    if other.is_organiser and role != "organiser" and organisers <= 1:
        return LAST_ORGANISER
    return ALLOWED


def can_remove(actor: Standing, other: Standing) -> Decision:
    """Organisers anybody but themselves, leaders members; to go oneself there is leaving."""
    if not actor.is_leader:
        return _hidden_or_sign_in(actor) if not actor.is_member else ORGANISERS_ONLY
    if actor.person_id == other.person_id:
        return Denied("own_self", N_("You cannot remove yourself. Leave the group instead."))
    if not outranks(actor.role, other.role):
        return ORGANISERS_ONLY
    return ALLOWED


def can_ban(actor: Standing, other: Standing) -> Decision:
    """Organisers, who belongs to the group or asked to, but themselves and other organisers.

    Nobody else: the list of the banned tells names, and would tell those of the whole instance.
    """
    decision = _organiser(actor, even_archived=True)
    if isinstance(decision, Denied):
        return decision
    if not (other.is_member or other.has_asked or other.banned):
        return HIDDEN
    if actor.person_id == other.person_id:
        return Denied("own_self", N_("You cannot ban yourself. Nothing was changed."))
    if other.is_organiser:
        return Denied(
            "is_organiser", N_("An organiser cannot be banned. Take the role away first.")
        )
    return ALLOWED


def can_mute(actor: Standing, other: Standing) -> Decision:
    """Leaders members, organisers everybody but organisers; nobody themselves."""
    if not actor.is_leader:
        return _hidden_or_sign_in(actor) if not actor.is_member else ORGANISERS_ONLY
    if actor.person_id == other.person_id:
        return Denied("own_self", N_("You cannot mute yourself. Nothing was changed."))
    if not other.is_member:
        return HIDDEN
    if other.is_organiser or not outranks(actor.role, other.role):
        return ORGANISERS_ONLY
    return ALLOWED


def _organiser(standing: Standing, even_archived: bool = False) -> Decision:
    if not standing.is_member:
        return _hidden_or_sign_in(standing)
    if not standing.is_organiser:
        return ORGANISERS_ONLY
    if standing.group_archived and not even_archived:
        return ARCHIVED
    return ALLOWED


def _hidden_or_sign_in(standing: Standing) -> Denied:
    return NOT_SIGNED_IN if standing.person_id is None else HIDDEN
