"""What people do at the screen beside a room's door. The secret of the screen says which room, and reaches no other."""
