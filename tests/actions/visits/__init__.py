"""Tests of inviting, changing and cancelling guests."""
