"""Which team for which call: the only door to OR-Tools and geopy.

`dispatch.propose.propose` is the way in. It proposes; a person orders.
"""
