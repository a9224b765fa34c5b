"""Tests of PINs."""
