"""Classes of the tables that are not ours."""

from concordat.lib.row_security_sql import RowClass, Table, machinery, sign_in

QUEUE = ["procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers"]

TABLES = [
    machinery("django_migrations", app="S"),
    machinery("django_content_type", app="S"),
    machinery("concordat_cache", app="SIUD"),
    *[machinery(name, app="SIUD") for name in QUEUE],
    # Django's own permissions are not used; the tables exist because allauth asks for the app.
    Table("auth_permission", RowClass.machinery),
    Table("auth_group", RowClass.machinery),
    Table("auth_group_permissions", RowClass.machinery),
    # Contexts of row versions are not used (no address and no person is kept in them); nobody may write one.
    Table("pghistory_context", RowClass.machinery),
    sign_in("account_emailaddress", "user_id = core.person()"),
    sign_in(
        "account_emailconfirmation",
        "email_address_id in (select id from account_emailaddress where user_id = core.person())",
    ),
    sign_in("mfa_authenticator", "user_id = core.person()"),
    sign_in("socialaccount_socialaccount", "user_id = core.person()"),
    # Providers come from the settings; nobody may write one.
    Table("socialaccount_socialapp", RowClass.machinery),
    sign_in(
        "socialaccount_socialtoken",
        "account_id in (select id from socialaccount_socialaccount where user_id = core.person())",
    ),
]
