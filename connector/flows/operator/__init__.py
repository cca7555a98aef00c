"""What the operator's verbs do. They run beside a working `serve`: short transactions, nothing cached."""
