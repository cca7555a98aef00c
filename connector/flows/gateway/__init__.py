"""The drop-in Alter API: a store's own credential, put in its place on the way."""
