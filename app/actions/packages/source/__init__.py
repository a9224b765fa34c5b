"""Where the rows of a package come from: a folder or zip of CSV files, or one workbook."""
