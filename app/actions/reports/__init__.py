"""Reports that take longer than a page may: asked for, kept, or given up."""
