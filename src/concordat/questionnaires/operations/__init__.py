"""What people and the library's loader do with forms: each a function with `by` and `at`."""

from concordat.questionnaires.operations.guidance import (
    RewritesHistory,
    load_guidance,
    record_editions_of_published,
)
from concordat.questionnaires.operations.library import (
    LIBRARY_EDITION,
    add_expectations,
    date_expectations,
    load_library,
)
from concordat.questionnaires.operations.tags import (
    TaggingNotPossible,
    Team,
    change_team,
    check_cover,
    choose_again,
    choose_tags,
    keep_answered_here,
    name_tag_keeper,
    open_tagging,
    release_tags,
)
from concordat.questionnaires.operations.versions import (
    AlreadyPublished,
    AnotherOwner,
    ChangedMeanwhile,
    TooLong,
    edit_draft,
    import_form_version,
    publish_form_version,
)

__all__ = [
    "LIBRARY_EDITION",
    "AlreadyPublished",
    "AnotherOwner",
    "ChangedMeanwhile",
    "RewritesHistory",
    "TaggingNotPossible",
    "Team",
    "TooLong",
    "add_expectations",
    "change_team",
    "check_cover",
    "choose_again",
    "choose_tags",
    "date_expectations",
    "edit_draft",
    "import_form_version",
    "keep_answered_here",
    "load_guidance",
    "load_library",
    "name_tag_keeper",
    "open_tagging",
    "publish_form_version",
    "record_editions_of_published",
    "release_tags",
]
