"""The proof: stores play against the real commands while connections break and processes are killed; in the end
what was asked for, what the connector says and what Alter holds are compared, row by row.

The seed repeats what stores do and what the proxy and the killer choose. Between processes that really run, it
cannot repeat the very moments; the differences a run prints therefore name everything needed to look further.
"""
