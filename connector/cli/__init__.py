"""The operator's verbs: one file per verb group, imported only when that verb is called."""
