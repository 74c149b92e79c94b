"""The body's own file: made safe when it comes in, kept encrypted, and compared with its digest whenever it is used."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from concordat.audits.models import BodyForm
from concordat.core import kept_files
from concordat.core.problems import Problem
from concordat.core.uploaded_workbooks import RefusedFile
from concordat.lib import filled_files
from concordat.lib.filled_files import Filled, UnfitAnswer, UnfitFile
from concordat.lib.safe_files import FileKind, SafeFile, UnsafeFile, made_safe

LARGEST = 5 * 1024 * 1024
GONE = "The body's file is not here any more, or is not what was brought in. Bring it in again."
OTHER_KIND = "Choose an Excel workbook (xlsx) or a Word document (docx). Save an older file as one of these."


class FileOfBodyIsGone(Problem):
    """A file that was lost or changed where it is kept."""


class AnswerDoesNotFit(Problem):
    """An answer that a cell of the body's file does not take."""


def safe(content: bytes, name: str) -> tuple[SafeFile, Filled]:
    """A file that somebody sends, made safe and read. Raises `RefusedFile` with a sentence."""
    if len(content) > LARGEST:
        raise RefusedFile(f"This file is larger than {LARGEST // 1_048_576} MB. Take out pictures that are not needed.")
    try:
        made = made_safe(content, name)
        if made.kind not in (FileKind.xlsx, FileKind.docx):
            raise RefusedFile(OTHER_KIND)
        return made, filled_files.read(made.content)
    except (UnsafeFile, UnfitFile) as refused:
        raise RefusedFile(refused.sentence) from refused


def content_of(form: BodyForm) -> bytes:
    """The file as it was kept. Raises `FileOfBodyIsGone`."""
    try:
        content = kept_files.content_of(form.file_id)
    except kept_files.FileIsGone as gone:
        raise FileOfBodyIsGone(GONE) from gone
    if digest(content) != form.file_digest:
        raise FileOfBodyIsGone(GONE)
    return content


def read(form: BodyForm) -> Filled:
    """Its sheets or tables. Raises `FileOfBodyIsGone`."""
    return filled_files.read(content_of(form))


def filled(form: BodyForm, answers: Mapping[str, str]) -> bytes:
    """The file with these answers in these cells. Raises `AnswerDoesNotFit`, `FileOfBodyIsGone`."""
    try:
        return filled_files.fill(content_of(form), answers)
    except UnfitAnswer as wrong:
        raise AnswerDoesNotFit(f"{wrong.place}: {wrong.sentence} Change that answer, then download again.") from wrong


def digest(content: bytes) -> str:
    """What proves that a file is the one that was brought in."""
    return hashlib.sha256(content).hexdigest()
