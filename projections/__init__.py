"""Pure folds from facts to screens."""
