"""Articles and their passages, and the database's own full-text index of the passages."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

# The index holds `topic_terms`, `heading_terms` and `body_terms` and follows them by itself: whatever
# writes passages, the index is right when the transaction commits.
#
# A later migration that alters contact_passage on SQLite makes the table anew, and loses the
# triggers: run `SQLITE[1:]` again behind it. A test of contact.knowledge counts them.
SQLITE = [
    # "ascii": every character that is not ASCII is a letter, so terms stay what Python made.
    """
    CREATE VIRTUAL TABLE contact_passage_index USING fts5(
        topic_terms, heading_terms, body_terms,
        content = 'contact_passage', content_rowid = 'id', tokenize = 'ascii'
    )
    """,
    """
    CREATE TRIGGER contact_passage_added AFTER INSERT ON contact_passage BEGIN
        INSERT INTO contact_passage_index (rowid, topic_terms, heading_terms, body_terms)
        VALUES (new.id, new.topic_terms, new.heading_terms, new.body_terms);
    END
    """,
    """
    CREATE TRIGGER contact_passage_removed AFTER DELETE ON contact_passage BEGIN
        INSERT INTO contact_passage_index
            (contact_passage_index, rowid, topic_terms, heading_terms, body_terms)
        VALUES ('delete', old.id, old.topic_terms, old.heading_terms, old.body_terms);
    END
    """,
    """
    CREATE TRIGGER contact_passage_changed
    AFTER UPDATE OF id, topic_terms, heading_terms, body_terms ON contact_passage BEGIN
        INSERT INTO contact_passage_index
            (contact_passage_index, rowid, topic_terms, heading_terms, body_terms)
        VALUES ('delete', old.id, old.topic_terms, old.heading_terms, old.body_terms);
        INSERT INTO contact_passage_index (rowid, topic_terms, heading_terms, body_terms)
        VALUES (new.id, new.topic_terms, new.heading_terms, new.body_terms);
    END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER contact_passage_changed",
    "DROP TRIGGER contact_passage_removed",
    "DROP TRIGGER contact_passage_added",
    "DROP TABLE contact_passage_index",
]
POSTGRESQL = [
    """
    ALTER TABLE contact_passage ADD COLUMN terms tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, topic_terms), 'A')
        || setweight(to_tsvector('simple'::regconfig, heading_terms), 'B')
        || setweight(to_tsvector('simple'::regconfig, body_terms), 'C')
    ) STORED
    """,
    "CREATE INDEX contact_passage_terms ON contact_passage USING gin (terms)",
]
POSTGRESQL_BACK = ["ALTER TABLE contact_passage DROP COLUMN terms"]


def make_index(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def drop_index(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def _run(schema_editor, statements):
    for statement in statements.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ('contact', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, db_index=False, help_text='Names the article. Translations of one article have the same.', max_length=80)),
                ('language', models.CharField(help_text='A code such as en or zh.', max_length=16, validators=[django.core.validators.RegexValidator('^[a-z]{2,3}(-[a-z0-9]{2,8})*\\Z', "Write a language's code, such as en or zh.")])),
                ('title', models.CharField(max_length=200)),
                ('tags', models.CharField(blank=True, help_text='Separated by commas. They are searched too.', max_length=400)),
                ('phrasings', models.TextField(blank=True, help_text='Other words in which people ask for it, in any language, one a line. Where a question was not understood, put it here.', validators=[django.core.validators.MaxLengthValidator(10000)])),
                ('body', models.TextField(help_text='Markdown.', validators=[django.core.validators.MaxLengthValidator(200000)])),
                ('published', models.BooleanField(default=True, help_text='The assistant knows published articles only.')),
                ('collection', models.CharField(blank=True, editable=False, max_length=80)),
                ('path', models.CharField(blank=True, editable=False, max_length=400)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
                'indexes': [models.Index(fields=['collection', 'path'], name='article_source')],
                'constraints': [models.UniqueConstraint(fields=('slug', 'language'), name='article_once_a_language')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('heading', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField()),
                ('topic_terms', models.TextField()),
                ('heading_terms', models.TextField()),
                ('body_terms', models.TextField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='contact.article')),
            ],
            options={
                'verbose_name': 'passage',
                'verbose_name_plural': 'passages',
                'constraints': [models.UniqueConstraint(fields=('article', 'position'), name='passage_once')],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
