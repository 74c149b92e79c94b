"""Initiatives beside recommendations and audits: what each answers, whom it reaches, what was answered since."""
