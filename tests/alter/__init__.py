"""Tests of the door to Alter."""
