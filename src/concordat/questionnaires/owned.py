"""Tables of forms: a partnership's own forms are its own; the forms of a return lie beside the return."""

from concordat.core.takeaway import Owned, declare

LIBRARY = "The question bank and the editions of guidance: the same for everybody."

declare(
    owned={
        "questionnaires_form": Owned(partnership="owner_id"),
        "questionnaires_formversion": Owned(partnership="form__owner_id"),
        "questionnaires_tagging": Owned(partnership="version__form__owner_id"),
        "questionnaires_taggedquestion": Owned(partnership="tagging__version__form__owner_id"),
        "questionnaires_tagchoice": Owned(partnership="asked__tagging__version__form__owner_id"),
        "questionnaires_covercheck": Owned(partnership="asked__tagging__version__form__owner_id"),
        "questionnaires_tagrelease": Owned(partnership="version__form__owner_id"),
    },
    left_out=dict.fromkeys(
        (
            "questionnaires_expectation",
            "questionnaires_expectationchange",
            "questionnaires_formversionedition",
            "questionnaires_guidanceedition",
        ),
        LIBRARY,
    ),
)
