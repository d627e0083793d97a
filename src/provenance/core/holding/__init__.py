"""New articles against a collection that an index holds, and how such a collection changes."""
