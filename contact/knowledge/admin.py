"""Articles, to be written and to be read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from contact.knowledge.markdown import rendered
from contact.knowledge.models import Article
from contact.knowledge.services import article_save, articles_delete
from realtime.admin import ModelAdmin

#: Characters of an article that are shown as they read: beyond it a page would take seconds.
RENDERED = 100_000


@admin.register(Article)
class ArticleAdmin(ModelAdmin):
    """Articles. Whatever is saved here is found from then on, or no longer."""

    list_display = ("title", "language", "slug", "tags", "published", "collection", "updated_at")
    list_filter = ("published", "language", "collection")
    search_fields = ("title", "slug", "tags", "phrasings")
    show_full_result_count = False
    ordering = ("slug", "language")
    fields = (
        "title",
        ("slug", "language"),
        "tags",
        "phrasings",
        "published",
        "body",
        "source",
        "updated_at",
    )
    readonly_fields = ("source", "updated_at")
    prepopulated_fields = {"slug": ("title",)}  # noqa: RUF012 (as Django's admin takes it)
    change_form_template = "admin/contact/article.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles: QuerySet[Article] = super().get_queryset(request)
        page = request.resolver_match.url_name if request.resolver_match else None
        return articles.defer("body") if page == "contact_article_changelist" else articles

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article: Article | None = context["original"]
        context["reads"] = rendered(article.body[:RENDERED]) if article else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        article_save(obj)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        articles_delete([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        articles_delete(queryset)

    @admin.display(description=_("comes from"))
    def source(self, article: Article) -> str:
        if not article.collection:
            return str(_("Written here."))
        told = _("%(path)s of the folder %(collection)s: its next import writes over changes here.")
        return told % {"path": article.path, "collection": article.collection}
