"""What a store asks about itself."""
