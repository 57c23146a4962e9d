"""What differs from a real instance in benchmark processes; RESULTS.md says so."""

WINDOW_S = 1e-6  # seconds of the chat's limit: its cost is in, it refuses nobody
