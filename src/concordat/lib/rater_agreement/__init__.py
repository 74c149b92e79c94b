"""How well two raters agree on an ordered scale, beyond what chance would give: weighted kappa with an interval.

    weighted_kappa([("green", "green"), ("green", "amber"), ...], ["green", "amber", "red"])

Weighted kappa: J. Cohen, "Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial
credit", Psychological Bulletin 70 (1968) 213-220. Linear weights: D. V. Cicchetti and T. Allison (1971); quadratic:
J. L. Fleiss and J. Cohen (1973). Its large-sample standard error where the true agreement is not nothing: J. L. Fleiss,
J. Cohen and B. S. Everitt, "Large sample standard errors of kappa and weighted kappa", Psychological Bulletin 72
(1969) 323-327. Checked against scikit-learn and a published table in tests/lib/test_rater_agreement.py.

Kappa is not defined where both raters gave every subject the same one rating: then there was nothing to disagree on.
Where they agree on everything kappa is 1 without an interval: its standard error would be nothing, however few.
"""

from concordat.lib.rater_agreement.kappa import Agreement, UnknownRating, Weights, weighted_kappa

__all__ = ["Agreement", "UnknownRating", "Weights", "weighted_kappa"]
