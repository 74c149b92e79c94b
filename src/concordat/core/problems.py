"""What went wrong, said so that a person can act on it."""

from __future__ import annotations


class Problem(Exception):
    """Something a person can put right; `sentence` is what the page says."""

    status = 422

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(Problem):
    """Something you may see but may not do; the sentence says who may."""

    status = 403


NO_SUCH_PAGE = "We cannot find this page. Check the address, or start from the first page."


class NotFound(Problem):
    """Something that does not exist for you."""

    status = 404

    def __init__(self, sentence: str = NO_SUCH_PAGE) -> None:
        super().__init__(sentence)
