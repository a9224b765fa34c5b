"""Stand-in for the captchas: reCAPTCHA and Turnstile answer one call, and their script makes the tokens that it is asked about."""
