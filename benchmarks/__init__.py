"""What Foyer promises about speed, measured: python3 run.py bench NAME. Ratios within one run, because machines differ."""
