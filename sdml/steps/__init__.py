"""The verbs: each reads, computes and writes, one public function a file."""
