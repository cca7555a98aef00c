"""`/openapi.json` and `/docs`: what every route says of itself, as one document, and a page to read it."""
