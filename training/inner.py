"""Trains the head that sees, in the states of the words of a whole text, which of them are cues within the
content of another cue.

    inner.py --records FILE... --out FILE

PolNeAR has no attributions within attributions. Read as a text of its own, a content shows them to the
tagger; this head learns to foretell the tagger's answer (distillation: Hinton et al. 2015), so that only
contents that promise something are read twice. `--records` is what `cargo run --release --example inner` writes.
"""

import argparse

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

from model import HIDDEN

SEED, EPOCHS, BATCH, RATE = 1, 8, 2048, 1e-3


def load(paths):
    """Targets [N, 3] (other, beginning, continuation of a cue) and states [N, HIDDEN]."""
    rows = torch.from_numpy(np.concatenate([np.fromfile(p, "<f4").reshape(-1, 2 + HIDDEN) for p in paths]))
    cue = rows[:, :2].clamp(0, 1)
    other = (1 - cue.sum(1, keepdim=True)).clamp(0, 1)
    return torch.cat([other, cue], 1), rows[:, 2:]


def loss_of(head, targets, states):
    return -(targets * F.log_softmax(head(states), 1)).sum(1).mean()


def train(head, targets, states):
    opt = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.01)
    steps = EPOCHS * (len(states) // BATCH)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps)
    for _ in range(EPOCHS):
        order = torch.randperm(len(states))
        for at in range(0, len(order) - BATCH + 1, BATCH):
            rows = order[at : at + BATCH]
            loss = loss_of(head, targets[rows], F.dropout(states[rows], 0.1))
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()


def report(head, targets, states):
    """How well the head foretells a beginning of at least one half."""
    with torch.no_grad():
        p = head(states).softmax(1)[:, 1]
    gold = targets[:, 1] > 0.5
    for least in (0.1, 0.2, 0.3, 0.4, 0.5):
        found = p > least
        hits = int((found & gold).sum())
        print(f"at {least}: precision {hits / max(1, int(found.sum())):.3f} recall {hits / max(1, int(gold.sum())):.3f}")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--records", nargs="+", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    torch.manual_seed(SEED)
    targets, states = load(a.records)
    head = nn.Sequential(nn.Linear(HIDDEN, 256), nn.GELU(), nn.Linear(256, 3))
    held_out = len(states) // 10
    train(head, targets[:-held_out], states[:-held_out])
    print(f"{len(states)} words, {held_out} of them held out")
    report(head, targets[-held_out:], states[-held_out:])
    tensors = {}
    for name, layer in (("up", head[0]), ("down", head[2])):
        tensors[f"inner.{name}.weight"] = layer.weight.detach().clone()
        tensors[f"inner.{name}.bias"] = layer.bias.detach().clone()
    save_file(tensors, a.out, {"format": "sayso.model/1", "name": "inner"})


if __name__ == "__main__":
    main()
