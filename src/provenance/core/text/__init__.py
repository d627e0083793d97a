"""What text is made of, whatever it says: tokens, names, numbers, languages, and their hashes."""
