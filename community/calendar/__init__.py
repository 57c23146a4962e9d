"""Calendar feeds and downloads (calendar.md): group feed, personal feed, files of one walk.

Tables: feed_version, feed_link. Stands on events. `rules/` write files from plain values; `writing`
turns rows into those, `feeds` joins and keeps what was written, `views/` answers programs and
people, `receivers` raise the versions that make entity tags. Nothing above needs its surface yet.
"""
