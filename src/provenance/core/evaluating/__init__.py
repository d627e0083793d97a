"""A report judged by an annotation."""
