"""Parts of the play `refusals`."""
