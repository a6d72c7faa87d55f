import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from codegen.client import GenerationFailed, Received, generated
from codegen.folders import folder_replace, locked
from codegen.paths import BadPath, folder_name, project_path

PROMPT = "创建一个简单的Python计算器程序，支持加减乘除操作"


class Command(BaseCommand):
    help = (
        "Ask a running server for code, over a WebSocket as any client would; show what comes and "
        "keep it in a folder. Fails where no code came."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        server = f"ws://{settings.HOST}:{settings.PORT}"
        parser.add_argument("--server", default=server, help="its address (default: %(default)s)")
        parser.add_argument("--project", default="test-project", help="(default: %(default)s)")
        parser.add_argument(
            "--prompt", default=PROMPT, help="what to ask for (default: %(default)s)"
        )
        parser.add_argument("--ticket", default="", help="a ticket, where the server wants one")
        parser.add_argument(
            "--timeout", type=float, default=300.0, help="seconds of silence (default: %(default)s)"
        )
        parser.add_argument(
            "--output",
            type=Path,
            help="where the project's folder is put (default: received/ in DATA_DIR)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            received = generated(
                options["server"],
                options["project"],
                options["prompt"],
                seconds=options["timeout"],
                ticket=options["ticket"],
                tell=self._tell,
            )
        except GenerationFailed as failed:
            raise CommandError(f"No code: {failed}") from None
        output = options["output"] or Path(settings.DATA_DIR) / "received"
        self._keep(output, folder_name(options["project"]), received)

    def _tell(self, line: str) -> None:
        self.stderr.write(line)

    def _keep(self, output: Path, folder: str, received: Received) -> None:
        """Write files and frames; a path that leads elsewhere is no path of a project."""
        try:
            files = {project_path(path): text for path, text in received.files.items()}
            with locked(output) as top:
                folder_replace(top, folder, files)
            lines = [json.dumps(frame, ensure_ascii=False) for frame in received.frames]
            (output / f"{folder}.frames.jsonl").write_text("\n".join([*lines, ""]), "utf-8")
        except (BadPath, OSError) as error:
            raise CommandError(f"It cannot be kept: {error}") from None
        for path in sorted(files):
            self.stdout.write(str(output / folder / path))
