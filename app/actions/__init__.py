"""The product: one folder a noun, one file a verb, one public function a file."""
