"""Agreement and over-claiming in words: no figure looks surer than it is."""

from __future__ import annotations

from concordat.audits.presenters.checking import kappa_in_words, rate_in_words
from concordat.lib.rater_agreement import weighted_kappa
from concordat.lib.survey_sampling import Rate

RAG = ["green", "amber", "red"]


def test_two_who_agree_on_everything_have_no_interval_of_no_width() -> None:
    agreed = [("green", "green"), ("red", "red"), ("green", "green")]
    assert kappa_in_words(weighted_kappa(agreed, RAG)) == "1.00, no interval: the 3 ratings show no spread"
    assert kappa_in_words(weighted_kappa([*agreed, ("green", "amber")] * 4, RAG)).endswith(")")
    assert kappa_in_words(weighted_kappa([("red", "red")], RAG)).startswith("Not defined")
    assert kappa_in_words(weighted_kappa([], RAG)) == "Nothing was rated twice"


def test_a_rate_that_waits_for_chance_says_so() -> None:
    assert rate_in_words(Rate(0.25, 0.1, 0.5, 8, 40)) == "25% (10% to 50%)"
    assert "drawn by chance" in rate_in_words(None, waits=True)
    assert "Too few" in rate_in_words(None)
