"""The small words everyone uses; imports nothing of ours."""
