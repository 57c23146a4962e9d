"""The demo neighbourhood: Vaduz and Schaan, with invented people."""
