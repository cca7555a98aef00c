"""Schema changes in order. A release's code runs only on the newest one."""
