"""Measures Amble beside plain ways of doing the same; `make bench` writes RESULTS.md.

A part fails only when a result is wrong (an entry lost, lists that differ), never for being slow.
"""
