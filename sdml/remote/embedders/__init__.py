"""Embedding models: where their weights are, how they are checked and loaded."""

from sdml.remote.embedders.choice import load_embedder, why_unavailable

__all__ = ["load_embedder", "why_unavailable"]
