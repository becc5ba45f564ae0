"""Pure computations behind the reports: frames in, figures and findings out."""
