"""Proof of the log: a Merkle tree over it, signed checkpoints, and extracts that prove themselves."""
