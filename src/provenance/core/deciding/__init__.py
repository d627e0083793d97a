"""What people decide on: verdicts on new articles, labels, and the gate."""
