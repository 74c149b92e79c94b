"""What the doctor says of mail, asked of a small name server on this machine."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import dns.message
import dns.rcode
import dns.rrset
import pytest

from concordat.core.doctor import mail_checks
from concordat.core.doctor.examination import CHECKS
from concordat.core.doctor.mail_checks import Names, names_from

RECORDS: dict[str, list[str]] = {}


class NameServer(socketserver.BaseRequestHandler):
    """Answers from `RECORDS`; a name that is not there does not exist, and one with `None` is never answered."""

    def handle(self) -> None:
        content, line = self.request
        asked = dns.message.from_wire(content)
        name = asked.question[0].name.to_text(omit_final_dot=True)
        if name.endswith("silent.example"):
            return
        answer = dns.message.make_response(asked)
        if name in RECORDS:
            texts = [" ".join(f'"{part}"' for part in _parts(text)) for text in RECORDS[name]]
            answer.answer = [dns.rrset.from_text(name + ".", 60, "IN", "TXT", *texts)]
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        line.sendto(answer.to_wire(), self.client_address)


def _parts(text: str) -> list[str]:
    return [text[at : at + 100] for at in range(0, len(text), 100)]


@pytest.fixture
def names() -> Iterator[Names]:
    RECORDS.clear()
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), NameServer) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield names_from(servers=["127.0.0.1"], port=server.server_address[1])
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def sends(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Concordat <concordat@mail.north.example>"
    settings.CONCORDAT_MAIL_DKIM_SELECTOR = "s1"
    settings.CONCORDAT_DEMO = False


def said(names: Names) -> list[str]:
    return [str(check(names).health) for check in (mail_checks.spf, mail_checks.dkim, mail_checks.dmarc)]


def test_a_domain_that_is_set_up_is_well_and_long_records_are_put_together(names: Names) -> None:
    RECORDS["mail.north.example"] = ["v=spf1 ip4:192.0.2.1 -all", "unrelated"]
    RECORDS["s1._domainkey.mail.north.example"] = ["v=DKIM1; k=rsa; p=" + "A" * 350]
    RECORDS["_dmarc.north.example"] = ["v=DMARC1; p=reject"]
    assert said(names) == ["OK", "OK", "OK"]
    assert names("s1._domainkey.mail.north.example")[0].endswith("A" * 350)


def test_a_domain_without_records_is_warned_of_and_a_wrong_one_fails(names: Names) -> None:
    assert said(names) == ["WARN", "WARN", "WARN"]
    RECORDS["mail.north.example"] = ["v=spf1 +all"]
    RECORDS["s1._domainkey.mail.north.example"] = ["v=DKIM1; p="]
    RECORDS["_dmarc.mail.north.example"] = ["v=DMARC1; p=reject", "v=DMARC1; p=none"]
    assert said(names) == ["FAIL", "FAIL", "FAIL"]


def test_no_answer_is_not_an_answer(names: Names, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEFAULT_FROM_EMAIL = "concordat@silent.example"
    monkeypatch.setattr(mail_checks, "LONGEST_SECONDS", 0.3)
    for check in (mail_checks.spf, mail_checks.dkim, mail_checks.dmarc):
        finding = check(names)
        assert finding.health == "WARN"
        assert "could not be asked" in finding.sentence


def test_without_a_selector_dkim_is_not_called_well(names: Names, settings: Any) -> None:
    settings.CONCORDAT_MAIL_DKIM_SELECTOR = ""
    assert mail_checks.dkim(names).health == "WARN"
    assert "CONCORDAT_MAIL_DKIM_SELECTOR" in mail_checks.dkim(names).remedy


@pytest.mark.parametrize("quiet", ["outbox", "demo"])
def test_where_nothing_is_sent_nobody_is_asked(settings: Any, quiet: str) -> None:
    def nobody(name: str) -> list[str]:
        raise AssertionError(f"asked for {name}")

    settings.CONCORDAT_DEMO = quiet == "demo"
    if quiet == "outbox":
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert said(nobody) == ["OK", "OK", "OK"]


def test_the_doctor_looks_at_all_three() -> None:
    assert {"mail: SPF", "mail: DKIM", "mail: DMARC"} <= set(CHECKS)
