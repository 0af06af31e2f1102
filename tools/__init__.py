"""What the Makefile needs beyond the libraries: locks, generated files. Never shipped."""
