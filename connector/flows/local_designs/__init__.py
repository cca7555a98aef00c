"""Designs whose files lie in the shop: fetched from Alter, handed to the plugin, checked where they were put."""
