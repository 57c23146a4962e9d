"""Pure rules of calendar files: what is written, how, and when a reader needs no new copy.

event: values in. component: one walk's VEVENTs. feed: a whole file. vtimezone, text, phrases,
describe, layout, colour: parts of them. etag, token: HTTP validators and secret links. No Flask,
no database.
"""
