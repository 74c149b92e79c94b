"""Joining: letters with a claim code, people who ask to join, two keepers of each setting's accounts."""
