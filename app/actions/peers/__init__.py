"""Other networks: whose keys are known, what they ask, and what they are asked (K4, contracts.md section 8)."""
