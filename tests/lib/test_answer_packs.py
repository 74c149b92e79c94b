"""Packs: what was signed comes out whole, and whatever else is in a file is refused with a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as another_kind
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from concordat.lib import answer_packs as packs
from concordat.lib.answer_packs import keys, plain_json
from concordat.lib.answer_packs.writing import document

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NAME = keys.fingerprint(KEY.public_key())
ISSUERS = {NAME: packs.Issuer("Northern partnership", KEY.public_key())}
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SCALE = packs.Scale(
    "rag3",
    (packs.Value("met", "Met", "green"), packs.Value("part", "Partly met", "amber"), packs.Value("no", "No", "red")),
    "met",
)
PACK = packs.Pack(
    partnership="Northern partnership",
    of_return="41",
    audit="Yearly audit, 2026",
    urn=900001,
    form=packs.Form("yearly", "3", "Yearly audit", date(2026, 9, 1), ("KCSIE 2026",), "1 abc"),
    made_at=AT,
    submitted_on=date(2026, 10, 20),
    signed=packs.Signed(date(2026, 10, 12), date(2026, 10, 19), "chair"),
    scales={"s1": SCALE},
    expectations={"E1": packs.Expectation("a" * 64, (date(2025, 9, 1),)), "E2": packs.Expectation("b" * 64)},
    answers={
        "A1": packs.Answer("Do you?", "s1", "met", date(2026, 10, 1), ("E1", "E2"), "agreed", complete=True),
        "A2": packs.Answer("And?", "s1", "part", date(2026, 10, 1), ("E1", "E2"), "agreed", not_in_place=("E2",)),
        "A3": packs.Answer("From elsewhere?", "s1", "no", date(2026, 10, 1), ("E1",), carried=True),
    },
)
FILE = packs.signed(PACK, KEY)


def resigned(change: Any) -> bytes:
    """A file whose signature holds, over a document that was changed before."""
    said = json.loads(json.dumps(document(PACK)))
    change(said)
    value = KEY.sign(b"concordat answer pack 1\n" + plain_json.written(said)).hex()
    return plain_json.written({"pack": said, "signature": {"key": NAME, "value": value}})


def test_what_was_signed_comes_out_whole_and_keeps_its_signature() -> None:
    found = packs.opened(FILE, ISSUERS)
    assert (found.pack, found.issuer) == (PACK, NAME)
    assert packs.holds(json.loads(json.dumps(found.document)), found.signature, KEY.public_key())
    assert not packs.holds(found.document | {"urn": 900002}, found.signature, KEY.public_key())
    packs.require_fits(found.pack, urn=900001, at=AT, newest=AT)
    assert packs.signed(PACK, KEY) == FILE, "the same pack is the same file"


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed(place: int, by: int) -> None:
    with pytest.raises(packs.PackRefused):
        packs.opened(FILE[:place] + bytes([FILE[place] ^ by]) + FILE[place + 1 :], ISSUERS)


@given(st.integers(0, len(FILE) - 1))
def test_nothing_can_be_cut_off_or_put_in(length: int) -> None:
    for file in (FILE[:length], FILE[:length] + b" " + FILE[length:], FILE[:length] + b"0" + FILE[length:]):
        with pytest.raises(packs.PackRefused):
            packs.opened(file, ISSUERS)


@given(st.binary(max_size=400))
def test_other_files_are_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(packs.PackRefused, match=r"\.$"):
        packs.opened(content, ISSUERS)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from(
        [*document(PACK), "form code", "signed head_on", "answers A1", "scales s1", "expectations E1", "+"]
    ),
)
def test_a_document_of_another_shape_is_refused_though_its_signature_holds(value: Any, where: str) -> None:
    *path, last = where.split()

    def change(said: Any) -> None:
        for name in path:
            said = said[name]
        said[last] = value

    try:
        file = resigned(change)
    except ValueError:  # half a surrogate pair: no such file can be
        return
    try:
        found = packs.opened(file, ISSUERS)
    except packs.PackRefused:
        return
    assert document(found.pack) == json.loads(file)["pack"], "what is read is what was signed"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04" + FILE, "a zip file"),
        (FILE + b" " * packs.LARGEST, "larger than any answer pack"),
        (b"[" * 200_000, "damaged"),
        (b'{"a":' * 100_000, "damaged"),
        (FILE.replace(b'"urn":900001', b'"urn":900001,"urn":900001'), "damaged"),
        (FILE.replace(b'"urn":900001', b'"urn":900001.0'), "damaged"),
        (FILE.replace(b'"urn":900001', b'"urn":' + b"9" * 5_000), "damaged"),
        (json.dumps(json.loads(FILE), indent=1).encode(), "saved by another program"),
        (b"\xef\xbb\xbf" + FILE, "damaged"),
        (FILE.replace(b'"value":"met"', b'"value":"yes"', 1), "not as Northern partnership signed it"),
    ],
    ids=["zip", "large", "nested", "objects", "twice", "float", "digits", "indented", "mark", "changed"],
)
def test_hostile_files_say_what_is_wrong(content: bytes, sentence: str) -> None:
    with pytest.raises(packs.PackRefused, match=sentence):
        packs.opened(content, ISSUERS)


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(extra=1),
        lambda said: said.update(version=2),
        lambda said: said.update(version=True),
        lambda said: said.update(urn=True),
        lambda said: said.update(made_at="2026-11-02T9:30:00Z"),
        lambda said: said.update(submitted_on="20261020"),
        lambda said: said.update(submitted_on="2026-12-24"),
        lambda said: said["signed"].update(head_on="2027-10-12"),
        lambda said: said["signed"].update(board_by=None),
        lambda said: said["answers"]["A1"].update(text="=HYPERLINK(1)"),
        lambda said: said["answers"]["A1"].update(text="up\u202edown"),
        lambda said: said["answers"]["A1"].update(note="A child said"),
        lambda said: said["answers"]["A1"].update(says="splendid"),
        lambda said: said["answers"]["A1"].update(expectations=["E2", "E1"]),
        lambda said: said["answers"]["A1"].update(not_in_place=["E1"]),
        lambda said: said["answers"]["A2"].update(not_in_place=["E9"]),
        lambda said: said["answers"]["A3"].update(complete=True),
        lambda said: said["answers"].update({"../A4": said["answers"]["A1"]}),
        lambda said: said["expectations"].update(E3=said["expectations"]["E1"]),
        lambda said: said["scales"]["s1"].update(established="part"),
        lambda said: said["answers"].clear(),
    ],
)
def test_a_signature_does_not_make_a_wrong_document_right(change: Any) -> None:
    with pytest.raises(packs.NotAPack):
        packs.opened(resigned(change), ISSUERS)


def test_who_signed_is_somebody_who_was_agreed_to_and_still_counts() -> None:
    with pytest.raises(packs.UnknownIssuer, match=keys.spoken(NAME)):
        packs.opened(FILE, {})
    ended = {NAME: packs.Issuer("Northern partnership", KEY.public_key(), date(2026, 11, 1))}
    with pytest.raises(packs.EndedIssuer, match="since 1 November 2026"):
        packs.opened(FILE, ended)
    with pytest.raises(packs.Tampered):  # one key under the other's name
        packs.opened(FILE, {NAME: packs.Issuer("Other", OTHER.public_key())})
    naming_me = json.loads(packs.signed(PACK, OTHER))
    naming_me["signature"]["key"] = NAME
    with pytest.raises(packs.Tampered):
        packs.opened(plain_json.written(naming_me), ISSUERS)


def test_a_true_pack_is_for_its_own_setting_and_day_and_no_older_one_comes_again() -> None:
    for urn in (None, 900002):
        with pytest.raises(packs.DoesNotFit, match="URN"):
            packs.require_fits(PACK, urn=urn, at=AT)
    with pytest.raises(packs.DoesNotFit, match="later than now"):
        packs.require_fits(PACK, urn=900001, at=AT - timedelta(minutes=11))
    packs.require_fits(PACK, urn=900001, at=AT - timedelta(minutes=9))
    with pytest.raises(packs.DoesNotFit, match="newer pack"):
        packs.require_fits(PACK, urn=900001, at=AT, newest=AT + timedelta(seconds=1))


def test_words_are_written_as_they_may_be_read() -> None:
    """What a form's author typed never keeps a return from being taken along."""
    odd = replace(PACK.answers["A1"], text="=Do\tyou\n  really\u202e\x00?\ud800")
    found = packs.opened(packs.signed(replace(PACK, answers=dict(PACK.answers) | {"A1": odd}), KEY), ISSUERS)
    assert found.pack.answers["A1"].text == "Do you really?"
    with pytest.raises(packs.NotAPack):  # and what nobody could read is not signed
        packs.signed(replace(PACK, answers=dict(PACK.answers) | {"A1": replace(odd, says="splendid")}), KEY)


@given(st.text(max_size=60))
def test_plain_words_stay_as_they_are(text: str) -> None:
    once = packs.plain(text, 40)
    assert packs.plain(once, 40) == once and len(once) <= 40
    assert not once.startswith(("=", "+", "-", "@", " "))


def test_a_key_is_pasted_and_compared_by_what_was_told() -> None:
    key = KEY.public_key()
    written = keys.written(key)
    mail = f"Dear all,\n\n> {written.strip()}\n".replace("\n", "\r\n")
    assert keys.fingerprint(keys.pasted(mail.replace("> ", ""))) == NAME
    spoken = keys.spoken(NAME)
    assert [len(group) for group in spoken.split()] == [4] * 8
    for told in (spoken, spoken.upper(), spoken.replace(" ", "-"), spoken.replace(" ", "")):
        keys.require_told(key, told)
    wrong = spoken[:-1] + ("0" if spoken[-1] != "0" else "1")
    for told, sentence in ((wrong, "not the key's"), (spoken[:9], "this has 8"), ("", "eight groups"), ("zz", "eight")):
        with pytest.raises(packs.NotAKey, match=sentence):
            keys.require_told(key, told)


def test_what_is_no_public_key_for_packs_is_refused() -> None:
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = KEY.private_bytes(pem, pkcs8, serialization.NoEncryption()).decode()
    other = another_kind(SECP256R1()).public_key()
    public = other.public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    whole = keys.written(KEY.public_key())
    for text, sentence in (
        (secret, "secret half"),
        (public, "another kind"),
        (whole + whole, "one public key"),
        (whole.replace("A", "", 1), "damaged"),
        ("x" * 10_000, "one public key"),
        ("", "one public key"),
    ):
        with pytest.raises(packs.NotAKey, match=sentence):
            keys.pasted(text)
