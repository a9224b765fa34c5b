"""Money that came in and went back: payments, refunds, the bank, cards."""
