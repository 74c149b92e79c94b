"""Drawing a sample that anybody can draw again, and saying what it shows of all from whom it was drawn.

    frame = [Unit("17", risk=3.0), Unit("18", risk=1.0, certain=True), ...]
    drawn = draw(frame, risk_size=8, random_size=8, seed="...")
    rate([Found(hits=2, of=8, chance=drawn[0].chance), ...])

`drawing`: those who are certain, then some by risk without replacement (pivotal method: J.-C. Deville and Y. Tille,
"Unequal probability sampling without replacement through a splitting method", Biometrika 85 (1998) 89-101), then some
of the others with equal chance. Every unit's chance of being drawn is known, so that the sample speaks for the frame.
`sizes`: how many are needed (W. G. Cochran, Sampling Techniques, 3rd edition, 1977, section 4.4).
`estimating`: a rate over the frame by design weights (J. Hajek 1971; C.-E. Sarndal, B. Swensson and J. Wretman, Model
Assisted Survey Sampling, 1992, section 5.6-5.7) with Wilson's interval at the effective sample size (C. Franco,
R. J. A. Little, T. A. Louis and E. V. Slud, Journal of Survey Statistics and Methodology 7 (2019) 334-364).
"""

from concordat.lib.survey_sampling.drawing import Drawn, NotAFrame, Reason, Unit, draw, frame_hash
from concordat.lib.survey_sampling.estimating import Found, Rate, rate, wilson
from concordat.lib.survey_sampling.sizes import sample_size

__all__ = [
    "Drawn",
    "Found",
    "NotAFrame",
    "Rate",
    "Reason",
    "Unit",
    "draw",
    "frame_hash",
    "rate",
    "sample_size",
    "wilson",
]
