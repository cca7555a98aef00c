"""Metrics behind plain functions; nothing above knows the library."""
