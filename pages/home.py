"""Home: what this is, a network that reads what one draws, a card for each lesson, the lectures, the machine."""

from ui import home

home.introduction()
home.hero()
home.cards()
home.lectures()
home.machine()
