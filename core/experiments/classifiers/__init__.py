"""Classifiers: six methods learn the same points in the plane, and each shows what it is made of (EPFL; Dublin)."""
