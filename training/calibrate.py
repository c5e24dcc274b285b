"""Fits the confidence: of statements marked 0.8, eight in ten shall be right.

    calibrate.py --evidence FILE --gold DIR --scorer score.py --out FILE

`--evidence` is what `cargo run --release --example evidence` prints for the development texts. A logistic
regression (Platt 1999) is fitted on 'attribution overlap' of the reference scorer; the calibration error
printed is cross-validated over articles, five folds.
"""

import argparse
import importlib.util
import json
import pathlib

import torch


def load_scorer(path):
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(scorer, text, gold, predicted):
    """For each predicted statement, whether the scorer matches it with a gold one."""
    index = [(m.start(), m.end()) for m in scorer.WORD.finditer(text)]
    words = lambda st, role: scorer.words_in(index, scorer.trim(text, st[role]))
    g = [(words(st, "content"), words(st, "source")) for st in gold]
    p = [(words(st, "content"), words(st, "source")) for st in predicted]
    pairs = []
    for i, (gc, gs) in enumerate(g):
        for j, (pc, ps) in enumerate(p):
            if gc & pc:
                jaccard = len(gc & pc) / len(gc | pc)
                if jaccard >= 0.5 and (gs & ps or not (gs or ps)):
                    pairs.append((jaccard, i, j))
    right = set(scorer.match(pairs).values())
    return [j in right for j in range(len(p))]


def fit(x, y, l2=1e-3):
    weight = torch.zeros(x.shape[1], requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    opt = torch.optim.LBFGS([weight, bias], max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        opt.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ weight + bias, y) + l2 * (weight**2).sum()
        loss.backward()
        return loss

    opt.step(closure)
    return weight.detach(), bias.detach()


def error(p, y, bins=10):
    """Expected calibration error (Naeini et al. 2015)."""
    b = (p * bins).long().clamp(max=bins - 1)
    return sum(float((b == k).float().mean() * (p[b == k].mean() - y[b == k].mean()).abs()) for k in range(bins) if (b == k).any())


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--evidence", required=True)
    ap.add_argument("--gold", required=True)
    ap.add_argument("--scorer", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    scorer = load_scorer(a.scorer)
    gold = scorer.read_gold(a.gold)
    xs, ys, fold = [], [], []
    for n, line in enumerate(open(a.evidence, encoding="utf-8")):
        row = json.loads(line)
        text, statements = gold[row["article"]]
        for st, right in zip(row["statements"], judged(scorer, text, statements, row["statements"])):
            if st["inputs"]:
                xs.append(st["inputs"]), ys.append(float(right)), fold.append(n % 5)
    x, y, fold = torch.tensor(xs), torch.tensor(ys), torch.tensor(fold)
    held_out = torch.zeros_like(y)
    for k in range(5):
        weight, bias = fit(x[fold != k], y[fold != k])
        held_out[fold == k] = torch.sigmoid(x[fold == k] @ weight + bias)
    weight, bias = fit(x, y)
    print(f"{len(y)} statements, {y.mean():.3f} right; calibration error {100 * error(torch.sigmoid(x @ weight + bias), y):.2f}, "
          f"cross-validated {100 * error(held_out, y):.2f}")
    pathlib.Path(a.out).write_text(json.dumps({"weight": weight.tolist(), "bias": bias.tolist()}) + "\n")


if __name__ == "__main__":
    main()
