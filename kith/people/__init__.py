"""People: who they are and everything that anybody said about them.

Owns Person (an identity and the projection of its records), Record (one statement, never changed), Decision (who linked
or withdrew records, and why), studies, school posts, trainings, jobs, employers, contact points, relations, names,
search tokens and identity keys. Words: *record* = one source's statement; *fold* = records to profile; *root* = the
identity that stands for a merged cluster; *item key* (`k`) = what makes two statements speak of the same list item.

It does not read files, match strangers to people (collection), search (insight) or draw.
Other packages refer to Person only, never to a projected row: those are deleted and made again.
"""
