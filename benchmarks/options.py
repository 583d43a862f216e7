"""What every benchmark can be told on the command line."""

import argparse


def parser(what: str | None) -> argparse.ArgumentParser:
    """A parser that shows the benchmark's own description, and knows --smoke."""
    made = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--smoke", action="store_true", help="the same code at the smallest size, in seconds")
    return made
