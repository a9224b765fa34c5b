"""Invoices and credit notes: their pages, their papers, and what is done with them."""
