"""Measurements. Each prints its figures beside a baseline of the same run, so that machines can be compared."""
