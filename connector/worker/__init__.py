"""Doing what rows ask for: claim, run, finish or pause, and stop without losing anything."""
