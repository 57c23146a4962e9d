"""What an operator needs: health, start, database and settings commands."""
