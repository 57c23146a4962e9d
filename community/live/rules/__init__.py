"""Rules of rooms and of the walk board: plain values in, plain values out."""
