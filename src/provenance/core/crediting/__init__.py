"""Whom a text credits: agencies, by-lines, sign-offs, press releases, round-ups."""
