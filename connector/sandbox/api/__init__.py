"""The documented routes, one module per subject of `alter-public-api.txt`."""
