"""What people and the library's loader do with forms: each a function with `by` and `at`."""

from concordat.questionnaires.operations.guidance import (
    RewritesHistory,
    load_guidance,
    record_editions_of_published,
)
from concordat.questionnaires.operations.library import LIBRARY_EDITION, add_expectations, load_library
from concordat.questionnaires.operations.versions import (
    AlreadyPublished,
    AnotherOwner,
    TooLong,
    import_form_version,
    publish_form_version,
)

__all__ = [
    "LIBRARY_EDITION",
    "AlreadyPublished",
    "AnotherOwner",
    "RewritesHistory",
    "TooLong",
    "add_expectations",
    "import_form_version",
    "load_guidance",
    "load_library",
    "publish_form_version",
    "record_editions_of_published",
]
