use proptest::prelude::*;

use super::multiply::take_excess;
use super::*;

/// Runs on every level of this processor and asserts that the bits are those of the scalar reference.
fn same_on_all_levels<T: PartialEq + std::fmt::Debug>(run: impl Fn(Level) -> T) -> T {
    let wanted = run(Level(Kind::Scalar));
    for level in Level::all() {
        assert_eq!(run(level), wanted, "{}", level.name());
    }
    wanted
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Numbers of all sizes, so that rounding matters.
fn floats(count: usize) -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec(prop_oneof![-4.0_f32..4.0, -1e-3_f32..1e-3, -300.0_f32..300.0], count)
}

fn bytes(count: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), count)
}

fn layer(weights: &[u8], inputs: usize) -> Dense {
    let outputs = weights.len() / inputs;
    let sum = |row: &[u8]| row.iter().map(|w| f32::from(w.cast_signed())).sum();
    let (blocks, excess) = pack(weights, inputs);
    Dense {
        weights: blocks,
        excess,
        outputs,
        scale: vec![1.0; outputs],
        sum: weights.chunks_exact(inputs).map(sum).collect(),
        bias: (0..outputs).map(|i| i as f32).collect(),
    }
}

/// The error function, by its Taylor series.
fn erf(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for n in 1..200 {
        term *= -x * x / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    sum * std::f64::consts::FRAC_2_SQRT_PI
}

#[test]
fn gelu_is_within_a_millionth() {
    let mut values: Vec<f32> = (-600..600).map(|i| i as f32 / 100.0).collect();
    values.extend([-1e30, -100.0, -20.0, 20.0, 100.0, 1e30, 0.0, -0.0, f32::MIN_POSITIVE, 0.0, 0.0, 0.0]);
    values.resize(values.len().next_multiple_of(LANES), 0.0);
    let mut found = values.clone();
    gelu(Level::best(), &mut found);
    for (x, y) in values.into_iter().zip(found) {
        let x = f64::from(x);
        let wanted = if x.abs() < 7.0 { 0.5 * x * (1.0 + erf(x / 2_f64.sqrt())) } else { x.max(0.0) };
        assert!(
            (f64::from(y) - wanted).abs() <= 1e-6_f64.max(wanted.abs() * 1e-7),
            "gelu({x}) = {y}, not {wanted}"
        );
    }
}

#[test]
fn extreme_codes_and_weights_multiply_exactly() {
    let (inputs, outputs) = (1536, 16);
    let mut input = Codes::default();
    input.resize(ROWS, inputs);
    input.codes.fill([127; 4]);
    input.affine.fill(Affine { scale: 1.0, offset: 0.0 });
    for weight in [127_i8, -127, -128] {
        let layer = layer(&vec![weight.cast_unsigned(); inputs * outputs], inputs);
        let output = same_on_all_levels(|level| {
            let mut output = vec![0.0; ROWS * outputs];
            dense(level, &layer, &input, &mut output);
            bits(&output)
        });
        let wanted = (f64::from(weight) * 127.0 * inputs as f64) as f32;
        assert_eq!(output[0], wanted.to_bits());
    }
}

#[test]
fn numbers_that_are_not_finite_do_no_harm() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut values = vec![1.0; ROWS * 32];
        values[5] = bad;
        let mut codes = Codes::default();
        codes.resize(ROWS, 32);
        for level in Level::all() {
            quantise(level, &values, &mut codes);
            assert!(codes.codes.as_flattened().iter().all(|&code| code <= 127));
            let (mut projected, mut context) = (vec![1.0; 2 * ROWS * 96], vec![0.0; 2 * ROWS * 32]);
            projected[40] = bad;
            let head = Head { first: 0, size: 32, hidden: 32 };
            attend(level, head, 7, &projected, &mut HeadScratch::default(), &mut context);
        }
    }
}

/// One head of attention in double precision.
fn reference_attention(projected: &[f32], count: usize, size: usize) -> Vec<f64> {
    let part = |row: usize, part: usize, i: usize| f64::from(projected[(row * 3 + part) * size + i]);
    let mut context = Vec::new();
    for row in 0..count {
        let score = |key: usize| (0..size).map(|i| part(row, 0, i) * part(key, 1, i)).sum::<f64>();
        let scores: Vec<f64> = (0..count).map(|key| score(key) / (size as f64).sqrt()).collect();
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        let weights: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
        let total: f64 = weights.iter().sum();
        let mixed = |i: usize| (0..count).map(|key| weights[key] * part(key, 2, i)).sum::<f64>() / total;
        context.extend((0..size).map(mixed));
    }
    context
}

#[test]
fn what_is_taken_out_of_weights_leaves_room_and_is_not_lost() {
    for before in [[[127; 4]; 2], [[-128; 4]; 2], [[100, -100, 90, 100], [80, -90, 127, -7]], [[3; 4]; 2]] {
        let mut kept: [[i8; 4]; 2] = before;
        let taken = take_excess(&mut kept);
        let sum = |step: usize, at: usize| i32::from(kept[step][at]) + i32::from(taken[step][at]);
        for (step, weights) in before.iter().enumerate() {
            assert!(weights.iter().enumerate().all(|(at, &weight)| sum(step, at) == i32::from(weight)));
        }
        for half in [0, 2] {
            let meet = kept.map(|group| [group[half], group[half + 1]]);
            let of = |sign: i32| -> i32 {
                meet.as_flattened().iter().map(|&weight| (i32::from(weight) * sign).max(0) * 127).sum()
            };
            assert!(of(1) <= i32::from(i16::MAX) && of(-1) <= i32::from(i16::MAX), "{before:?}: {kept:?}");
        }
        assert_eq!(taken == [[0; 4]; 2], before == [[3; 4]; 2]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn linear_layers_are_the_same_bits(
        values in floats(5 * ROWS * 48),
        weights in bytes(48 * 112),
    ) {
        let layer = layer(&weights, 48);
        same_on_all_levels(|level| {
            let mut input = Codes::default();
            input.resize(5 * ROWS, 48);
            quantise(level, &values, &mut input);
            let mut output = vec![0.0; 5 * ROWS * 112];
            dense(level, &layer, &input, &mut output);
            (input.codes, input.affine, bits(&output))
        });
    }

    #[test]
    fn a_quantised_row_is_within_half_a_step(values in floats(ROWS * 64)) {
        let mut codes = Codes::default();
        codes.resize(ROWS, 64);
        quantise(Level::best(), &values, &mut codes);
        for (row, values) in values.chunks_exact(64).enumerate() {
            let Affine { scale, offset } = codes.affine[row];
            let coded = codes.codes[row * 16..][..16].as_flattened();
            for (value, code) in values.iter().zip(coded) {
                prop_assert!((offset + scale * f32::from(*code) - value).abs() <= scale * 0.501);
            }
        }
    }

    #[test]
    fn rows_are_the_same_bits(values in floats(3 * 80), residual in floats(3 * 80)) {
        let norm = Norm { weight: residual[..80].to_vec(), bias: values[80..160].to_vec() };
        same_on_all_levels(|level| {
            let mut normal = values.clone();
            add_and_normalise(level, &norm, &mut normal, Some(&residual));
            let (mut active, mut codes) = (values.clone(), Codes::default());
            codes.resize(3, 80);
            gelu_and_quantise(level, &mut active, &mut codes);
            (bits(&normal), bits(&active), codes.codes)
        });
    }

    #[test]
    fn attention_is_the_same_bits_and_near_the_exact_one(count in 1..40_usize, values in floats(48 * 96)) {
        let projected: Vec<f32> = values.iter().map(|value| value.clamp(-4.0, 4.0)).collect();
        let head = Head { first: 0, size: 32, hidden: 32 };
        let context = same_on_all_levels(|level| {
            let mut context = vec![0.0; 48 * 32];
            attend(level, head, count, &projected, &mut HeadScratch::default(), &mut context);
            bits(&context[..count * 32])
        });
        for (found, wanted) in context.into_iter().zip(reference_attention(&projected, count, 32)) {
            prop_assert!((f64::from(f32::from_bits(found)) - wanted).abs() < 0.02);
        }
    }

    #[test]
    fn float_layers_are_the_same_bits(input in floats(17 * 21), weights in floats(2 * 21 * LANES)) {
        let layer = FloatDense {
            weights: weights.as_chunks().0.to_vec(),
            bias: vec![[0.5; LANES]; 2],
            inputs: 21,
        };
        same_on_all_levels(|level| {
            let mut output = vec![[0.0; LANES]; 17 * 2];
            float_dense(level, &layer, &input, &mut output);
            bits(output.as_flattened())
        });
    }
}
