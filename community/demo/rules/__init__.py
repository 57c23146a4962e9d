"""What the demo tells: who walks, where, when, and what they say. Pure data, all invented."""
