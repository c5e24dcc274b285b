"""Fine-tunes the encoder on PolNeAR and writes a checkpoint.

    train.py --corpora DIR --out FILE [--epochs N] [--seed N]
"""

import argparse
import contextlib
import json
import math
import pathlib
import random
import subprocess
import sys
import time

import torch
from tokenizers import Tokenizer

import data
from data import ROLES, TAGS
from model import Model, bucket

REGION = 200  # words around a cue that are read again, at most


def pad(rows, value=0):
    n = max(map(len, rows))
    return torch.tensor([r + [value] * (n - len(r)) for r in rows])


def region(window, first, last):
    """The words of the cue's paragraph, at most REGION of them, nearest the cue."""
    p = window.paragraph[first]
    lo, hi = first, last + 1
    while lo > 0 and window.paragraph[lo - 1] == p and last - lo < REGION:
        lo -= 1
    while hi < len(window.words) and window.paragraph[hi] == p and hi - first < REGION:
        hi += 1
    return lo, hi


class Batch:
    def __init__(self, windows):
        self.windows = windows
        self.ids = pad([w.ids for w in windows])
        self.features = [pad([w.features[k] for w in windows]) for k in range(len(data.FEATURES))]
        lengths = torch.tensor([len(w.ids) for w in windows])
        blank = torch.arange(self.ids.shape[1]) >= lengths[:, None]
        self.bias = torch.zeros(blank.shape).masked_fill(blank, -1e4)[:, None, None]
        self.first = pad([w.first for w in windows])
        n = torch.tensor([len(w.first) for w in windows])
        self.mask = torch.arange(self.first.shape[1]) < n[:, None]


def gather_regions(hidden, batch, cues):
    """`cues`: (window, first word, last word). Hidden states, marks, distances, attention bias, mask."""
    regions = [region(batch.windows[w], a, b) for w, a, b in cues]
    size = max(hi - lo for lo, hi in regions)
    rows, marks, dist = [], [], []
    for (w, a, b), (lo, hi) in zip(cues, regions):
        fill = size - (hi - lo)
        rows.append([w * hidden.shape[1] + i for i in range(lo, hi)] + [0] * fill)
        marks.append([int(a <= i <= b) for i in range(lo, hi)] + [0] * fill)
        dist.append([bucket(i - a if i < a else max(0, i - b)) for i in range(lo, hi)] + [0] * fill)
    n = torch.tensor([hi - lo for lo, hi in regions])
    mask = torch.arange(size) < n[:, None]
    bias = torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None]
    x = hidden.reshape(-1, hidden.shape[-1])[torch.tensor(rows)]
    return x, torch.tensor(marks), torch.tensor(dist), bias, mask, regions


def word_states(model, batch):
    hidden = model.encoder(batch.ids, batch.features, batch.bias)
    return hidden.gather(1, batch.first[:, :, None].expand(-1, -1, hidden.shape[-1]))


def has_bfloat16():
    """Whether the processor multiplies 16-bit floats itself. One that does not emulates them, at a
    tenth of the speed of 32-bit floats or less."""
    flags = pathlib.Path("/proc/cpuinfo")
    words = flags.read_text().split() if flags.exists() else []
    return "avx512_bf16" in words or "amx_bf16" in words


BFLOAT16 = has_bfloat16()


def autocast(enabled):
    use = enabled and BFLOAT16
    return torch.autocast("cpu", dtype=torch.bfloat16) if use else contextlib.nullcontext()


def loss_of(model, batch, rng, bf16):
    with autocast(bf16):
        states = word_states(model, batch)
        em = model.emissions(states)
    em = em.float()
    tags = pad([w.tags for w in batch.windows])
    tag_loss = model.tags.nll(em, tags, batch.mask) / batch.mask.sum()
    cues = [(i, a, b, roles) for i, w in enumerate(batch.windows) for a, b, roles in w.cues]
    cues += false_cues(em, batch, rng)
    if not cues:
        return tag_loss, torch.zeros(())
    with autocast(bf16):
        x, marks, dist, bias, mask, regions = gather_regions(states, batch, [c[:3] for c in cues])
        roles_em = model.read(x, marks, dist, bias)
    gold = pad([c[3][lo:hi] for c, (lo, hi) in zip(cues, regions)])
    role_loss = model.roles.nll(roles_em.float(), gold, mask) / mask.sum()
    return tag_loss, role_loss


def false_cues(em, batch, rng, share=0.3):
    """Words that the tagger takes for cues and the gold does not: read again, they have no roles."""
    p = em.detach().softmax(-1)[:, :, TAGS.index("B-cue")]
    out = []
    for i, w in enumerate(batch.windows):
        taken = {k for a, b, _ in w.cues for k in range(a, b + 1)}
        for k in range(len(w.words)):
            if k not in taken and p[i, k] > 0.2 and rng.random() < share:
                out.append((i, k, k, [0] * len(w.words)))
    return out


@torch.no_grad()
def predict(model, windows, bf16=True, tokens=6000, cue_bias=0.0):
    """Attributions of windows as lists of (cue, source parts, content parts) in code points."""
    model.eval()
    out = {w.article: [] for w in windows}
    order = data.batches(windows, tokens, random.Random(0))
    for group in order:
        batch = Batch([windows[i] for i in group])
        with autocast(bf16):
            states = word_states(model, batch)
            em = model.emissions(states).float()
        em[:, :, TAGS.index("B-cue")] += cue_bias
        cues = []
        for i, w in enumerate(batch.windows):
            path, _ = model.tags.viterbi(em[i, : len(w.words)])
            cues += [(i, a, b) for a, b in spans(path, TAGS.index("B-cue"))]
        if not cues:
            continue
        with autocast(bf16):
            x, marks, dist, bias, mask, regions = gather_regions(states, batch, cues)
            roles = model.read(x, marks, dist, bias).float()
        for k, ((i, a, b), (lo, hi)) in enumerate(zip(cues, regions)):
            w = batch.windows[i]
            path, top = model.roles.viterbi(roles[k, : hi - lo])
            at = lambda x, y: [w.words[lo + x][0], w.words[lo + y][1]]
            st = {
                "cue": [[w.words[a][0], w.words[b][1]]],
                "source": [at(x, y) for x, y in spans(path, ROLES.index("B-source"))],
                "content": [at(x, y) for x, y in spans(path, ROLES.index("B-content"))],
                "confidence": math.exp(top),
            }
            if st["content"]:
                out[w.article].append(st)
    return out


def spans(path, begin):
    """(first, last) of each run that begins with label `begin` and goes on with `begin + 1`."""
    out = []
    for i, label in enumerate(path):
        if label == begin:
            out.append([i, i])
        elif label == begin + 1 and out and out[-1][1] == i - 1:
            out[-1][1] = i
    return out


def score(preds, gold, scorer, path):
    with open(path, "w", encoding="utf-8") as f:
        for name, sts in preds.items():
            f.write(json.dumps({"article": name, "statements": sts}) + "\n")
    res = subprocess.run([sys.executable, scorer, "--gold", gold, "--pred", path, "--json"], capture_output=True, text=True)
    r = json.loads(res.stdout)
    return {k: r[k]["f1"] for k in r if "f1" in r[k]} | {"ece": r["calibration"]["ece"]}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--corpora", required=True)
    ap.add_argument("--base", required=True)
    ap.add_argument("--scorer")
    ap.add_argument("--out", required=True)
    ap.add_argument("--epochs", type=int, default=5)
    ap.add_argument("--tokens", type=int, default=3000)
    ap.add_argument("--lr", type=float, default=1.5e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--ema", type=float, default=0.998)
    ap.add_argument("--dropout", type=float, default=0.1)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--eval-from", type=int, default=2)
    ap.add_argument("--limit", type=int)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    base = pathlib.Path(a.base)
    tok = Tokenizer.from_file(str(base / "tokenizer.json"))
    tok.no_padding()
    tok.no_truncation()
    train, _ = data.load(f"{a.corpora}/polnear/train", tok)
    dev, _ = data.load(f"{a.corpora}/polnear/dev", tok, data.FULL)
    train = train[: a.limit]
    print(len(train), "windows", sum(len(w.ids) for w in train), "pieces", sum(len(w.cues) for w in train), "cues", flush=True)
    torch.manual_seed(0)  # the heads start alike under every seed, so that runs can be averaged
    model = Model(a.dropout)
    torch.manual_seed(a.seed)
    model.load_base(base / "model.safetensors")
    ema = {k: v.clone() for k, v in model.state_dict().items()}
    slow = [p for n, p in model.named_parameters() if p.requires_grad and n.split(".")[0] in ("encoder", "reader") and "feature" not in n]
    known = set(map(id, slow))
    fast = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
    opt = torch.optim.AdamW([{"params": slow, "lr": a.lr}, {"params": fast, "lr": a.head_lr}], weight_decay=0.01, betas=(0.9, 0.98))
    plan = [data.batches(train, a.tokens, rng) for _ in range(a.epochs)]
    total = sum(map(len, plan))
    warm = total // 20
    sched = torch.optim.lr_scheduler.LambdaLR(
        opt, lambda s: min((s + 1) / warm, 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1, s / total))))
    )
    step = 0
    for epoch, groups in enumerate(plan, 1):
        model.train()
        began, sums = time.time(), [0.0, 0.0]
        for group in groups:
            tag_loss, role_loss = loss_of(model, Batch([train[i] for i in group]), rng, True)
            opt.zero_grad()
            (tag_loss + role_loss).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            sched.step()
            step += 1
            decay = min(a.ema, (1 + step) / (10 + step))
            with torch.no_grad():
                for k, v in model.state_dict().items():
                    if v.is_floating_point() and k != "encoder.word.weight":
                        ema[k].lerp_(v, 1 - decay)
            sums[0] += float(tag_loss.detach())
            sums[1] += float(role_loss.detach())
            if step % 50 == 0:
                print(f"  step {step}/{total} tag {sums[0] / (step % len(groups) or len(groups)):.4f} {time.time() - began:.0f}s", flush=True)
        print(f"epoch {epoch} tag {sums[0] / len(groups):.4f} role {sums[1] / len(groups):.4f} {time.time() - began:.0f}s", flush=True)
        if epoch >= a.eval_from and a.scorer:
            live = {k: v.clone() for k, v in model.state_dict().items()}
            model.load_state_dict(ema)
            print("  ema", score(predict(model, dev), f"{a.corpora}/polnear/dev", a.scorer, a.out + ".jsonl"), flush=True)
            torch.save(ema, a.out)
            model.load_state_dict(live)
    torch.save(ema, a.out)


if __name__ == "__main__":
    main()
