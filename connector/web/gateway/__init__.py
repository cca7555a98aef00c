"""`/public-api`: Alter's own API with the credential put in on the way."""
