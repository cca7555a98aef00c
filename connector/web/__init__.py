"""Handlers by surface: parse, call one flow, render. One table from error to answer."""
