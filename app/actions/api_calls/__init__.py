"""Verbs of calls under an Idempotency-Key: begin one, keep its answer, let it go."""
