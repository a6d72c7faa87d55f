import unittest

from main import WISH, describe


class TheSkeleton(unittest.TestCase):
    def test_it_says_what_it_is_to_become(self) -> None:
        self.assertIn(WISH, describe())


if __name__ == "__main__":
    unittest.main()
