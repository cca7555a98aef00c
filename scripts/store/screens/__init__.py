"""Screens of wp-admin as their users see them: what can be read there and done, so that plays stay short."""
