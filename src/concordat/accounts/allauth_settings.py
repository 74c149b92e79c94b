"""How people sign in: a password and a code or a key, a passkey alone, a work account. Nobody signs themselves up."""

import os

from concordat.accounts.work_accounts.configured import providers

ACCOUNT_ADAPTER = "concordat.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "join_letter_failed": "10/h/ip",
    "join_find": "120/h/ip",
    "join_ask": "30/h/ip,6/d/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Concordat"
MFA_RECOVERY_CODE_COUNT = 10
MFA_ADAPTER = "concordat.accounts.adapter.SecondFactorAdapter"
SOCIALACCOUNT_ADAPTER = "concordat.accounts.work_accounts.adapter.WorkAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "concordat.accounts.work_accounts.provider.WorkAccount",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": providers(os.environ),
    }
}
