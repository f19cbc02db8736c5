"""Floor m: the same texts turned to HTML by Python-Markdown alone, in a process of its own; prints the seconds."""

import sys
import time
from pathlib import Path

import markdown


def main(folder: str, name: str) -> None:
    """Render every file of a folder once, files read beforehand, after one text to warm up."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob(name))]
    converter = markdown.Markdown(extensions=["tables", "sane_lists", "fenced_code", "nl2br"])
    converter.convert(texts[0])
    began = time.process_time()
    for text in texts:
        converter.reset()
        converter.convert(text)
    sys.stdout.write(f"{time.process_time() - began}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
