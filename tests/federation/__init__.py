"""Tests of what two networks tell each other."""
