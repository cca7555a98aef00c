"""`python -m connector`."""
