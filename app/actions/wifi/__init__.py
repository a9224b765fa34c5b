"""WiFi accounts as FreeRADIUS reads them: rows in the schema `radius`, written in the transaction of whoever decides (contracts.md 5).

The functions take a session and commit nothing. Each locks its account until the transaction ends; who writes many takes them in the order of names.
"""
