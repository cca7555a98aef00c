"""Designs: what an owner picks from, and the pictures that go with them."""
