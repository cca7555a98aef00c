"""What a shop does with its bindings: put, list, change, activate and deactivate."""
