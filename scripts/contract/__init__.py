"""`scripts/contract-check`: the served application against its own description."""
