"""QTI, the XML of question banks: versions 2.1, 2.2 and 3.0 read, version 3.0 written."""
