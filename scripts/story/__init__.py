"""The demo: the connector's main job, played step by step against the sandbox, over real HTTP."""
