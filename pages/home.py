"""Home: what this is, one card for each lesson, and how the lessons follow the lectures."""

from ui import home

home.introduction()
home.cards()
home.lectures()
home.machine()
