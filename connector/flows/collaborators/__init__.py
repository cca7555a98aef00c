"""What several flows need: small, below them, and never a flow itself."""
