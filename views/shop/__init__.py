"""The shop: for members at /my/shop, and for the desk that sells to one."""
