"""What every benchmark can be told on the command line."""

import argparse
import sys
import time


def parser(what: str | None) -> argparse.ArgumentParser:
    """A parser that shows the benchmark's own description, and knows --smoke."""
    made = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--smoke", action="store_true", help="the same code at the smallest size, in seconds")
    return made


def smoke() -> bool:
    return "--smoke" in sys.argv


def rest(seconds: float) -> None:
    """Wait until all is quiet; in a smoke run, which measures nothing, next to not at all."""
    time.sleep(min(seconds, 0.1) if smoke() else seconds)
