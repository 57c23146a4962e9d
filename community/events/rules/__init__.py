"""Pure rules of walks: when they take place, who has a place, what an edit does.

rule, series, dates: the days of a walk. local_time: zones and clock changes. split: edits of a
series. rule_words: a rule in words. waiting_list, capacity: places. described_walk: walks in
files. No Flask, no database.
"""
