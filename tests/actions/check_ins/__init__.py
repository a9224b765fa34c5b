"""Tests of arriving and leaving."""
