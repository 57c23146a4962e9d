"""Groups of one neighbourhood: members, roles, requests, bans.

Tables: walking_group, membership, ban. Stands on accounts and places.
"""

from community.groups.models import Ban, Group, Membership

__all__ = ["Ban", "Group", "Membership"]
