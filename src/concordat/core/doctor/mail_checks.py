"""Checks of mail: whether letters in our name will be believed. They ask the domain name system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from email.utils import parseaddr
from typing import Protocol

from django.conf import settings

from concordat.core.doctor.findings import Finding, Health
from concordat.lib import mail_records
from concordat.lib.mail_records import Judged, Verdict

HEALTH = {Verdict.good: Health.ok, Verdict.weak: Health.warn, Verdict.wrong: Health.fail}
LONGEST_SECONDS = 4.0


class CouldNotAsk(RuntimeError):
    """Nobody answered: that is no record and no absence of one."""


class Names(Protocol):
    """Asks for the TXT records of a name; none where there are none. Raises `CouldNotAsk`."""

    def __call__(self, name: str) -> Sequence[str]: ...


def names_from(*, servers: Sequence[str] = (), port: int = 53) -> Names:
    """The domain name system as this machine asks it, or these servers."""
    import dns.exception
    import dns.resolver

    def ask(name: str) -> Sequence[str]:
        try:
            resolver = dns.resolver.Resolver(configure=not servers)
            if servers:
                resolver.nameservers, resolver.port = list(servers), port
            found = resolver.resolve(name, "TXT", lifetime=LONGEST_SECONDS, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except (dns.exception.DNSException, OSError) as problem:
            raise CouldNotAsk(type(problem).__name__) from problem
        return [b"".join(row.strings).decode("utf-8", "replace") for row in found]

    return ask


def sends_for_real() -> bool:
    """Whether letters leave this machine."""
    return not settings.CONCORDAT_DEMO and settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")


def domain() -> str:
    """The domain of the sender's address."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def spf(names: Names) -> Finding:
    """Others believe that our mail server may send for us."""
    return _found("mail: SPF", lambda: mail_records.spf(domain(), names(domain())))


def dkim(names: Names) -> Finding:
    """Others can check the signature of our letters."""
    selector = settings.CONCORDAT_MAIL_DKIM_SELECTOR
    if sends_for_real() and not selector:
        said = "Nobody has said with which selector letters are signed."
        return Finding("mail: DKIM", Health.warn, said, "Set CONCORDAT_MAIL_DKIM_SELECTOR to your mail server's.")
    name = f"{selector}._domainkey.{domain()}"
    return _found("mail: DKIM", lambda: mail_records.dkim(name, names(name)))


def dmarc(names: Names) -> Finding:
    """Others know what to do with letters that only pretend to be ours."""

    def look() -> Judged:
        for place in mail_records.dmarc_places(domain()):
            records = names(place)
            if records:
                return mail_records.dmarc(domain(), records)
        return mail_records.dmarc(domain(), ())

    return _found("mail: DMARC", look)


def _found(check: str, look: Callable[[], Judged]) -> Finding:
    if not sends_for_real():
        return Finding(check, Health.ok, "No mail is sent: letters land in the folder `outbox`.")
    try:
        judged = look()
    except CouldNotAsk as problem:
        said = f"The domain name system could not be asked about {domain()} ({problem})."
        return Finding(check, Health.warn, said, "Run it again where this machine may ask.")
    return Finding(check, HEALTH[judged.verdict], judged.sentence, judged.remedy)
