"""`/storefront/v1/{storefrontKey}`: what browsers call. Small answers, CORS, no secret."""
