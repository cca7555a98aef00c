"""The composition root: settings -> adapters -> flows -> web application and worker.

Nothing else constructs an adapter. `open_connector` checks everything that must be true before serving (schema,
keys, sole process) and raises an error whose message says what to do.
"""

from connector.app.opening import Connector, open_connector, operating, serving
from connector.app.operator import Operator, open_operator, open_target

__all__ = [
    "Connector",
    "Operator",
    "open_connector",
    "open_operator",
    "open_target",
    "operating",
    "serving",
]
