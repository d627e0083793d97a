"""The report put together, and answers about it: why a match is one, and why there is none."""
