"""The stage that tests play on: a served sandbox, a served connector, a real database, stores that connect."""
