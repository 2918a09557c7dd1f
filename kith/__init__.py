"""Kith: the open, self-hostable system with which a university finds its alumni, knows them and serves them."""

__version__ = "0.1.0"
