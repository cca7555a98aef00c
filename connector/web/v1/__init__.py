"""`/v1`: what the plugin calls. `application/problem+json`, store token, no CORS."""
