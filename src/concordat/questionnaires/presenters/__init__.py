"""What pages say about forms: a section to answer, a return to read, an answer in words."""

from concordat.questionnaires.presenters.guidance import GuidanceLine, guidance_lines
from concordat.questionnaires.presenters.reading import (
    AnswerLine,
    ReadSection,
    answers_in_words,
    return_to_read,
)
from concordat.questionnaires.presenters.sections import SectionPage, section_page
from concordat.questionnaires.presenters.versions import form_list, version_facts

__all__ = [
    "AnswerLine",
    "GuidanceLine",
    "ReadSection",
    "SectionPage",
    "answers_in_words",
    "form_list",
    "guidance_lines",
    "return_to_read",
    "section_page",
    "version_facts",
]
