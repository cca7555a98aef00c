"""The database: SQLAlchemy Core over aiosqlite or asyncpg, one file per table.

Flows open the transaction (`Database.read` / `Database.write`) and hand the connection to the functions of
this package; no function here commits. Rows become frozen dataclasses at this edge.
"""
