"""Where articles, pairs and clusters likely come from, with the evidence for and against."""
