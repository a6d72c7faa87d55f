import contextlib
import io
import unittest
from unittest import mock

import scraper

PAGE = """<!doctype html><html><head><title> A
  page </title></head><body><a href="/b#part">b</a> <a href="/b">again</a>
<a href="https://other.example/x">other</a> <a href="mailto:x@y.example">mail</a>
<a href="file:///etc/passwd">file</a><svg><title>not this</title></svg>"""

SITE = {
    "http://a.example/": PAGE,
    "http://a.example/b": '<title>B</title><a href="/c">c</a>',
    "http://a.example/c": "<title>C</title>",
}


class ScraperCase(unittest.TestCase):
    """Stands in for the web, and for time."""

    def setUp(self) -> None:
        self.enterContext(mock.patch("time.sleep"))
        self.asked: list[str] = []

    def fetch(self, url: str) -> str:
        self.asked.append(url)
        if url not in SITE:
            raise OSError("not found")
        return SITE[url]

    def crawl(self, *arguments: str) -> list[scraper.Page]:
        with contextlib.redirect_stderr(io.StringIO()):
            return scraper.crawl(scraper.parser().parse_args(arguments), self.fetch)


class Reading(ScraperCase):
    def test_title_and_links_are_found(self) -> None:
        page = scraper.read("http://a.example/", PAGE)
        self.assertEqual(page.title, "A page")
        self.assertEqual(page.links, ["http://a.example/b", "https://other.example/x"])

    def test_broken_html_is_read_as_far_as_it_goes(self) -> None:
        self.assertEqual(scraper.read("http://a.example/", "<title>x<a <<").title[:1], "x")

    def test_a_page_that_fails_does_not_stop_the_others(self) -> None:
        pages = self.crawl("http://a.example/none", "http://a.example/b")
        self.assertEqual([page.title for page in pages], ["B"])

    def test_the_report_names_titles_and_links(self) -> None:
        said = scraper.report(self.crawl("http://a.example/b"))
        self.assertEqual(said, "http://a.example/b: B\n  http://a.example/c")


class Manners(unittest.TestCase):
    def setUp(self) -> None:
        scraper.robots.cache_clear()
        self.addCleanup(scraper.robots.cache_clear)

    def test_robots_txt_is_asked_and_obeyed(self) -> None:
        rules = "User-agent: *\nDisallow: /private"
        with mock.patch("scraper.download", return_value=rules) as download:
            with self.assertRaisesRegex(PermissionError, "robots"):
                scraper.fetch("http://a.example/private/x")
            scraper.fetch("http://a.example/open")
        asked = [call.args[0] for call in download.call_args_list]
        self.assertEqual(asked, ["http://a.example/robots.txt", "http://a.example/open"])

    def test_files_of_this_machine_are_never_opened(self) -> None:
        with self.assertRaises(OSError):
            scraper.fetch("file:///etc/passwd")

    def test_a_request_says_who_asks_and_does_not_wait_for_ever(self) -> None:
        with mock.patch("scraper.urlopen") as urlopen:
            response = urlopen.return_value.__enter__.return_value
            response.read.return_value = b"x"
            response.headers.get_content_charset.return_value = None
            scraper.download("http://a.example/")
        self.assertEqual(urlopen.call_args.args[0].get_header("User-agent"), scraper.AGENT)
        self.assertEqual(urlopen.call_args.kwargs, {"timeout": scraper.TIMEOUT})


if __name__ == "__main__":
    unittest.main()
