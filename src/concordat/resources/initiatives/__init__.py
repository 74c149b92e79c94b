"""What an area does about what a review or a recommendation asks, and who takes part in it (BX-BAR-2).

An initiative is no offer (decision 34): an offer stands and says how to ask; an initiative runs from a day, answers
recommendations, and is taken up setting by setting. One may rest on an offer, which then says how to ask.
"""
