"""Tables: forms, their versions, expectations, and the editions of guidance they rest on."""

from concordat.questionnaires.models.forms import Expectation, Form, FormVersion
from concordat.questionnaires.models.guidance import FormVersionEdition, GuidanceEdition

__all__ = ["Expectation", "Form", "FormVersion", "FormVersionEdition", "GuidanceEdition"]
