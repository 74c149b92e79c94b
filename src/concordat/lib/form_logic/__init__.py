"""Forms as plain values: what they ask, whom each question concerns, and how far an answer has come.

A form is made of sections, questions and parts from a closed set (`PartKind`); `build_form` reads it from
rows of a sheet, `to_json` and `from_json` carry it, `digest` names it. A page needs three functions:

- `clean_answer(question, raw)` turns a browser's fields into an answer, `clean_value(question, json)` a
  JSON value; both keep what can be kept and say what cannot.
- `evaluate(form, facts, answers)` says which questions concern the setting and why others do not, counts
  what is answered of what is needed, and phrases what is left to do.
"""

from concordat.lib.form_logic.browser import clean_answer, row_numbers, typed_value, without_row
from concordat.lib.form_logic.building import COLUMNS, FormProblems, Row, RowProblem, build_form, cells_of
from concordat.lib.form_logic.cleaning import Answer, Cleaned, Problem, clean_value
from concordat.lib.form_logic.evaluation import Evaluation, QuestionState, SectionState, evaluate
from concordat.lib.form_logic.forms import Code, Form, Option, Part, PartKind, Question, Scale, Section
from concordat.lib.form_logic.notation import NotationProblem
from concordat.lib.form_logic.screening import PREFIX as SCREENING_PREFIX
from concordat.lib.form_logic.screening import Facts, screened
from concordat.lib.form_logic.serialisation import canonical_text, digest, from_json, to_json

__all__ = [
    "COLUMNS",
    "SCREENING_PREFIX",
    "Answer",
    "Cleaned",
    "Code",
    "Evaluation",
    "Facts",
    "Form",
    "FormProblems",
    "NotationProblem",
    "Option",
    "Part",
    "PartKind",
    "Problem",
    "Question",
    "QuestionState",
    "Row",
    "RowProblem",
    "Scale",
    "Section",
    "SectionState",
    "build_form",
    "canonical_text",
    "cells_of",
    "clean_answer",
    "clean_value",
    "digest",
    "evaluate",
    "from_json",
    "row_numbers",
    "screened",
    "to_json",
    "typed_value",
    "without_row",
]
