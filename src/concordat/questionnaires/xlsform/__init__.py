"""Forms as XLSForm workbooks, there and back without loss."""

from concordat.questionnaires.xlsform.importing import form_from_xlsform
from concordat.questionnaires.xlsform.writing import form_to_xlsform

__all__ = ["form_from_xlsform", "form_to_xlsform"]
