"""Measurements: run as modules from the top of the checkout."""
