"""The outside systems, one file each."""
