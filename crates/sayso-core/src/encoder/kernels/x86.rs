//! The lanes of x86-64: AVX2 with FMA, the same with AVX-VNNI, and AVX-512 with VNNI.

use std::arch::x86_64::*;

use super::lanes::{Block, LANES, Lanes};
use super::multiply::{Group, Right, Sink, by_tiles};

/// Two vectors of eight lanes: AVX2 and FMA, and AVX-VNNI where `VNNI`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Avx2<const VNNI: bool>(());

impl<const VNNI: bool> Avx2<VNNI> {
    /// # Safety
    /// The processor has AVX2 and FMA, and AVX-VNNI where `VNNI`.
    pub(crate) unsafe fn new() -> Self {
        Self(())
    }
}

/// One vector of sixteen lanes: AVX-512 F, BW and VNNI.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Avx512(());

impl Avx512 {
    /// # Safety
    /// The processor has AVX-512 F, BW and VNNI.
    pub(crate) unsafe fn new() -> Self {
        Self(())
    }
}

/// Calls an intrinsic on both halves.
macro_rules! halves {
    ($intrinsic:expr, $($value:expr),+) => {
        // SAFETY: `self` exists only where the processor has the instructions.
        unsafe { ($intrinsic($($value.0),+), $intrinsic($($value.1),+)) }
    };
}

/// Calls an intrinsic.
macro_rules! whole {
    ($intrinsic:expr, $($value:expr),+) => {
        // SAFETY: `self` exists only where the processor has the instructions.
        unsafe { $intrinsic($($value),*) }
    };
}

/// `sum` plus the products of two groups of bytes, in the order that leaves fewest instructions.
///
/// From the intrinsics the compiler makes a loop that keeps the blocks in registers, and that is a twentieth
/// slower on Zen 3.
#[inline]
#[target_feature(enable = "avx2")]
fn dot_bytes_twice(
    mut sum: (__m256i, __m256i),
    first: __m256i,
    second: __m256i,
    blocks: &[Block; 2],
) -> (__m256i, __m256i) {
    // SAFETY: this function is called only where the processor has AVX2; two blocks are read.
    unsafe {
        std::arch::asm!(
            "vpmaddubsw {low}, {first}, ymmword ptr [{blocks}]",
            "vpmaddubsw {high}, {first}, ymmword ptr [{blocks} + 32]",
            "vpmaddubsw {other}, {second}, ymmword ptr [{blocks} + 64]",
            "vpaddw {low}, {low}, {other}",
            "vpmaddubsw {other}, {second}, ymmword ptr [{blocks} + 96]",
            "vpaddw {high}, {high}, {other}",
            "vpmaddwd {low}, {low}, {one}",
            "vpmaddwd {high}, {high}, {one}",
            "vpaddd {sum_low}, {sum_low}, {low}",
            "vpaddd {sum_high}, {sum_high}, {high}",
            first = in(ymm_reg) first,
            second = in(ymm_reg) second,
            one = in(ymm_reg) _mm256_set1_epi16(1),
            blocks = in(reg) blocks.as_ptr(),
            sum_low = inout(ymm_reg) sum.0,
            sum_high = inout(ymm_reg) sum.1,
            low = out(ymm_reg) _,
            high = out(ymm_reg) _,
            other = out(ymm_reg) _,
            options(pure, readonly, nostack, preserves_flags)
        );
    }
    sum
}

impl<const VNNI: bool> Lanes for Avx2<VNNI> {
    type F = (__m256, __m256);
    type I = (__m256i, __m256i);

    #[inline(always)]
    fn splat(self, value: f32) -> Self::F {
        let half = whole!(_mm256_set1_ps, value);
        (half, half)
    }
    #[inline(always)]
    fn load(self, from: &[f32; LANES]) -> Self::F {
        // SAFETY: as above; sixteen floats are read, at any alignment.
        unsafe { (_mm256_loadu_ps(from.as_ptr()), _mm256_loadu_ps(from.as_ptr().add(8))) }
    }
    #[inline(always)]
    fn store(self, value: Self::F, to: &mut [f32; LANES]) {
        // SAFETY: as above; sixteen floats are written, at any alignment.
        unsafe {
            _mm256_storeu_ps(to.as_mut_ptr(), value.0);
            _mm256_storeu_ps(to.as_mut_ptr().add(8), value.1);
        }
    }
    #[inline(always)]
    fn add(self, a: Self::F, b: Self::F) -> Self::F {
        halves!(_mm256_add_ps, a, b)
    }
    #[inline(always)]
    fn sub(self, a: Self::F, b: Self::F) -> Self::F {
        halves!(_mm256_sub_ps, a, b)
    }
    #[inline(always)]
    fn mul(self, a: Self::F, b: Self::F) -> Self::F {
        halves!(_mm256_mul_ps, a, b)
    }
    #[inline(always)]
    fn mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F {
        halves!(_mm256_fmadd_ps, a, b, c)
    }
    #[inline(always)]
    fn min(self, a: Self::F, b: Self::F) -> Self::F {
        halves!(_mm256_min_ps, a, b)
    }
    #[inline(always)]
    fn max(self, a: Self::F, b: Self::F) -> Self::F {
        halves!(_mm256_max_ps, a, b)
    }
    #[inline(always)]
    fn abs(self, a: Self::F) -> Self::F {
        let sign = self.splat(-0.0);
        halves!(_mm256_andnot_ps, sign, a)
    }
    #[inline(always)]
    fn scale(self, value: Self::F, power: Self::F) -> Self::F {
        let power = self.to_int(power);
        let exponent = halves!(_mm256_slli_epi32::<23>, power);
        let value = halves!(_mm256_castps_si256, value);
        let value = halves!(_mm256_add_epi32, value, exponent);
        halves!(_mm256_castsi256_ps, value)
    }
    #[inline(always)]
    fn int_splat(self, value: i32) -> Self::I {
        let half = whole!(_mm256_set1_epi32, value);
        (half, half)
    }
    #[inline(always)]
    fn int_load(self, from: &Block) -> Self::I {
        let from = from.0.as_ptr().cast::<__m256i>();
        // SAFETY: as above; a block is two vectors, aligned.
        unsafe { (_mm256_load_si256(from), _mm256_load_si256(from.add(1))) }
    }
    #[inline(always)]
    fn int_store(self, value: Self::I, to: &mut Block) {
        let to = to.0.as_mut_ptr().cast::<__m256i>();
        // SAFETY: as above; a block is two vectors, aligned.
        unsafe {
            _mm256_store_si256(to, value.0);
            _mm256_store_si256(to.add(1), value.1);
        }
    }
    #[inline(always)]
    fn int_add(self, a: Self::I, b: Self::I) -> Self::I {
        halves!(_mm256_add_epi32, a, b)
    }
    #[inline(always)]
    fn to_float(self, value: Self::I) -> Self::F {
        halves!(_mm256_cvtepi32_ps, value)
    }
    #[inline(always)]
    fn to_int(self, value: Self::F) -> Self::I {
        halves!(_mm256_cvtps_epi32, value)
    }
    #[inline(always)]
    fn store_bytes(self, value: Self::I, to: &mut [u8; LANES]) {
        // SAFETY: as above; sixteen bytes are written, at any alignment.
        unsafe {
            // Packing works within halves of 128 bits: their order is put right at the end.
            let shorts = _mm256_packs_epi32(value.0, value.1);
            let shorts = _mm256_permute4x64_epi64::<0b11_01_10_00>(shorts);
            let bytes =
                _mm_packus_epi16(_mm256_castsi256_si128(shorts), _mm256_extracti128_si256::<1>(shorts));
            _mm_storeu_si128(to.as_mut_ptr().cast(), bytes);
        }
    }
    #[inline(always)]
    fn store_shorts(self, value: Self::I, to: &mut [i16; LANES]) {
        // SAFETY: as above; sixteen 16-bit numbers are written, at any alignment.
        unsafe {
            let shorts = _mm256_packs_epi32(value.0, value.1);
            let shorts = _mm256_permute4x64_epi64::<0b11_01_10_00>(shorts);
            _mm256_storeu_si256(to.as_mut_ptr().cast(), shorts);
        }
    }
    #[inline(always)]
    fn pair(self, low: Self::I, high: Self::I) -> Self::I {
        let high = halves!(_mm256_slli_epi32::<16>, high);
        halves!(_mm256_blend_epi16::<0b1010_1010>, low, high)
    }
    #[inline(always)]
    fn dot_bytes(self, sum: Self::I, a: Self::I, b: &Block) -> Self::I {
        let b = self.int_load(b);
        if VNNI {
            return halves!(_mm256_dpbusd_avx_epi32, sum, a, b);
        }
        // Two products of at most 127 * 128 each fit 16 bits: nothing saturates.
        let pairs = halves!(_mm256_maddubs_epi16, a, b);
        let one = whole!(_mm256_set1_epi16, 1);
        let one = (one, one);
        let products = halves!(_mm256_madd_epi16, pairs, one);
        halves!(_mm256_add_epi32, sum, products)
    }
    #[inline(always)]
    fn dot_bytes_twice(self, sum: Self::I, a: [Self::I; 2], b: &[Block; 2]) -> Self::I {
        if VNNI {
            return self.dot_bytes(self.dot_bytes(sum, a[0], &b[0]), a[1], &b[1]);
        }
        let [(first, _), (second, _)] = a;
        whole!(dot_bytes_twice, sum, first, second, b)
    }
    #[inline(always)]
    fn dot_shorts(self, sum: Self::I, a: Self::I, b: &Block) -> Self::I {
        let b = self.int_load(b);
        if VNNI {
            return halves!(_mm256_dpwssd_avx_epi32, sum, a, b);
        }
        let products = halves!(_mm256_madd_epi16, a, b);
        halves!(_mm256_add_epi32, sum, products)
    }
    #[inline(always)]
    fn multiply<G: Group, S: Sink<Self>>(self, left: &[G], right: Right, sink: &mut S) {
        if VNNI {
            by_tiles::<Self, G, S, 6, 1>(self, left, right, sink);
        } else {
            by_tiles::<Self, G, S, 4, 1>(self, left, right, sink);
        }
    }
}

impl Lanes for Avx512 {
    type F = __m512;
    type I = __m512i;

    #[inline(always)]
    fn splat(self, value: f32) -> Self::F {
        whole!(_mm512_set1_ps, value)
    }
    #[inline(always)]
    fn load(self, from: &[f32; LANES]) -> Self::F {
        // SAFETY: as above; sixteen floats are read, at any alignment.
        unsafe { _mm512_loadu_ps(from.as_ptr()) }
    }
    #[inline(always)]
    fn store(self, value: Self::F, to: &mut [f32; LANES]) {
        // SAFETY: as above; sixteen floats are written, at any alignment.
        unsafe { _mm512_storeu_ps(to.as_mut_ptr(), value) }
    }
    #[inline(always)]
    fn add(self, a: Self::F, b: Self::F) -> Self::F {
        whole!(_mm512_add_ps, a, b)
    }
    #[inline(always)]
    fn sub(self, a: Self::F, b: Self::F) -> Self::F {
        whole!(_mm512_sub_ps, a, b)
    }
    #[inline(always)]
    fn mul(self, a: Self::F, b: Self::F) -> Self::F {
        whole!(_mm512_mul_ps, a, b)
    }
    #[inline(always)]
    fn mul_add(self, a: Self::F, b: Self::F, c: Self::F) -> Self::F {
        whole!(_mm512_fmadd_ps, a, b, c)
    }
    #[inline(always)]
    fn min(self, a: Self::F, b: Self::F) -> Self::F {
        whole!(_mm512_min_ps, a, b)
    }
    #[inline(always)]
    fn max(self, a: Self::F, b: Self::F) -> Self::F {
        whole!(_mm512_max_ps, a, b)
    }
    #[inline(always)]
    fn abs(self, a: Self::F) -> Self::F {
        whole!(_mm512_abs_ps, a)
    }
    #[inline(always)]
    fn scale(self, value: Self::F, power: Self::F) -> Self::F {
        whole!(_mm512_scalef_ps, value, power)
    }
    #[inline(always)]
    fn int_splat(self, value: i32) -> Self::I {
        whole!(_mm512_set1_epi32, value)
    }
    #[inline(always)]
    fn int_load(self, from: &Block) -> Self::I {
        // SAFETY: as above; a block is one vector, aligned.
        unsafe { _mm512_load_si512(from.0.as_ptr().cast()) }
    }
    #[inline(always)]
    fn int_store(self, value: Self::I, to: &mut Block) {
        // SAFETY: as above; a block is one vector, aligned.
        unsafe { _mm512_store_si512(to.0.as_mut_ptr().cast(), value) }
    }
    #[inline(always)]
    fn int_add(self, a: Self::I, b: Self::I) -> Self::I {
        whole!(_mm512_add_epi32, a, b)
    }
    #[inline(always)]
    fn to_float(self, value: Self::I) -> Self::F {
        whole!(_mm512_cvtepi32_ps, value)
    }
    #[inline(always)]
    fn to_int(self, value: Self::F) -> Self::I {
        whole!(_mm512_cvtps_epi32, value)
    }
    #[inline(always)]
    fn store_bytes(self, value: Self::I, to: &mut [u8; LANES]) {
        // SAFETY: as above; sixteen bytes are written, at any alignment.
        unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), _mm512_cvtepi32_epi8(value)) }
    }
    #[inline(always)]
    fn store_shorts(self, value: Self::I, to: &mut [i16; LANES]) {
        // SAFETY: as above; sixteen 16-bit numbers are written, at any alignment.
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), _mm512_cvtepi32_epi16(value)) }
    }
    #[inline(always)]
    fn pair(self, low: Self::I, high: Self::I) -> Self::I {
        let high = whole!(_mm512_slli_epi32::<16>, high);
        whole!(_mm512_mask_blend_epi16, 0xAAAA_AAAA, low, high)
    }
    #[inline(always)]
    fn dot_bytes(self, sum: Self::I, a: Self::I, b: &Block) -> Self::I {
        let b = self.int_load(b);
        whole!(_mm512_dpbusd_epi32, sum, a, b)
    }
    #[inline(always)]
    fn dot_shorts(self, sum: Self::I, a: Self::I, b: &Block) -> Self::I {
        let b = self.int_load(b);
        whole!(_mm512_dpwssd_epi32, sum, a, b)
    }
    #[inline(always)]
    fn multiply<G: Group, S: Sink<Self>>(self, left: &[G], right: Right, sink: &mut S) {
        by_tiles::<Self, G, S, 6, 4>(self, left, right, sink);
    }
}
