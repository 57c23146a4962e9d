"""Plumbing that every feature stands on; it knows no people and no walks.

`settings` `clock` `errors` `authorisation` `words` are pure. `database` is the only door for
writes, `signals` and `parts` let a lower feature be heard and drawn upon by a higher one, `jobs`
runs what must not hold up a page, `security` denies by default, `answers` turns problems into
pages, JSON and socket answers.
"""
