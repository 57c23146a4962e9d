"""Calendar feeds and downloads (calendar.md).

Tables: feed_version, feed_link. Stands on events.
"""
