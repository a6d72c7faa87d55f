"""The kinds of projects that the offline model has templates of: files under `templates/`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from codegen.offline.changes import Change, Tree, phrases, recipes, translated
from codegen.offline.escapes import in_markdown, in_python, one_line
from codegen.offline.titles import Retitle

_TEMPLATES = Path(__file__).parent / "templates"
_README_IN_CHINESE = "README.zh.md"

MAX_WISH = 300
"""Characters of a wish that a skeleton quotes."""


@dataclass(frozen=True)
class Kind:
    """A kind of project.

    A project is of this kind if its file `home` holds the text `mark`. `start` is how it is run.
    """

    name: str
    english: str
    chinese: str
    home: str
    mark: str
    start: str
    titled: bool = False

    @property
    def is_python(self) -> bool:
        return self.home.endswith(".py")

    def is_in(self, tree: Tree) -> bool:
        """True if a tree is, or holds, a project of this kind."""
        return self.mark in tree.get(self.home, "")

    def files(self, *, chinese: bool) -> dict[str, str]:
        """Return the template's files, in the language of who wishes."""
        tree = dict(_template(self.name))
        in_chinese = tree.pop(_README_IN_CHINESE)
        if not chinese:
            return tree
        spoken = phrases(self.name)
        tree = {path: translated(text, spoken) for path, text in tree.items()}
        return {**tree, "README.md": in_chinese}

    def changes(self, *, chinese: bool) -> tuple[Change, ...]:
        """Return what can be done to it; `chinese`: where the project speaks it."""
        known: tuple[Change, ...] = _recipes(self.name, chinese)
        return (*known, Retitle()) if self.titled else known


KINDS = (
    Kind(
        "calculator",
        "a calculator",
        "计算器",
        "calculator.py",
        "def calculate(",
        'python calculator.py "2 * (3 + 4)"',
    ),
    Kind(
        "todo",
        "a to-do list for the command line",
        "命令行待办事项列表",
        "todo.py",
        "class TodoError(",
        'python todo.py add "buy milk"',
    ),
    Kind("page", "a web page", "网页", "index.html", 'src="script.js"', "index.html", titled=True),
    Kind(
        "snake",
        "the snake game for the browser",
        "浏览器里的贪吃蛇",
        "index.html",
        'src="snake.js"',
        "index.html",
        titled=True,
    ),
    Kind(
        "rest",
        "a REST service for notes",
        "管理笔记的 REST 服务",
        "service.py",
        "class Notes:",
        "python service.py",
    ),
    Kind(
        "scraper",
        "a scraper of titles and links",
        "抓取标题和链接的爬虫",
        "scraper.py",
        "def crawl(",
        "python scraper.py https://example.org",
    ),
    Kind(
        "cli",
        "a command-line tool that counts words",
        "统计字词的命令行工具",
        "wordcount.py",
        "def count(",
        "python wordcount.py README.md",
    ),
)

SKELETON = Kind("skeleton", "a skeleton", "骨架", "main.py", "WISH = ", "python main.py")

_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_named(name: str) -> Kind | None:
    return _BY_NAME.get(name)


def kinds_in(tree: Tree) -> tuple[Kind, ...]:
    """Return the kinds of project that a tree holds, as its files tell."""
    return tuple(kind for kind in KINDS if kind.is_in(tree))


def homes(paths: Iterable[str]) -> tuple[Kind, ...]:
    """Return the kinds that files of these names may be of."""
    there = set(paths)
    return tuple(kind for kind in KINDS if kind.home in there)


def skeleton(wish: str, *, chinese: bool) -> dict[str, str]:
    """Return the skeleton's files, which quote the wish."""
    wish = one_line(wish, MAX_WISH)
    files = SKELETON.files(chinese=chinese)
    files["main.py"] = files["main.py"].replace('"a project"', in_python(wish))
    files["README.md"] = files["README.md"].replace("> a project", f"> {in_markdown(wish)}")
    return files


@cache
def _template(name: str) -> dict[str, str]:
    folder = _TEMPLATES / name
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@cache
def _recipes(name: str, chinese: bool) -> tuple[Change, ...]:
    return recipes(name, chinese=chinese)
