"""Bringing what shops want to Alter: claim a store, send a batch, record what came of it."""
