"""Comments of every kind of record (``config`` mounts them under ``/comments/``)."""

from __future__ import annotations

from django.urls import path, register_converter

from dieuphoi.core.register import comment_views


class MoveConverter:
    regex = "resolve|reopen"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(MoveConverter, "comment_move")

app_name = "comments"
urlpatterns = [
    path("<slug:kind>/<int:record_id>/", comment_views.CommentNew.as_view(), name="new"),
    path("<slug:kind>/reply/<int:comment_id>/", comment_views.CommentReply.as_view(), name="reply"),
    path("<slug:kind>/<comment_move:move>/<int:comment_id>/", comment_views.CommentResolve.as_view(), name="mark"),
]
