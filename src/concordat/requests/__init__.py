"""What partnerships ask of settings besides audits, in one calendar, with what it costs them. See README.md here."""
