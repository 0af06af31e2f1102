"""Named rules, a few lines each, readable by the people they bind."""
