"""Glossary: the terms of the lessons, in a list that can be searched."""

from ui import glossary

glossary.introduction()
glossary.terms()
