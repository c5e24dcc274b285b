"""The encoder with its two heads: a tagger that finds cues, and a reader that, for each cue, reads the
words around it again and says which are its source and its content."""

import math

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

from data import FEATURES, ROLES, TAGS

HIDDEN, LAYERS, HEADS, INNER = 384, 6, 12, 1536
DISTANCES = 32  # buckets of the signed distance between a word and the cue


class Dropout(nn.Module):
    """Dropout whose masks are slices, at random places, of a bank that is drawn anew every few hundred
    calls: drawing a mask of its own for every call costs a fifth of a training step on a CPU."""

    bank, calls = {}, 0

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        n, size = x.numel(), 1 << 24
        if Dropout.calls % 400 == 0 or self.p not in Dropout.bank:
            Dropout.bank[self.p] = (torch.rand(size) >= self.p).to(torch.bfloat16) / (1 - self.p)
        Dropout.calls += 1
        at = int(torch.randint(0, size - n, ()))
        return x * Dropout.bank[self.p][at : at + n].view_as(x).to(x.dtype)


class Layer(nn.Module):
    """A post-norm BERT layer."""

    def __init__(self, dropout):
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.attention_out = nn.Linear(HIDDEN, HIDDEN)
        self.attention_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.output_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x, bias):
        b, n, _ = x.shape
        qkv = self.qkv(x).view(b, n, 3, HEADS, -1).permute(2, 0, 3, 1, 4).reshape(3, b * HEADS, n, -1)
        with torch.autocast("cpu", enabled=False):  # autocast would widen the softmax to 32 bits
            q, k, v = qkv[0] * (HIDDEN // HEADS) ** -0.5, qkv[1], qkv[2]
            bias = bias.to(q.dtype).expand(b, HEADS, n, n).reshape(b * HEADS, n, n)
            mixed = torch.bmm(torch.baddbmm(bias, q, k.transpose(1, 2)).softmax(-1), v)
        mixed = mixed.view(b, HEADS, n, -1).transpose(1, 2).reshape(b, n, HIDDEN)
        x = self.attention_norm(x + self.dropout(self.attention_out(mixed)))
        return self.output_norm(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, dropout=0.1, layers=LAYERS):
        super().__init__()
        self.word = nn.Embedding(30522, HIDDEN)
        self.position = nn.Embedding(512, HIDDEN)
        self.feature = nn.ModuleList(nn.Embedding(n, HIDDEN) for n in FEATURES)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.dropout = Dropout(dropout)
        for f in self.feature:
            nn.init.zeros_(f.weight)
        self.word.weight.requires_grad_(False)

    def load_base(self, path):
        """The weights of a BertModel in safetensors; the embedding of token type 0 joins the positions."""
        w = {k.removeprefix("bert."): v.float() for k, v in load_file(path).items()}
        e = "embeddings."
        put = lambda p, v: p.data.copy_(v)
        put(self.word.weight, w[e + "word_embeddings.weight"])
        put(self.position.weight, w[e + "position_embeddings.weight"] + w[e + "token_type_embeddings.weight"][0])
        put(self.norm.weight, w[e + "LayerNorm.weight"])
        put(self.norm.bias, w[e + "LayerNorm.bias"])
        for i, layer in enumerate(self.layers):
            load_layer(layer, w, i)
        return w

    def forward(self, ids, features, bias):
        x = self.word(ids) + self.position.weight[: ids.shape[1]]
        for f, table in zip(features, self.feature):
            x = x + table(f)
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, bias)
        return x


def load_layer(layer, w, i):
    p = f"encoder.layer.{i}."
    for kind in ("weight", "bias"):
        qkv = [w[p + f"attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
        getattr(layer.qkv, kind).data.copy_(torch.cat(qkv))
        getattr(layer.attention_out, kind).data.copy_(w[p + "attention.output.dense." + kind])
        getattr(layer.attention_norm, kind).data.copy_(w[p + "attention.output.LayerNorm." + kind])
        getattr(layer.up, kind).data.copy_(w[p + "intermediate.dense." + kind])
        getattr(layer.down, kind).data.copy_(w[p + "output.dense." + kind])
        getattr(layer.output_norm, kind).data.copy_(w[p + "output.LayerNorm." + kind])


class Crf(nn.Module):
    """A linear-chain conditional random field (Lafferty et al. 2001) over BIO labels."""

    def __init__(self, labels):
        super().__init__()
        n = len(labels)
        self.start = nn.Parameter(torch.zeros(n))
        self.step = nn.Parameter(torch.zeros(n, n))
        allowed = torch.zeros(n, n)
        begin = torch.zeros(n)
        for j, to in enumerate(labels):
            if to.startswith("I-"):
                begin[j] = -1e4
                for i, frm in enumerate(labels):
                    if frm[2:] != to[2:]:
                        allowed[i, j] = -1e4
        self.register_buffer("allowed", allowed)
        self.register_buffer("begin", begin)

    def nll(self, emissions, labels, mask):
        """Summed negative log likelihood; `emissions` [B, T, L] in fp32, the mask's first column all true."""
        step, start = self.step + self.allowed, self.start + self.begin
        alpha = start + emissions[:, 0]
        for t in range(1, emissions.shape[1]):
            nxt = torch.logsumexp(alpha.unsqueeze(2) + step, 1) + emissions[:, t]
            alpha = torch.where(mask[:, t, None], nxt, alpha)
        total = torch.logsumexp(alpha, 1).sum()
        em = emissions.gather(2, labels.unsqueeze(2)).squeeze(2)
        gold = (em * mask).sum() + start[labels[:, 0]].sum()
        gold = gold + (step[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]).sum()
        return total - gold

    def viterbi(self, emissions):
        """The best labels of one sequence [T, L], and the log probability of it."""
        step, score = self.step + self.allowed, self.start + self.begin + emissions[0]
        alpha, back = score, []
        for e in emissions[1:]:
            best, idx = (score.unsqueeze(1) + step).max(0)
            score = best + e
            back.append(idx)
            alpha = torch.logsumexp(alpha.unsqueeze(1) + step, 0) + e
        j = int(score.argmax())
        top = float(score[j] - torch.logsumexp(alpha, 0))
        path = [j]
        for idx in reversed(back):
            path.append(int(idx[path[-1]]))
        return path[::-1], top


class Model(nn.Module):
    def __init__(self, dropout=0.1):
        super().__init__()
        self.encoder = Encoder(dropout)
        self.tag_up = nn.Linear(HIDDEN, 256)
        self.tag_down = nn.Linear(256, len(TAGS))
        self.tags = Crf(TAGS)
        # the second reading: one more layer that sees where the cue stands
        self.cue_mark = nn.Embedding(2, HIDDEN)
        self.distance = nn.Embedding(DISTANCES, HIDDEN)
        nn.init.normal_(self.cue_mark.weight, std=0.02)
        nn.init.normal_(self.distance.weight, std=0.02)
        self.reader_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.reader = Layer(dropout)
        self.role_up = nn.Linear(HIDDEN, 256)
        self.role_down = nn.Linear(256, len(ROLES))
        self.roles = Crf(ROLES)
        self.dropout = Dropout(dropout)

    def load_base(self, path):
        w = self.encoder.load_base(path)
        load_layer(self.reader, w, LAYERS - 1)

    def emissions(self, hidden):
        return self.tag_down(self.dropout(F.gelu(self.tag_up(hidden))))

    def read(self, hidden, cue, distance, bias):
        """Role emissions of regions: hidden states [C, R, H] of the words, cue marks, distance buckets."""
        x = self.reader_norm(hidden + self.cue_mark(cue) + self.distance(distance))
        x = self.reader(self.dropout(x), bias)
        return self.role_down(self.dropout(F.gelu(self.role_up(x))))


def bucket(d):
    """Signed distance in words to a bucket: exact to 7, then logarithmic."""
    a = abs(d)
    k = a if a < 8 else min(15, 8 + int(math.log2(a / 8) * 2))
    return k if d >= 0 else 16 + k
