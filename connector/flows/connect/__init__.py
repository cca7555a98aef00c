"""Connecting a store: start, complete, credentials made by hand, and the address proof that follows."""
