"""What a shop's cart asks: which Alter order a line of it is."""
