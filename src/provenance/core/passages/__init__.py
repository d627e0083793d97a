"""From claims between blocks to passages of articles: what they share, and whether it is stock wording."""
