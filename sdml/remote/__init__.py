"""What loads models or speaks to other machines."""
