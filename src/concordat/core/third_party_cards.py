"""Handling cards of the tables that are not ours."""

from concordat.core.handling import DataClass, Handling, fields

SIGN_IN_WHY = "To sign in and to be reached (UK GDPR Article 6(1)(e))"
QUEUE = {"whose": "nobody", "keep": "until the work is done", "why": "What is still to do; ids only"}
UNUSED = {"whose": "nobody", "keep": "always empty", "why": "A library makes this table; nothing is stored in it"}

CARDS = {
    "auth.Permission": Handling(DataClass.public, **UNUSED, fields=fields(plain="id name content_type codename")),
    "auth.Group": Handling(DataClass.public, **UNUSED, fields=fields(plain="id name")),
    "contenttypes.ContentType": Handling(
        DataClass.public,
        whose="nobody",
        keep="with the database",
        why="The names of the tables",
        fields=fields(plain="id app_label model"),
    ),
    "account.EmailAddress": Handling(
        DataClass.staff,
        whose="the person",
        keep="as the person",
        why=SIGN_IN_WHY,
        fields=fields(plain="id verified primary", personal="user email"),
    ),
    "account.EmailConfirmation": Handling(
        DataClass.staff,
        whose="the person",
        keep="3 days",
        why=SIGN_IN_WHY,
        fields=fields(plain="id created sent", personal="email_address", secret="key"),
    ),
    "mfa.Authenticator": Handling(
        DataClass.staff,
        whose="the person",
        keep="until the person removes it, or leaves",
        why="A second factor, so that a stolen password is not enough; encrypted with a key outside the database",
        fields=fields(plain="id type", personal="user created_at last_used_at", secret="data"),
    ),
    "socialaccount.SocialAccount": Handling(
        DataClass.staff,
        whose="the person",
        keep="until the person removes it, or leaves",
        why="So that a work account signs in the person it was linked to; nothing else of it is kept",
        fields=fields(plain="id provider extra_data", personal="user uid last_login date_joined"),
    ),
    "socialaccount.SocialApp": Handling(
        DataClass.public, **UNUSED, fields=fields(plain="id provider provider_id name client_id key settings secret")
    ),
    "socialaccount.SocialToken": Handling(
        DataClass.staff, **UNUSED, fields=fields(plain="id app account expires_at", secret="token token_secret")
    ),
    "pghistory.Context": Handling(
        DataClass.access_log, **UNUSED, fields=fields(plain="id created_at updated_at metadata")
    ),
    "procrastinate.ProcrastinateWorker": Handling(DataClass.public, **QUEUE, fields=fields(plain="id last_heartbeat")),
    "procrastinate.ProcrastinateJob": Handling(
        DataClass.public,
        **QUEUE,
        fields=fields(
            plain="id queue_name task_name priority lock args status scheduled_at attempts queueing_lock"
            " abort_requested worker"
        ),
    ),
    "procrastinate.ProcrastinateEvent": Handling(DataClass.public, **QUEUE, fields=fields(plain="id job type at")),
    "procrastinate.ProcrastinatePeriodicDefer": Handling(
        DataClass.public, **QUEUE, fields=fields(plain="id task_name defer_timestamp job periodic_id")
    ),
}
