"""Articles, and the passages that are found of them."""

from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

#: Longest article, in characters. A hundred pages: whoever has more has several articles.
BODY_CHARACTERS = 200_000

is_language = RegexValidator(
    r"^[a-z]{2,3}(-[a-z0-9]{2,8})*\Z", _("Write a language's code, such as en or zh.")
)


class Article(models.Model):
    """One thing that visitors ask about, in one language; translations share a slug."""

    slug = models.SlugField(
        max_length=80,
        allow_unicode=True,
        db_index=False,  # the constraint below has an index that begins with it
        help_text=_("Names the article. Translations of one article have the same."),
    )
    language = models.CharField(
        max_length=16, validators=[is_language], help_text=_("A code such as en or zh.")
    )
    title = models.CharField(max_length=200)
    tags = models.CharField(
        max_length=400, blank=True, help_text=_("Separated by commas. They are searched too.")
    )
    phrasings = models.TextField(
        blank=True,
        validators=[MaxLengthValidator(10_000)],
        help_text=_(
            "Other words in which people ask for it, in any language, one a line. "
            "Where a question was not understood, put it here."
        ),
    )
    body = models.TextField(validators=[MaxLengthValidator(BODY_CHARACTERS)], help_text="Markdown.")
    published = models.BooleanField(
        default=True, help_text=_("The assistant knows published articles only.")
    )
    collection = models.CharField(max_length=80, blank=True, editable=False)
    path = models.CharField(max_length=400, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "contact"
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.UniqueConstraint(fields=["slug", "language"], name="article_once_a_language"),
        ]
        indexes = [models.Index(fields=["collection", "path"], name="article_source")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class Passage(models.Model):
    """A part of a published article, as long as an answer needs, and what the index holds of it.

    `topic_terms` are those of the article's title, tags and phrasings. Written with its article and
    never alone. The database's index follows this table by itself: triggers on SQLite, a generated
    column on PostgreSQL (migration 0002).
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    topic_terms = models.TextField()
    heading_terms = models.TextField()
    body_terms = models.TextField()

    class Meta:
        app_label = "contact"
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="passage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article}: {self.heading or self.text[:40]}"
