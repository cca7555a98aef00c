"""What the connector and its WordPress plugin must agree on."""
