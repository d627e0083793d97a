"""Articles as columns, and what is worked out over all of them: words, terms, weights, keys."""
