"""Amble: the features, one folder each. See docs/developing.md."""
