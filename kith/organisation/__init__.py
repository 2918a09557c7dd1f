"""The university's units and chapters, through time: trees with validity, former names, lineage and class sizes.

Words: *scope* = everything under a node, by the tree or by lineage (UnitScope, a closure table kept in the transaction
of each change); *root key* = what names a unit across renames and mergers. It knows no people.
"""
