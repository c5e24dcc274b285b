"""The encoder beside ONNX Runtime: the same weights, one thread, in alternating rounds.

    peers.py base --base DIR --out DIR          makes DIR/base.safetensors and DIR/base.onnx
    peers.py parity --models DIR --program FILE  cosine of the last states with PyTorch in 32-bit floats
    peers.py speed --models DIR --program FILE   pieces for each second of processor time

`base` is a folder with a BertModel (`model.safetensors`, `vocab.txt`); the program is the bench
`encoder` of `sayso-core` (`cargo bench -p sayso-core --bench encoder --no-run` prints its path).
Beside `training/requirements.txt` this needs onnx and onnxruntime.
"""

import argparse
import json
import pathlib
import random
import statistics
import subprocess
import sys
import time

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "training"))

from export import export_encoder  # noqa: E402
from model import HEADS, LAYERS, Encoder  # noqa: E402

LENGTHS = (128, 256, 400)
TYPICAL = 256  # pieces of a window of news


class Bare(torch.nn.Module):
    """The encoder over one window, without features."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder.eval()

    def forward(self, ids):
        return self.encoder(ids, [], torch.zeros(1, 1, 1, 1))


def load_base(folder):
    encoder = Encoder()
    encoder.load_base(str(pathlib.Path(folder) / "model.safetensors"))
    encoder.feature = torch.nn.ModuleList()
    return Bare(encoder)


def make_base(args):
    from safetensors.torch import save_file

    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    bare = load_base(args.base)
    torch.save(bare.encoder.state_dict(), out / "base.pt")
    tensors = {k: v.contiguous() for k, v in export_encoder(bare.encoder).items()}
    vocabulary = (pathlib.Path(args.base) / "vocab.txt").read_bytes()
    tensors["tokenizer.vocab"] = torch.frombuffer(bytearray(vocabulary), dtype=torch.uint8)
    metadata = {"format": "sayso.model/1", "name": "base", "language": "en", "layers": str(LAYERS), "heads": str(HEADS)}
    save_file(tensors, out / "base.safetensors", metadata)
    ids = torch.randint(0, 30522, (1, 32))
    torch.onnx.export(
        bare, (ids,), str(out / "base.onnx"), dynamo=False, input_names=["ids"], output_names=["states"],
        dynamic_axes={"ids": {1: "length"}, "states": {1: "length"}}, opset_version=17,
    )


def reference(models):
    encoder = Encoder()
    encoder.feature = torch.nn.ModuleList()
    encoder.load_state_dict(torch.load(models / "base.pt", weights_only=True))
    return Bare(encoder)


def states(args, windows, level):
    lines = "\n".join(" ".join(map(str, window)) for window in windows)
    command = [args.program, str(pathlib.Path(args.models) / "base.safetensors"), "states"]
    command += ["--level", level] if level else []
    out = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout
    rows = np.frombuffer(out, "<f4").reshape(-1, 384)
    ends = np.cumsum([len(window) for window in windows])
    return np.split(rows, ends[:-1])


def cosines(a, b):
    return (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


def parity(args):
    """On windows of random pieces (harder than text), or of the text files that are named."""
    torch.set_num_threads(1)
    models = pathlib.Path(args.models)
    if args.text:
        from tokenizers import BertWordPieceTokenizer

        tokenizer = BertWordPieceTokenizer(str(pathlib.Path(args.base) / "vocab.txt"))
        windows = [tokenizer.encode(pathlib.Path(text).read_text()).ids[:254] for text in args.text]
    else:
        random.seed(1)
        windows = [[random.randrange(1000, 30522) for _ in range(n)] for n in (128, 256, 128)]
    bare = reference(models)
    with torch.no_grad():
        wanted = [bare(torch.tensor([window]))[0].numpy() for window in windows]
    got = states(args, windows, args.level)
    cos = np.concatenate([cosines(g, w) for g, w in zip(got, wanted)])
    wanted, got = np.concatenate(wanted), np.concatenate(got)
    error = np.linalg.norm(got - wanted) / np.linalg.norm(wanted)
    print(f"{len(cos)} pieces: mean cosine {cos.mean():.5f}, least {cos.min():.5f}, relative error {error:.4f}")


def onnx_session(models):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(models / "base.onnx"), options, providers=["CPUExecutionProvider"])


def onnx_speed(session, length, seconds):
    """The best window, as the program measures itself."""
    ids = np.random.default_rng(1).integers(0, 30522, (1, length))
    session.run(None, {"ids": ids})
    begin, best = time.process_time(), float("inf")
    while time.process_time() - begin < seconds:
        window = time.process_time()
        session.run(None, {"ids": ids})
        best = min(best, time.process_time() - window)
    return length / best


def own_speed(args, level, seconds):
    command = [args.program, str(pathlib.Path(args.models) / "base.safetensors"), "speed"]
    command += ["--level", level] if level else []
    command += ["--seconds", str(seconds)] + [x for n in LENGTHS for x in ("--length", str(n))]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["pieces_per_cpu_second"]


def speed(args):
    session = onnx_session(pathlib.Path(args.models))
    levels = args.level.split(",")
    seen = {(name, n): [] for name in ["onnxruntime", *levels] for n in LENGTHS}
    for _ in range(args.rounds):
        for n in LENGTHS:
            seen["onnxruntime", n].append(onnx_speed(session, n, args.seconds))
        for level in levels:
            speeds = own_speed(args, level, args.seconds)
            for n in LENGTHS:
                seen[level, n].append(speeds[str(n)])
    if args.json:
        own, peer = seen[levels[0], TYPICAL], seen["onnxruntime", TYPICAL]
        print(json.dumps({"own": own, "onnxruntime": peer, "ratio": [a / b for a, b in zip(own, peer)]}))
        return
    print("| engine | " + " | ".join(f"{n}: pieces/cpu-s | ratio" for n in LENGTHS) + " |")
    print("|---|" + "---|---|" * len(LENGTHS))
    for name in ["onnxruntime", *levels]:
        cells = []
        for n in LENGTHS:
            ratios = [a / b for a, b in zip(seen[name, n], seen["onnxruntime", n])]
            cells.append(f"{statistics.median(seen[name, n]):.0f} | {statistics.median(ratios):.2f}")
        print(f"| {name} | " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("base", "parity", "speed"))
    parser.add_argument("--base")
    parser.add_argument("--out")
    parser.add_argument("--models")
    parser.add_argument("--program")
    parser.add_argument("--level", default="")
    parser.add_argument("--json", action="store_true", help="speed: the rounds of windows of the typical length")
    parser.add_argument("--text", nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    args = parser.parse_args()
    {"base": make_base, "parity": parity, "speed": speed}[args.task](args)


if __name__ == "__main__":
    main()
