"""How the partnership shows itself: words and colour, the logo, and the files that pages ask for."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from concordat.core import pictures
from concordat.core.clock import now
from concordat.core.pictures import NotAPicture, Picture
from concordat.core.problems import NotFound
from concordat.core.views import ActorRequest, permission
from concordat.lib import contrast
from concordat.partnership import access, faces, operations, queries
from concordat.partnership.forms import FaceForm, LogoForm
from concordat.partnership.operations import FaceNotPossible, FaceWords

BOTH = ["GET", "HEAD", "POST"]
A_YEAR = "private, max-age=31536000, immutable"


@require_http_methods(BOTH)
@permission("partnership.set_face")
def words(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Name, colour, reply address and numbers; look first, then save. For the business manager."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.set_face", made)
    face = faces.face_of(made.pk)
    initial = {name: getattr(face, name, "") for name in FaceWords.__dataclass_fields__}
    form = FaceForm(request.POST or None, initial=initial)
    looked_at = None
    if form.is_valid():
        said = FaceWords(**form.cleaned_data)
        try:
            if "look" in request.POST:
                looked_at = operations.readable_accent(said.accent)
            else:
                operations.set_face(partnership=made, words=said, by=request.actor, at=now())
                messages.success(request, "This is how the partnership shows itself now.")
                return redirect(request.path)
        except FaceNotPossible as problem:
            form.add_error(problem.field, problem.sentence)
    page = {
        "partnership": made,
        "form": form,
        "kept": face,
        "preview": _preview(made, form, looked_at, initial),
        "back_link": {"text": "The partnership", "href": reverse("partnership:structure", args=[made.pk])},
    }
    return render(request, "partnership/face.html", page, status=422 if form.errors else 200)


def _preview(made: Any, form: FaceForm, looked_at: str | None, initial: dict[str, str]) -> dict[str, str]:
    """How a page would look: what was typed, where somebody looks; else what is kept."""
    said: dict[str, str] = form.cleaned_data if looked_at is not None else initial
    accent = looked_at if looked_at is not None else initial["accent"]
    colour = contrast.parse(accent or "#0b4f57")
    name = said["display_name"] or made.organisation.name
    return {"name": name, "accent": str(colour), "ratio": f"{contrast.ratio(colour, contrast.WHITE):.1f}"}


@require_http_methods(BOTH)
@permission("partnership.set_face")
def logo(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Choose a logo, look at it as we made it, then use it. For the business manager."""
    made = queries.partnership(partnership_id)
    access.require(request.actor, "partnership.set_face", made)
    form = LogoForm(request.POST or None, request.FILES or None)
    picture: Picture | None = None
    if form.is_valid():
        try:
            picture = pictures.made_anew(_content(form))
            if "use" in request.POST:
                alt = form.cleaned_data["alt"]
                operations.set_logo(partnership=made, content=picture.content, alt=alt, by=request.actor, at=now())
                messages.success(request, "The logo is on every page of the partnership now.")
                return redirect(reverse("partnership:face", args=[made.pk]))
        except NotAPicture as problem:
            form.add_error("file", problem.sentence)
    page = {
        "partnership": made,
        "form": form,
        "picture": picture,
        "data": b64encode(picture.content).decode() if picture else "",
        "back_link": {"text": "How we show ourselves", "href": reverse("partnership:face", args=[made.pk])},
    }
    return render(request, "partnership/logo.html", page, status=422 if form.errors else 200)


def _content(form: LogoForm) -> bytes:
    file = form.cleaned_data["file"]
    if file is not None:
        return bytes(file.read(pictures.MOST_BYTES + 1))
    try:
        return b64decode(form.cleaned_data["kept"], validate=True)
    except (binascii.Error, ValueError):
        raise NotAPicture("The picture did not arrive whole. Choose the file again.") from None


@require_POST
@permission("partnership.set_face")
def remove(request: ActorRequest, partnership_id: int) -> HttpResponse:
    """Take the logo away. For the business manager."""
    made = queries.partnership(partnership_id)
    operations.remove_logo(partnership=made, by=request.actor, at=now())
    messages.success(request, "The logo is gone from every page.")
    return redirect(reverse("partnership:face", args=[made.pk]))


@require_safe
@permission("partnership.see_structure")
def logo_file(request: ActorRequest, partnership_id: int, digest: str) -> HttpResponse:
    """The logo as a file that can be nothing but a picture. For every page."""
    return _file(faces.logo_of(partnership_id, digest), "image/png")


@require_safe
@permission("partnership.see_structure")
def accent_file(request: ActorRequest, partnership_id: int, digits: str) -> HttpResponse:
    """The colour as a stylesheet: only the colour that the partnership has. For every page."""
    face = faces.face_of(partnership_id)
    if face is None or not face.accent or face.accent != f"#{digits}":
        raise NotFound()
    dark = contrast.parse(face.accent).darkened(600)
    rule = f":root {{ --concordat-accent: {face.accent}; --concordat-accent-deep: {face.accent};"
    return _file(f"{rule} --concordat-accent-dark: {dark}; }}\n".encode(), "text/css; charset=utf-8")


def _file(content: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = A_YEAR
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Disposition"] = "inline"
    response._csp_replace = {"sandbox": [""], "default-src": ["'none'"]}  # type: ignore[attr-defined]
    return response
