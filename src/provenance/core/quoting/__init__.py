"""Whose words a text gives: quotations, cues of speech, speakers, reported speech."""
