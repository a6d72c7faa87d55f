from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from video import retention
from video.conf import video_settings


class Command(BaseCommand):
    help = "Remove the files of films that ended long ago, and files that no row speaks of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--hours",
            type=float,
            default=video_settings().video_retention_hours,
            help="how long after a job's end its files are kept (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        films = 0
        while removed := retention.films_prune(options["hours"]):
            films += removed
        leftovers = retention.leftovers_remove()
        self.stdout.write(f"Removed the files of {films} jobs, and {leftovers} leftovers.")
