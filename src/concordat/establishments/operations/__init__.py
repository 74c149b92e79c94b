"""Everything that is done with the register."""

from concordat.establishments.operations.absences import AbsenceNotPossible, note_absence, withdraw_absence
from concordat.establishments.operations.authorities import load_local_authorities
from concordat.establishments.operations.importing import ImportCounts, import_register
from concordat.establishments.operations.local_settings import (
    change_local_setting,
    close_local_setting,
    create_local_setting,
    merge_local_setting,
)
from concordat.establishments.operations.passing_on import end_posts_on, pass_posts_on
from concordat.establishments.operations.posts import assign_post, describe_post, end_post
from concordat.establishments.operations.term_dates import replace_own_dates, replace_term_dates

__all__ = [
    "AbsenceNotPossible",
    "ImportCounts",
    "assign_post",
    "change_local_setting",
    "close_local_setting",
    "create_local_setting",
    "describe_post",
    "end_post",
    "end_posts_on",
    "import_register",
    "load_local_authorities",
    "merge_local_setting",
    "note_absence",
    "pass_posts_on",
    "replace_own_dates",
    "replace_term_dates",
    "withdraw_absence",
]
