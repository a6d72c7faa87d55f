from typing import Any

from django.core.management.base import BaseCommand

from contact.knowledge.services import articles_index


class Command(BaseCommand):
    help = (
        "Part all articles of the knowledge base anew and index them: after an update that "
        "changes how that is done. Visitors are answered meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        number = 0
        for number, article in enumerate(articles_index(), 1):  # noqa: B007 (the last is told)
            self.stdout.write(f"[{number}] {article}")
        self.stdout.write(f"{number} articles indexed")
