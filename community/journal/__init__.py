"""The private journal: minutes and pain of one's own walks.

Tables: log. Stands on events, live, routes, accounts. Health data never leaves the person.
"""
