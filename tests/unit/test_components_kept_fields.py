"""What a page keeps when it could not be saved."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from concordat.core.components.kept_fields import KeptField, is_secret, kept_fields


def test_everything_typed_is_kept_in_order_with_several_values() -> None:
    posted = QueryDict("csrfmiddlewaretoken=tok&q1=Half+termly&areas=a&areas=b&empty=&version=3")
    assert kept_fields(posted) == [
        KeptField("csrfmiddlewaretoken", "tok"),
        KeptField("q1", "Half termly"),
        KeptField("areas", "a"),
        KeptField("areas", "b"),
        KeptField("empty", ""),
        KeptField("version", "3"),
    ]


@pytest.mark.parametrize(
    "name",
    ["password", "password1", "oldpassword", "New-Password", "passphrase", "code", "login-code", "otp", "totp_secret"],
)
def test_secrets_are_not_kept(name: str) -> None:
    posted = QueryDict(mutable=True)
    posted.update({name: "123456", "email": "a@example.org"})
    assert kept_fields(posted) == [KeptField("email", "a@example.org")]


@pytest.mark.parametrize(
    "name", ["postcode", "question_code", "decode", "q3-comment", "pinboard", "csrfmiddlewaretoken"]
)
def test_ordinary_names_are_not_taken_for_secrets(name: str) -> None:
    assert not is_secret(name)


def test_only_sentences_are_offered_for_copying() -> None:
    assert KeptField("q", "The governors read it each half term.").is_prose
    assert not KeptField("csrfmiddlewaretoken", "a" * 64).is_prose
    assert not KeptField("q", "green").is_prose
