"""An Alter Public API to develop, demonstrate and test against.

It holds a valid world in memory, speaks the documented HTTP surface over a real loopback socket, and
refuses what Alter refuses. It knows nothing of the connector's own client, so the two can disagree; what
settles a disagreement is the reference documents, whose sections the modules here cite. Where those are
silent the choice is the stricter one, and the module that makes it says so.
"""
