"""Signing in with a work account: Microsoft, Google, or any OpenID Connect provider named in the settings.

`configured` reads the settings, `claims` says whose word about which address counts, `tokens` checks what a
provider signed, `provider` and `adapter` are allauth's with those checks, `views` begin and end the journey.
"""
