"""Writes the model file that the Rust program carries: 8-bit weights, heads, vocabulary, calibration.

    package.py --checkpoint FILE... --base DIR --name en-1 --out FILE [--calibration FILE]

Several checkpoints (runs that differ in their seed alone) are averaged weight by weight
(model soup: Wortsman et al. 2022).
"""

import argparse
import json
import pathlib

import torch
from safetensors.torch import save_file

from data import ROLES
from export import export_encoder, export_layer
from model import LAYERS, HEADS, Model

CONFIDENCE_INPUTS = 8

# Added to the roles' emissions, chosen on dev: a source is missed more often than invented, a second part
# of a content invented more often than missed.
ROLE_BIAS = {"B-source": 0.6, "B-content": -0.5}


def soup(paths):
    states = [torch.load(p, map_location="cpu", weights_only=True) for p in paths]
    return {k: sum(s[k] for s in states) / len(states) if v.is_floating_point() else v for k, v in states[0].items()}


def tensors_of(state):
    model = Model()
    model.load_state_dict(state)
    out = export_encoder(model.encoder)
    out |= export_layer(model.reader, "reader.layer")
    put = lambda name, t: out.__setitem__(name, t.detach().float().clone())
    for name, up, down in (("tagger", model.tag_up, model.tag_down), ("roles", model.role_up, model.role_down)):
        for part, layer in (("up", up), ("down", down)):
            put(f"{name}.{part}.weight", layer.weight)
            put(f"{name}.{part}.bias", layer.bias)
    for name, crf in (("tags", model.tags), ("roles", model.roles)):
        put(f"{name}.start", crf.start + crf.begin)
        put(f"{name}.step", crf.step + crf.allowed)
    for role, bias in ROLE_BIAS.items():
        out["roles.down.bias"][ROLES.index(role)] += bias
    put("reader.cue", model.cue_mark.weight)
    put("reader.distance", model.distance.weight)
    put("reader.norm.weight", model.reader_norm.weight)
    put("reader.norm.bias", model.reader_norm.bias)
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--checkpoint", nargs="+", required=True)
    ap.add_argument("--base", required=True)
    ap.add_argument("--name", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--calibration", help="JSON with `weight` and `bias`, by calibrate.py; neutral without")
    a = ap.parse_args()
    tensors = tensors_of(soup(a.checkpoint))
    vocabulary = (pathlib.Path(a.base) / "vocab.txt").read_bytes()
    tensors["tokenizer.vocab"] = torch.frombuffer(bytearray(vocabulary), dtype=torch.uint8)
    cal = {"weight": [0.0, 1.0] + [0.0] * (CONFIDENCE_INPUTS - 2), "bias": [0.0]}
    if a.calibration:
        cal = json.loads(pathlib.Path(a.calibration).read_text())
    tensors["confidence.weight"] = torch.tensor(cal["weight"])
    tensors["confidence.bias"] = torch.tensor(cal["bias"])
    metadata = {"format": "sayso.model/1", "name": a.name, "language": "en", "layers": str(LAYERS), "heads": str(HEADS)}
    save_file(tensors, a.out, metadata)
    print(a.out, pathlib.Path(a.out).stat().st_size >> 20, "MiB")


if __name__ == "__main__":
    main()
