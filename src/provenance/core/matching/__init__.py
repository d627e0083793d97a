"""What two blocks have in common: candidates, verification, scores, and the choice of what is reported."""
