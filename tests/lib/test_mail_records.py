"""SPF, DKIM and DMARC from their text, with examples of the standards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.lib import mail_records
from concordat.lib.mail_records import Verdict

DOMAIN = "north.example"


@pytest.mark.parametrize(
    ("records", "verdict"),
    [
        (["v=spf1 +mx a:colo.example.com/28 -all"], "good"),  # RFC 7208, section 3
        (["v=spf1 redirect=_spf.example.com"], "good"),
        (["v=spf1 mx ~all", "some=other"], "good"),
        (["v=spf1 mx ?all"], "weak"),
        (["v=spf1"], "weak"),
        (["v=spf10 -all"], "weak"),
        ([], "weak"),
        (["v=spf1 +all"], "wrong"),
        (["v=spf1 all"], "wrong"),
        (["v=spf1 -all", "V=SPF1 mx -all"], "wrong"),  # section 4.5: a permanent error
    ],
)
def test_who_may_send(records: list[str], verdict: str) -> None:
    assert mail_records.spf(DOMAIN, records).verdict == verdict


@pytest.mark.parametrize(
    ("records", "verdict"),
    [
        (["v=DKIM1; p=MIGfMA0GCSqGSIb3"], "good"),
        (["k=rsa; p=MIGfMA0"], "good"),  # RFC 6376, section 3.6.1: v is recommended
        (["v=DKIM1; p=MIGfMA0; t=y:s"], "weak"),
        ([], "weak"),
        (["v=DKIM2; p=MIGfMA0"], "weak"),
        (["v=DKIM1; p="], "wrong"),  # revoked
        (["v=DKIM1; p=a", "v=DKIM1; p=b"], "wrong"),
    ],
)
def test_the_key_of_the_signature(records: list[str], verdict: str) -> None:
    assert mail_records.dkim("s._domainkey.north.example", records).verdict == verdict


@pytest.mark.parametrize(
    ("records", "verdict"),
    [
        (["v=DMARC1; p=reject; rua=mailto:dmarc@north.example"], "good"),
        (["v=DMARC1;p=quarantine"], "good"),
        (["v=DMARC1; p=none"], "weak"),
        ([], "weak"),
        (["v=DMARC1"], "wrong"),
        (["v=DMARC1; p=reject", "v=DMARC1; p=none"], "wrong"),
    ],
)
def test_what_others_do_with_what_fails(records: list[str], verdict: str) -> None:
    assert mail_records.dmarc(DOMAIN, records).verdict == verdict


def test_a_domain_below_another_asks_above_too_but_never_the_top() -> None:
    assert mail_records.dmarc_places("mail.north.example") == ["_dmarc.mail.north.example", "_dmarc.north.example"]
    assert mail_records.dmarc_places("example") == ["_dmarc.example"]


@given(st.lists(st.text(max_size=60), max_size=3))
def test_whatever_somebody_publishes_is_judged(records: list[str]) -> None:
    for judge in (mail_records.spf, mail_records.dkim, mail_records.dmarc):
        judged = judge(DOMAIN, records)
        assert judged.verdict in Verdict
        assert bool(judged.remedy) == (judged.verdict != Verdict.good)
