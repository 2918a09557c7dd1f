"""Readers of everything: search, lists with facets, coverage. Writes nothing, owns no table."""
