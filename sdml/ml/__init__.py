"""Arrays and frames in, the same out: text, classifiers, evaluation."""
