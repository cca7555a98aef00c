"""Frozen types and pure rules: no I/O, no framework, nothing above this line."""
