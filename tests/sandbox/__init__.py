"""The sandbox, tested from the outside over real loopback HTTP, against the documents' own examples."""
