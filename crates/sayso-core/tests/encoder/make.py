"""Writes the fixtures beside this file: what other implementations make of small inputs.

    make.py VOCABULARY      the vocab.txt of an uncased BERT

`pieces.json` and `vocabulary.txt`: ids and offsets by Hugging Face `tokenizers`, on invented text.
`tiny.safetensors` and `tiny.json`: a random two-layer model and its states, in 64-bit NumPy.
Needs numpy, safetensors and tokenizers.
"""

import json
import math
import pathlib
import sys

import numpy as np
from safetensors.numpy import save_file
from tokenizers import BertWordPieceTokenizer

HERE = pathlib.Path(__file__).parent

TEXTS = [
    "“The ferry will not sail,” said Mara Quillfeather, harbour mistress of Ostrow. “Not today.”",
    "According to the Tarnholm Gazette, the unemployable ex-councillor wouldn't comment (yet).",
    "Café owners in Łomża asked: \"Who's paying?\" — and São Brás's mayor didn't answer…",
    "Cafe\u0301 with a combining mark; n\u0303, a\u030a\u0323 and Å, ﬁne ligatures, ½, №5, x², ™.",
    "İstanbul ISTANBUL ıstanbul Straße STRASSE ΣΊΣΥΦΟΣ Ǆ ǅ ẞ",
    "Zero\u200bwidth, soft\u00adhyphen, no\u00a0break, thin\u2009space, line\u2028sep, \ufeffmark, re\ufffdplaced, nul\u0000l",
    "tab\tnew\nline\r\nform\u000cfeed\u000bvertical\u0085next\u001funit",
    "東京で会議。한국어 뉴스 ภาษาไทย हिन्दी में עִבְרִית العَرَبِيَّة",
    "豈 \U0002f800 \u3400 々 ㍿ カタカナ ｶﾀｶﾅ ＦＵＬＬ",
    "👩‍👩‍👧 and 🇬🇧 and ❤️ emoji, flags e\u20e3, math 𝓐𝓫𝓬, \U000e0041tag",
    "«Nous verrons», „wir sehen“, ‘we’ll see’, 'tis; e.g. U.S.-led $4.5bn @ 10% #tag a_b*c ~`^|\\",
    "a" * 100 + " " + "b" * 101 + " " + "é" * 100 + " " + "é" * 101,
    "antidisestablishmentarianism xqzjvk qqqqq 1234567890 3,141.59 2016-10-02T09:30 C++ ##ing",
    "",
    " \n\t ",
    "\u0301",
    "\u0301a",
    "word\u0301",
    "…",
    "\u1100\u1161\u11a8 각",
    "\u037e\u1fef\u2126\u212b\u00b4",
]


def offsets_in_bytes(text, offsets):
    at = [0]
    for char in text:
        at.append(at[-1] + len(char.encode()))
    return [(at[start], at[end]) for start, end in offsets]


def pieces(vocabulary):
    """The pieces of the texts by the whole vocabulary, then by the part of it that the fixture keeps."""
    lines = vocabulary.read_text().split("\n")[:-1]
    whole = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
    keep = {token for text in TEXTS for token in whole.encode(text, add_special_tokens=False).tokens}
    keep |= {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    keep |= {line for line in lines if len(line.removeprefix("##")) == 1 and ord(line[-1]) < 0x250}
    keep |= set(lines[2000:30000:60])
    kept = HERE / "vocabulary.txt"
    kept.write_text("\n".join(line for line in lines if line in keep) + "\n")
    tokenizer = BertWordPieceTokenizer(str(kept), lowercase=True)
    cases = []
    for text in TEXTS:
        encoding = tokenizer.encode(text, add_special_tokens=False)
        spans = offsets_in_bytes(text, encoding.offsets)
        cases.append({"text": text, "pieces": [[i, *span] for i, span in zip(encoding.ids, spans)]})
    write_json("pieces.json", cases)


def write_json(name, value):
    (HERE / name).write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("},{", "},\n{") + "\n")


# The tiny model.

HIDDEN, HEADS, INNER, WORDS, POSITIONS, LAYERS, FEATURES = 32, 2, 64, 40, 48, 2, (3, 4)


def random_rows(random, rows, columns):
    """8-bit weights, with a scale for each row that keeps outputs near one."""
    codes = random.integers(-127, 128, (rows, columns), dtype=np.int8)
    scale = (random.uniform(0.5, 1.5, rows) / 73 / math.sqrt(columns)).astype(np.float32)
    return codes, scale


def random_layer(random, name):
    tensors = {}
    for part, rows, columns in (
        ("qkv", 3 * HIDDEN, HIDDEN), ("attention_out", HIDDEN, HIDDEN), ("up", INNER, HIDDEN), ("down", HIDDEN, INNER)
    ):
        codes, scale = random_rows(random, rows, columns)
        if part == "qkv":
            scale[: 2 * HIDDEN] *= 2  # attention that is not even
        tensors[f"{name}.{part}.weight"], tensors[f"{name}.{part}.scale"] = codes, scale
        tensors[f"{name}.{part}.bias"] = random.normal(0, 0.1, rows).astype(np.float32)
    return tensors | random_norm(random, f"{name}.attention_norm") | random_norm(random, f"{name}.output_norm")


def random_norm(random, name):
    weight, bias = random.uniform(0.5, 1.5, HIDDEN), random.normal(0, 0.2, HIDDEN)
    return {f"{name}.weight": weight.astype(np.float32), f"{name}.bias": bias.astype(np.float32)}


def random_model(random):
    codes, scale = random_rows(random, WORDS, HIDDEN)
    tensors = {"embeddings.word.weight": codes, "embeddings.word.scale": scale * 5}
    tensors["embeddings.position.weight"] = random.normal(0, 0.3, (POSITIONS, HIDDEN)).astype(np.float32)
    for k, values in enumerate(FEATURES):
        tensors[f"embeddings.feature.{k}.weight"] = random.normal(0, 0.3, (values, HIDDEN)).astype(np.float32)
    tensors |= random_norm(random, "embeddings.norm") | random_norm(random, "reader.norm")
    for k in range(LAYERS):
        tensors |= random_layer(random, f"layer.{k}")
    tensors |= random_layer(random, "reader.layer")
    tensors["head.weight"] = random.normal(0, 0.3, (7, HIDDEN)).astype(np.float32)
    tensors["head.bias"] = random.normal(0, 0.3, 7).astype(np.float32)
    vocabulary = "\n".join(["[UNK]"] + [f"w{k}" for k in range(1, WORDS)]) + "\n"
    tensors["tokenizer.vocab"] = np.frombuffer(vocabulary.encode(), np.uint8)
    return tensors


def norm(t, name, x):
    x = x - x.mean(1, keepdims=True)
    x = x / np.sqrt((x * x).mean(1, keepdims=True) + 1e-12)
    return x * t[f"{name}.weight"].astype(float) + t[f"{name}.bias"]


def linear(t, name, x):
    weight = t[f"{name}.weight"].astype(float) * t[f"{name}.scale"][:, None].astype(float)
    return x @ weight.T + t[f"{name}.bias"]


def attention(qkv):
    q, k, v = (part.reshape(-1, HEADS, HIDDEN // HEADS).transpose(1, 0, 2) for part in np.split(qkv, 3, axis=1))
    scores = q @ k.transpose(0, 2, 1) / math.sqrt(HIDDEN // HEADS)
    weights = np.exp(scores - scores.max(2, keepdims=True))
    weights /= weights.sum(2, keepdims=True)
    return (weights @ v).transpose(1, 0, 2).reshape(-1, HIDDEN)


def layer(t, name, x):
    x = norm(t, f"{name}.attention_norm", x + linear(t, f"{name}.attention_out", attention(linear(t, f"{name}.qkv", x))))
    inner = linear(t, f"{name}.up", x)
    inner *= 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
    return norm(t, f"{name}.output_norm", x + linear(t, f"{name}.down", inner))


def encode(t, ids, features):
    x = t["embeddings.word.weight"][ids].astype(float) * t["embeddings.word.scale"][ids][:, None].astype(float)
    x = x + t["embeddings.position.weight"][: len(ids)]
    for k, values in enumerate(features):
        x = x + t[f"embeddings.feature.{k}.weight"][values]
    x = norm(t, "embeddings.norm", x)
    for k in range(LAYERS):
        x = layer(t, f"layer.{k}", x)
    return x


def rounded(x):
    return [round(float(v), 5) for v in x.flatten()]


def tiny():
    random = np.random.default_rng(1)
    t = random_model(random)
    metadata = {"format": "sayso.model/1", "name": "tiny", "layers": str(LAYERS), "heads": str(HEADS)}
    save_file(t, HERE / "tiny.safetensors", metadata)
    cases = []
    for length in (1, 2, 13, 31, 48):
        ids = random.integers(0, WORDS, length)
        features = [random.integers(0, values, length) for values in FEATURES]
        states = encode(t, ids, features)
        again = layer(t, "reader.layer", norm(t, "reader.norm", states))
        head = states @ t["head.weight"].astype(float).T + t["head.bias"]
        cases.append({
            "ids": ids.tolist(), "features": [f.tolist() for f in features],
            "states": rounded(states), "reader": rounded(again), "head": rounded(head),
        })
    write_json("tiny.json", cases)


if __name__ == "__main__":
    pieces(pathlib.Path(sys.argv[1]))
    tiny()
