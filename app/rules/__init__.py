"""Pure business rules: values in, values out; integer cents and exact ratios, no clock, session or network."""
