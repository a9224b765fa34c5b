"""Mutation testing of the rules of money: each is broken in one place at a time, and the tests of tests/rules have to notice."""
