"""The encoder's tensors as `crates/sayso-core/src/encoder` reads them."""

import torch


def quantise_rows(weight):
    """Symmetric 8-bit codes and one scale for each output row: weight ~ codes * scale[:, None]."""
    weight = weight.detach().float()
    scale = weight.abs().amax(1).clamp(min=1e-12) / 127
    return (weight / scale[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def export_linear(linear, prefix):
    codes, scale = quantise_rows(linear.weight)
    return {f"{prefix}.weight": codes, f"{prefix}.scale": scale, f"{prefix}.bias": linear.bias.detach().float().contiguous()}


def export_norm(norm, prefix):
    return {f"{prefix}.weight": norm.weight.detach().clone(), f"{prefix}.bias": norm.bias.detach().clone()}


def export_layer(layer, prefix):
    """One transformer layer: query, key and value projections stand as rows of one matrix, in that order."""
    out = {}
    for part in ("qkv", "attention_out", "up", "down"):
        out |= export_linear(getattr(layer, part), f"{prefix}.{part}")
    for part in ("attention_norm", "output_norm"):
        out |= export_norm(getattr(layer, part), f"{prefix}.{part}")
    return out


def export_encoder(encoder):
    codes, scale = quantise_rows(encoder.word.weight)
    out = {"embeddings.word.weight": codes, "embeddings.word.scale": scale}
    out["embeddings.position.weight"] = encoder.position.weight.detach().clone()
    for k, table in enumerate(encoder.feature):
        out[f"embeddings.feature.{k}.weight"] = table.weight.detach().clone()
    out |= export_norm(encoder.norm, "embeddings.norm")
    for i, layer in enumerate(encoder.layers):
        out |= export_layer(layer, f"layer.{i}")
    return out
