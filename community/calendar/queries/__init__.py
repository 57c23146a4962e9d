"""Reads: versions of feeds in one query, walks as files show them, the pages about feeds."""
