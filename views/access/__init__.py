"""Who may come in where, by which system, and whether it is so: WiFi, printing, doors."""
