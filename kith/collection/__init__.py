"""The one road in: files and lists about people who are not yet known (DESIGN 4).

Owns sources, batches, staged rows, matches and what a batch made. Words: *batch* = one file on its way in; *stage* =
clean every cell and name every problem, touching nobody; *match* = decide who is meant; *apply* = file the records;
*undo* = withdraw them. Nothing reaches people before apply.

It does not decide how a person looks (people.fold), nor who may import (surfaces ask accounts).
"""
