"""The door to the Alter Public API: endpoint table, budget, breaker, client. Nothing else calls Alter."""
