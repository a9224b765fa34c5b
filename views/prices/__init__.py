"""What things cost: memberships, charges, products, discounts, rises, VAT."""
