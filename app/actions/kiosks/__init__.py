"""Tablets at the door: put there, paired, heard of, taken away, and what people do at them."""
