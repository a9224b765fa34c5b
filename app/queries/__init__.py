"""Reads for screens, jobs and the command line: rows or small dataclasses; never writes."""
