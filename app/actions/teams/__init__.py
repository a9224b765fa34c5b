"""What the owner of an organisation does with its people; prices and terms stay staff's."""
