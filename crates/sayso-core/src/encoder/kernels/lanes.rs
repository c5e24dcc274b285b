//! Arithmetic on sixteen numbers at once, and its portable form.

/// Numbers in one vector.
pub(crate) const LANES: usize = 16;

/// One vector of packed weights: 64 bytes, on one cache line.
///
/// Each lane holds four signed bytes (linear layers) or two signed 16-bit numbers (attention),
/// the first in the lowest bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C, align(64))]
pub(crate) struct Block(pub [i32; LANES]);

/// Sixteen-lane arithmetic of one kind of processor.
///
/// Every operation is exactly defined (IEEE 754, one rounding each; whole numbers without overflow),
/// so that code over `Lanes` computes the same bits on every kind. A value of an implementing type
/// exists only where the processor has the instructions.
pub(crate) trait Lanes: Copy {
    /// Sixteen 32-bit floats.
    type F: Copy;
    /// Sixteen 32-bit integers, or as many groups of four bytes or two 16-bit numbers.
    type I: Copy;

    fn splat(self, value: f32) -> Self::F;
    fn load(self, from: &[f32; LANES]) -> Self::F;
    fn store(self, value: Self::F, to: &mut [f32; LANES]);
    fn add(self, a: Self::F, b: Self::F) -> Self::F;
    fn sub(self, a: Self::F, b: Self::F) -> Self::F;
    fn mul(self, a: Self::F, b: Self::F) -> Self::F;
    /// `a * b + c`, rounded once.
    fn mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F;
    /// The smaller; `b` where either is NaN.
    fn min(self, a: Self::F, b: Self::F) -> Self::F;
    /// The larger; `b` where either is NaN.
    fn max(self, a: Self::F, b: Self::F) -> Self::F;
    fn abs(self, a: Self::F) -> Self::F;
    /// `value * 2^power`, for whole powers that leave the result a normal number.
    fn scale(self, value: Self::F, power: Self::F) -> Self::F;

    fn int_splat(self, value: i32) -> Self::I;
    fn int_load(self, from: &Block) -> Self::I;
    fn int_store(self, value: Self::I, to: &mut Block);
    fn int_add(self, a: Self::I, b: Self::I) -> Self::I;
    fn to_float(self, value: Self::I) -> Self::F;
    /// The nearest integer (ties to even) of a finite value below 2^31.
    fn to_int(self, value: Self::F) -> Self::I;
    /// Stores values of 0 to 255 as bytes.
    fn store_bytes(self, value: Self::I, to: &mut [u8; LANES]);
    /// Stores values of 16 signed bits.
    fn store_shorts(self, value: Self::I, to: &mut [i16; LANES]);
    /// Puts two values of 16 signed bits into each lane, `low` first.
    fn pair(self, low: Self::I, high: Self::I) -> Self::I;

    /// `sum` plus the products of four bytes of `a` (0 to 127) with four signed ones of `b`.
    fn dot_bytes(self, sum: Self::I, a: Self::I, b: &Block) -> Self::I;
    /// `sum` plus the products of two such groups. What [`Right::excess`](super::multiply::Right) says of
    /// the weights holds, so that 16 bits hold the sum of four products.
    #[inline(always)]
    fn dot_bytes_twice(self, sum: Self::I, a: [Self::I; 2], b: &[Block; 2]) -> Self::I {
        self.dot_bytes(self.dot_bytes(sum, a[0], &b[0]), a[1], &b[1])
    }
    /// `sum` plus the products of two signed 16-bit numbers of `a` with two of `b`.
    fn dot_shorts(self, sum: Self::I, a: Self::I, b: &Block) -> Self::I;

    /// Multiplies with the tile of rows and columns that suits the registers.
    fn multiply<G: super::multiply::Group, S: super::multiply::Sink<Self>>(
        self,
        left: &[G],
        right: super::multiply::Right,
        sink: &mut S,
    );

    /// The nearest whole number (ties to even) of a value below 2^22.
    ///
    /// Adding 1.5 * 2^23 leaves no bit for a fraction.
    #[inline(always)]
    fn round(self, value: Self::F) -> Self::F {
        let magic = self.splat(12_582_912.0);
        self.sub(self.add(value, magic), magic)
    }

    /// The sum of all lanes, by halves.
    #[inline(always)]
    fn sum(self, value: Self::F) -> f32 {
        let mut lanes = [0.0; LANES];
        self.store(value, &mut lanes);
        fold(lanes, |a, b| a + b)
    }

    /// The smallest lane.
    #[inline(always)]
    fn smallest(self, value: Self::F) -> f32 {
        let mut lanes = [0.0; LANES];
        self.store(value, &mut lanes);
        fold(lanes, |a, b| if a < b { a } else { b })
    }

    /// The largest lane.
    #[inline(always)]
    fn largest(self, value: Self::F) -> f32 {
        let mut lanes = [0.0; LANES];
        self.store(value, &mut lanes);
        fold(lanes, |a, b| if a > b { a } else { b })
    }

    /// The sum of all lanes.
    #[inline(always)]
    fn int_sum(self, value: Self::I) -> i32 {
        let mut lanes = Block::default();
        self.int_store(value, &mut lanes);
        lanes.0.iter().sum()
    }
}

/// Joins the halves until one is left: the order that every kind of processor follows.
#[inline(always)]
fn fold(mut lanes: [f32; LANES], join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = join(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}

/// Portable lanes: the reference that the others must equal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scalar;

/// The four bytes of a lane, unsigned.
fn bytes(lane: i32) -> [i32; 4] {
    lane.to_le_bytes().map(i32::from)
}

/// The four bytes of a lane, signed.
fn signed_bytes(lane: i32) -> [i32; 4] {
    lane.to_le_bytes().map(|byte| i32::from(byte.cast_signed()))
}

/// The two 16-bit numbers of a lane.
fn shorts(lane: i32) -> [i32; 2] {
    [i32::from(lane as i16), lane >> 16]
}

#[inline(always)]
fn each<T: Copy + Default, U: Copy>(a: [U; LANES], f: impl Fn(U) -> T) -> [T; LANES] {
    let mut out = [T::default(); LANES];
    for i in 0..LANES {
        out[i] = f(a[i]);
    }
    out
}

#[inline(always)]
fn zip<T: Copy>(mut a: [T; LANES], b: [T; LANES], f: impl Fn(T, T) -> T) -> [T; LANES] {
    for i in 0..LANES {
        a[i] = f(a[i], b[i]);
    }
    a
}

impl Lanes for Scalar {
    type F = [f32; LANES];
    type I = [i32; LANES];

    #[inline(always)]
    fn splat(self, value: f32) -> Self::F {
        [value; LANES]
    }
    #[inline(always)]
    fn load(self, from: &[f32; LANES]) -> Self::F {
        *from
    }
    #[inline(always)]
    fn store(self, value: Self::F, to: &mut [f32; LANES]) {
        *to = value;
    }
    #[inline(always)]
    fn add(self, a: Self::F, b: Self::F) -> Self::F {
        zip(a, b, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, a: Self::F, b: Self::F) -> Self::F {
        zip(a, b, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, a: Self::F, b: Self::F) -> Self::F {
        zip(a, b, |a, b| a * b)
    }
    #[inline(always)]
    fn mul_add(self, a: Self::F, b: Self::F, mut c: Self::F) -> Self::F {
        for i in 0..LANES {
            c[i] = a[i].mul_add(b[i], c[i]);
        }
        c
    }
    #[inline(always)]
    fn min(self, a: Self::F, b: Self::F) -> Self::F {
        zip(a, b, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn max(self, a: Self::F, b: Self::F) -> Self::F {
        zip(a, b, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn abs(self, a: Self::F) -> Self::F {
        each(a, f32::abs)
    }
    #[inline(always)]
    fn scale(self, value: Self::F, power: Self::F) -> Self::F {
        zip(value, power, |value, power| {
            f32::from_bits(value.to_bits().wrapping_add_signed((power as i32) << 23))
        })
    }
    #[inline(always)]
    fn int_splat(self, value: i32) -> Self::I {
        [value; LANES]
    }
    #[inline(always)]
    fn int_load(self, from: &Block) -> Self::I {
        from.0
    }
    #[inline(always)]
    fn int_store(self, value: Self::I, to: &mut Block) {
        to.0 = value;
    }
    #[inline(always)]
    fn int_add(self, a: Self::I, b: Self::I) -> Self::I {
        zip(a, b, i32::wrapping_add)
    }
    #[inline(always)]
    fn to_float(self, value: Self::I) -> Self::F {
        each(value, |v| v as f32)
    }
    #[inline(always)]
    fn to_int(self, value: Self::F) -> Self::I {
        each(value, |v| v.round_ties_even() as i32)
    }
    #[inline(always)]
    fn store_bytes(self, value: Self::I, to: &mut [u8; LANES]) {
        *to = each(value, |v| v as u8);
    }
    #[inline(always)]
    fn store_shorts(self, value: Self::I, to: &mut [i16; LANES]) {
        *to = each(value, |v| v as i16);
    }
    #[inline(always)]
    fn pair(self, low: Self::I, high: Self::I) -> Self::I {
        zip(low, high, |low, high| (low & 0xFFFF) | (high << 16))
    }
    #[inline(always)]
    fn dot_bytes(self, mut sum: Self::I, a: Self::I, b: &Block) -> Self::I {
        for i in 0..LANES {
            let (a, b) = (bytes(a[i]), signed_bytes(b.0[i]));
            let products = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
            sum[i] = sum[i].wrapping_add(products);
        }
        sum
    }
    #[inline(always)]
    fn dot_shorts(self, mut sum: Self::I, a: Self::I, b: &Block) -> Self::I {
        for i in 0..LANES {
            let (a, b) = (shorts(a[i]), shorts(b.0[i]));
            sum[i] = sum[i].wrapping_add(a[0] * b[0] + a[1] * b[1]);
        }
        sum
    }
    #[inline(always)]
    fn multiply<G: super::multiply::Group, S: super::multiply::Sink<Self>>(
        self,
        left: &[G],
        right: super::multiply::Right,
        sink: &mut S,
    ) {
        super::multiply::by_tiles::<Self, G, S, 1, 1>(self, left, right, sink);
    }
}
