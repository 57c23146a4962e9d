"""Goals that a group reaches together from its members' logs.

Tables: challenge, challenge_part, counted_day. Stands on journal and groups.
"""
