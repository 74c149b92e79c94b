"""Tables: forms, their versions and tags, expectations, and the editions of guidance they rest on."""

from concordat.questionnaires.models.forms import Expectation, Form, FormVersion
from concordat.questionnaires.models.guidance import FormVersionEdition, GuidanceEdition
from concordat.questionnaires.models.tags import (
    CoverCheck,
    ExpectationChange,
    TagChoice,
    TaggedQuestion,
    Tagging,
    TagRelease,
)

__all__ = [
    "CoverCheck",
    "Expectation",
    "ExpectationChange",
    "Form",
    "FormVersion",
    "FormVersionEdition",
    "GuidanceEdition",
    "TagChoice",
    "TagRelease",
    "TaggedQuestion",
    "Tagging",
]
