"""Finding anything: records, pages, things to do and settings, in one field that every page has."""
