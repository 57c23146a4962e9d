"""Walks, series, their dates, answers, the waiting list and the register."""
