"""Writes the windows of an invented article, to hold the Rust program's windows to these.

    fixture.py --base DIR > crates/sayso-core/tests/windows.json
"""

import argparse
import json
import pathlib

from tokenizers import Tokenizer

import data

ARTICLE = """Harbour Board Delays Vote on the Ferry

PORT ELBA — The harbour board put off its vote on Tuesday, and "nobody was surprised," said Iñaki Zubiri, 52, the ferry's captain.

“We waited for three hours.  Nobody told us a thing,” Ms. O'Hara-Lindqvist said.

“And then they went home.

“All of them.” The U.N.-backed study (2.5 million crowns) isn't public; a spokes­woman for McAllister & Sons wrote: «Pas de commentaire.»

""" + " ".join(f"The {n}th clause of the draft names pier No. {n} and its keeper, who “agreed” to it." for n in range(1, 31)) + "\n\nTHE END 👋🏽 42 %"


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--base", required=True)
    a = ap.parse_args()
    tok = Tokenizer.from_file(str(pathlib.Path(a.base) / "tokenizer.json"))
    tok.no_padding()
    tok.no_truncation()
    windows = data.windows_of("fixture", ARTICLE, tok, data.FULL)
    keep = ("ids", "features", "words", "first")
    print(json.dumps({"text": ARTICLE, "windows": [{k: getattr(w, k) for k in keep} for w in windows]}))


if __name__ == "__main__":
    main()
