"""Tests of days in the house."""
