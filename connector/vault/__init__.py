"""Secrets at rest: the only importer of `cryptography`.

`keyring` reads the master keys from their file, `sealing` turns plaintext into sealed bytes and
back. Two layers: a master key wraps one data key per owner, the data key seals that owner's values.
Destroying the wrapped data key destroys everything sealed under it, and changing the master key
rewraps small blobs only. There is no plaintext mode.
"""
