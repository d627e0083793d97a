"""What two reports differ in."""
