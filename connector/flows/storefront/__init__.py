"""What shoppers' browsers ask: products with their runtimes, sessions, the runtime bootstrap."""
