"""Contents of kept files: out of the database into storage, back, and gone."""
