"""GIFT, the text format of Moodle, read and written."""
