"""The verbs of the business. A flow is a frozen dataclass of its collaborators, called once per request or job.

Flows do not call flows: what one starts for another is a row. What several need lies in `collaborators`.
"""
