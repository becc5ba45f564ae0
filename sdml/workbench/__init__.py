"""The data scientist's door: ``wb = sdml.open(tenant="aurora")``, DataFrames out."""

from sdml.workbench.desk import Workbench, open

__all__ = ["Workbench", "open"]
