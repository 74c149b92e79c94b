"""What a domain's records say about letters sent in its name: SPF, DKIM and DMARC, judged from their text.

SPF is RFC 7208, DKIM keys are RFC 6376 section 3.6.1, DMARC is RFC 7489 section 6.3. Asking for the records is
somebody else's work: these functions take the TXT records that were found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a record stands."""

    good = "good"
    weak = "weak"
    wrong = "wrong"


@dataclass(frozen=True)
class Judged:
    """A verdict, what was found, and what to do."""

    verdict: Verdict
    sentence: str
    remedy: str = ""


def spf(domain: str, records: Sequence[str]) -> Judged:
    """Who may send for the domain."""
    found = [record for record in records if record.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return Judged(
            Verdict.weak, f"{domain} has no SPF record.", "Publish one that names your mail server and ends in -all."
        )
    if len(found) > 1:
        return Judged(Verdict.wrong, f"{domain} has {len(found)} SPF records, so none counts.", "Publish one only.")
    terms = found[0].lower().split()
    if {"+all", "all"} & set(terms):
        return Judged(Verdict.wrong, f"The SPF record of {domain} lets everybody send.", "End it in -all.")
    if not {"-all", "~all"} & set(terms) and not any(term.startswith("redirect=") for term in terms):
        return Judged(Verdict.weak, f"The SPF record of {domain} does not say who may not send.", "End it in -all.")
    return Judged(Verdict.good, f"{domain} says who may send for it.")


def dkim(name: str, records: Sequence[str]) -> Judged:
    """The key that letters are signed with, at `selector._domainkey.domain`."""
    keys = [tags for record in records if "p" in (tags := _tags(record)) and tags.get("v", "DKIM1") == "DKIM1"]
    if not keys:
        return Judged(
            Verdict.weak, f"There is no DKIM key at {name}.", "Publish the key that your mail server signs with."
        )
    if len(keys) > 1:
        return Judged(Verdict.wrong, f"There are {len(keys)} DKIM keys at {name}.", "Publish one for each selector.")
    if not keys[0]["p"]:
        return Judged(Verdict.wrong, f"The DKIM key at {name} was revoked.", "Sign with another selector.")
    if "y" in keys[0].get("t", "").split(":"):
        return Judged(Verdict.weak, f"The DKIM key at {name} says that it is a trial (t=y).", "Take t=y out.")
    return Judged(Verdict.good, f"There is a DKIM key at {name}.")


def dmarc(domain: str, records: Sequence[str]) -> Judged:
    """What others are to do with letters that fail both."""
    found = [_tags(record) for record in records if record.replace(" ", "").startswith("v=DMARC1")]
    remedy = "Publish _dmarc with p=quarantine or p=reject once the reports show nothing of yours failing."
    if not found:
        return Judged(Verdict.weak, f"{domain} has no DMARC record.", remedy)
    if len(found) > 1:
        return Judged(Verdict.wrong, f"{domain} has {len(found)} DMARC records, so none counts.", "Publish one only.")
    policy = found[0].get("p", "")
    if policy not in ("none", "quarantine", "reject"):
        return Judged(Verdict.wrong, f"The DMARC record of {domain} has no policy.", remedy)
    if policy == "none":
        return Judged(Verdict.weak, f"The DMARC record of {domain} only watches (p=none).", remedy)
    return Judged(Verdict.good, f"{domain} asks others to {policy} what fails.")


def dmarc_places(domain: str) -> list[str]:
    """Where to look for a DMARC record: the domain, then those above it that can have one."""
    labels = domain.split(".")
    return [f"_dmarc.{'.'.join(labels[at:])}" for at in range(max(1, len(labels) - 1))]


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, sign, value in pairs if sign}
