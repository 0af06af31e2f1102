"""Travel times on real roads: an OpenStreetMap extract becomes a graph once, and is searched from then on.

`build` makes a graph, `store` keeps it in one file that workers map into memory, `times.RoadTimes` answers.
The model, its figures and their sources are in `docs/roads.md`.
"""
