"""The plugin as a zip: what it is made of, what WordPress is told about it, and the bytes themselves."""
