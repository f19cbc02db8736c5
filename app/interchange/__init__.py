"""Questions from and to the formats of other programmes; pure: bytes in, questions and a report out.

Each format is a folder (`gift`, `qti`, `word`, `plain`, `text2qti`, `paper`) whose reader or writer is the door that
`formats` opens; formats do not know each other. What they share stands beside them: bytes made text (`decoding`,
`archives`, `xml_tree`), words (`wording`, `html`), questions (`stems`, `fitting`, `making`). `module_text` writes what
came in as a module, `guarded` has all of it done by a process that may be killed. Does not own the module format
itself (`content`).
"""
