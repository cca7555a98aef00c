"""The plugin's way to a store: the zip, a one-store zip, and what WordPress is told of updates."""
