"""Reads web pages and prints their titles and links.

    python scraper.py https://example.org

It asks each host's robots.txt first, says who it is, and waits ten seconds at most.
"""

import argparse
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import Request, urlopen
from urllib.robotparser import RobotFileParser

AGENT = "small-scraper/1.0"
TIMEOUT = 10.0
MAX_BYTES = 2_000_000
MAX_PAGES = 50


@dataclass
class Page:
    """What was found on a page."""

    url: str
    title: str = ""
    links: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects the title and the links while the parser goes through a page."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.page = Page(url)
        self._in_title = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.page.title
        address = dict(attributes).get("href") if tag == "a" else None
        link = urldefrag(urljoin(self.page.url, address)).url if address else ""
        if is_web(link) and link not in self.page.links:
            self.page.links.append(link)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, text: str) -> None:
        if self._in_title:
            self.page.title = " ".join((self.page.title + text).split())


def is_web(url: str) -> bool:
    """True for what can be asked over HTTP; never a file of this machine."""
    return urlsplit(url).scheme in ("http", "https")


def read(url: str, html: str) -> Page:
    """Return what a page holds. Broken HTML is read as far as it goes."""
    reader = Reader(url)
    reader.feed(html)
    reader.close()
    return reader.page


def download(url: str) -> str:
    """Return the text at an address. Raises OSError."""
    with urlopen(Request(url, headers={"User-Agent": AGENT}), timeout=TIMEOUT) as response:
        return response.read(MAX_BYTES).decode(
            response.headers.get_content_charset() or "utf-8", "replace"
        )


@cache
def robots(host: str) -> RobotFileParser:
    """Return what a host, as `https://example.org`, lets programs read."""
    rules = RobotFileParser()
    try:
        rules.parse(download(host + "/robots.txt").splitlines())
    except HTTPError as error:
        rules.parse(["User-agent: *", "Disallow: /"] if error.code in (401, 403) else [])
    return rules


def fetch(url: str) -> str:
    """Return a page's HTML. Raises OSError, PermissionError where robots.txt forbids it."""
    if not is_web(url):
        raise OSError("not an address of the web")
    parts = urlsplit(url)
    if not robots(f"{parts.scheme}://{parts.netloc}").can_fetch(AGENT, url):
        raise PermissionError("robots.txt asks programs to stay away")
    return download(url)


def crawl(options: argparse.Namespace, fetch: Callable[[str], str] = fetch) -> list[Page]:
    """Read the pages that the command line names; one that fails is reported and left out."""
    waiting, asked, pages = deque(options.urls), [], []
    while waiting and len(asked) < MAX_PAGES:
        url = waiting.popleft()
        asked.append(url)
        try:
            page = read(url, fetch(url))
        except (OSError, ValueError, LookupError) as error:
            print(f"error: {url}: {error}", file=sys.stderr)
            continue
        pages.append(page)
    return pages


def report(pages: Sequence[Page]) -> str:
    """Return the pages as text."""
    lines = []
    for page in pages:
        lines += [f"{page.url}: {page.title or '(no title)'}", *(f"  {x}" for x in page.links)]
    return "\n".join(lines)


def parser() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    scraper = argparse.ArgumentParser(description="Prints the titles and links of web pages.")
    scraper.add_argument("urls", nargs="+", metavar="url")
    return scraper


def main(arguments: Sequence[str] | None = None) -> int:
    """Read and report; 1 if nothing could be read."""
    options = parser().parse_args(arguments)
    pages = crawl(options)
    print(report(pages))
    return 0 if pages else 1


if __name__ == "__main__":
    sys.exit(main())
