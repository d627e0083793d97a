"""Near-copies among paragraphs and nothing else, for archives that are to be rid of copies."""
