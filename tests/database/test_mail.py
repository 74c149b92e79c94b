"""Letters go out once: what was handed over is settled, what nobody can know is listed, what came back is seen."""

from __future__ import annotations

import signal
import smtplib
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.core import mail as django_mail

from concordat.accounts.vocabulary import Role
from concordat.core import bounces, mail
from concordat.core.actor import Actor, acting_as
from concordat.core.mail import Letter, TryAgain
from concordat.core.models import Mail
from tests.database.test_jobs import eventually, worker
from tests.mail_server import Taken, serving_mail
from tests.postgres_for_tests import ClusterForTests
from tests.world import ASH, BEECH, NORTHERN, SOUTHERN, World

pytestmark = pytest.mark.slow
POSTMAN = Actor.system_named("tests.postman")
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def letter(key: str = "letter-1", **more: object) -> Letter:
    given = {"to": "ada@school.example", "subject": "Hello", "lines": ["Sign in."], "about": "tests.letter"}
    return Letter(key=key, **(given | more))  # type: ignore[arg-type]


def state_of(key: str = "letter-1") -> tuple[str, str]:
    with acting_as(POSTMAN):
        kept = Mail.objects.get(key=key)
    return kept.state, kept.reason


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Taken]:
    """Django sends to a server of the test's own."""
    with serving_mail() as taken:
        monkeypatch.setattr("django.conf.settings.EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        for name, value in (("EMAIL_HOST", "127.0.0.1"), ("EMAIL_PORT", taken.port), ("EMAIL_USE_TLS", False)):
            monkeypatch.setattr(f"django.conf.settings.{name}", value)
        monkeypatch.setattr("django.conf.settings.EMAIL_TIMEOUT", 5)
        yield taken


@pytest.mark.django_db
def test_a_letter_goes_out_once_however_often_its_job_runs(server: Taken) -> None:
    assert mail.post([letter()], by=POSTMAN).counts == {"sent": 1}
    assert mail.post([letter(), letter("letter-2")], by=POSTMAN).counts == {"already": 1, "sent": 1}
    assert len(server.letters) == len(set(server.letters)) == 2
    assert state_of() == ("sent", "")


@pytest.mark.django_db
def test_a_letter_that_somebody_began_and_never_ended_is_uncertain_and_not_sent_again(server: Taken) -> None:
    with acting_as(POSTMAN):
        Mail.objects.create(
            key="letter-1", message_id="<1@x>", address="a@b.example", state=Mail.State.sending, began_at=AT
        )
    assert mail.post([letter()], by=POSTMAN).counts == {"uncertain": 1}
    assert mail.post([letter()], by=POSTMAN).counts == {"already": 1}
    assert server.letters == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "state"), [("550 5.1.1 nobody here", ("bounced", "550")), ("451 4.3.0 later", ("waiting", "451"))]
)
def test_what_a_server_refuses_is_told_apart_from_what_it_defers(
    server: Taken, answer: str, state: tuple[str, str]
) -> None:
    server.recipient = lambda _: answer
    try:
        mail.post([letter()], by=POSTMAN)
    except TryAgain:
        assert state[0] == "waiting"
    assert state_of() == state
    server.recipient = lambda _: "250 ok"
    mail.post([letter()], by=POSTMAN)
    assert len(server.letters) == (1 if state[0] == "waiting" else 0)


@pytest.mark.django_db
def test_without_a_server_letters_wait_and_go_out_later(server: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.EMAIL_PORT", 1)
    with pytest.raises(TryAgain):
        mail.post([letter(), letter("letter-2")], by=POSTMAN)
    assert state_of() == ("waiting", "ConnectionRefusedError")
    monkeypatch.setattr("django.conf.settings.EMAIL_PORT", server.port)
    assert mail.post([letter(), letter("letter-2")], by=POSTMAN).counts == {"sent": 2}


@pytest.mark.django_db
def test_a_line_that_breaks_after_the_letter_leaves_it_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object) -> int:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(django_mail.EmailMessage, "send", broken)
    assert mail.post([letter()], by=POSTMAN).counts == {"uncertain": 1}


@pytest.mark.django_db
def test_who_sees_that_a_letter_did_not_arrive(world: World) -> None:
    mail.post([letter(organisation_id=world.id(ASH))], by=POSTMAN)
    for role, place, seen in (
        (Role.headteacher, ASH, 1),
        (Role.business_manager, NORTHERN, 1),
        (Role.governor, ASH, 0),
        (Role.headteacher, BEECH, 0),
        (Role.business_manager, SOUTHERN, 0),
    ):
        with acting_as(world.actor(role, place)):
            assert Mail.objects.count() == seen, (role, place)
            assert Mail.objects.update(state="sent") == 0


# Letters that come back


def notification(
    message_id: str, *, action: str = "failed", status: str = "5.1.1", headers_only: bool = False
) -> bytes:
    original = f"Message-ID: {message_id}\r\nSubject: Hello\r\n\r\n"
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        "From: MAILER-DAEMON@school.example\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nAda Invented has left the school.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.school.example\r\n\r\n"
        f"Final-Recipient: rfc822; ada@school.example\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--B\r\nContent-Type: {kind}\r\n\r\n{original}--B--\r\n"
    ).encode()


@pytest.mark.django_db
@pytest.mark.parametrize("headers_only", [False, True])
def test_a_notification_marks_its_letter_and_keeps_nothing_it_says(headers_only: bool) -> None:
    mail.post([letter()], by=POSTMAN)
    with acting_as(POSTMAN):
        message_id = Mail.objects.get(key="letter-1").message_id
        assert bounces.take(notification(message_id, headers_only=headers_only), at=AT) == "letter-1"
    assert state_of() == ("bounced", "5.1.1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Subject: I am away\r\n\r\nBack on Monday.",
        notification("<somebody-else@elsewhere.example>"),
        notification("<1@x>", action="delayed", status="4.4.1"),
        b"x" * (bounces.LARGEST + 1),
        b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n\xff",
    ],
    ids=["nothing", "a reply", "not ours", "a delay", "too large", "broken"],
)
def test_anything_else_is_no_notification(content: bytes) -> None:
    mail.post([letter()], by=POSTMAN)
    with acting_as(POSTMAN), pytest.raises(bounces.NotANotification):
        bounces.take(content, at=AT)
    assert state_of() == ("sent", "")


# Kills


def test_a_killed_worker_leaves_one_letter_uncertain_and_doubles_none(
    cluster: ClusterForTests, fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, kills = 300, (40, 120)
    with serving_mail() as taken, psycopg.connect(cluster.url("owner", fresh_database), autocommit=True) as owner:
        for name, value in (("HOST", "127.0.0.1"), ("PORT", str(taken.port)), ("TLS", "none")):
            monkeypatch.setenv(f"CONCORDAT_MAIL_{name}", value)
        found = owner.execute("select id from accounts_organisation where name = 'Ash Primary School'").fetchone()
        assert found is not None
        owner.execute(
            "insert into accounts_invitation (token_hash, nonce, email, name, organisation_id, role, invited_at,"
            " expires_at) select sha256(n::text::bytea), 'x', 'p' || n || '@school.example', 'P', %s, 'dsl', now(),"
            " now() + interval '1 day' from generate_series(1, %s) n",
            [found[0], count],
        )
        owner.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args, status) select 'mail',"
            " 'accounts.send_invitation', jsonb_build_object('invitation_id', id), 'todo' from accounts_invitation"
            " where nonce = 'x'"
        )
        for kill_at in kills:
            with worker(cluster, fresh_database) as running:
                eventually(lambda at=kill_at: len(taken.letters) >= at)  # type: ignore[misc]
                running.send_signal(signal.SIGKILL)
                running.wait()
            owner.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
        with worker(cluster, fresh_database):
            end = time.monotonic() + 60
            while time.monotonic() < end:
                states: dict[str, int] = dict(
                    owner.execute("select state, count(*) from core_mail group by 1").fetchall()
                )
                if states.get("sent", 0) + states.get("uncertain", 0) == count:
                    break
                time.sleep(0.2)
    assert states.get("sent", 0) + states.get("uncertain", 0) == count, states
    assert states.get("uncertain", 0) <= len(kills)
    doubled = [one for one, times in Counter(taken.letters).items() if times > 1]
    assert doubled == []
    assert len(taken.letters) >= count - len(kills)
