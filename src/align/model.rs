//! What a matched word proves: the mixture of reuse and chance behind every score of this module.
//!
//! A token of a passage was either copied from the region of the other document (with probability
//! ρ) or written anyway. If the region has L tokens and holds the stem c times, copying gives the
//! stem with probability c/L; writing anyway gives it with its background probability q. The
//! token's score is the logarithm of the ratio of both stories, in nats: ln(ρ·(c/L)/q + 1 − ρ),
//! which for a word that the region lacks is ln(1 − ρ). Scores add up over a passage, so a sum is
//! the evidence that the passage was reused, and every decision below is a comparison of such sums.

use crate::text::Work;

/// The numbers of the model, with their defaults. `tools/` sweeps them; the optimum is flat in all
/// of them.
#[derive(Debug, Clone)]
#[cfg_attr(
    not(feature = "tuning"),
    expect(unreachable_pub, reason = "public with the feature `tuning`")
)]
pub struct AlignmentModel {
    /// Weight of a document's own repetition of a stem in its background; the rest is its share in
    /// general text.
    pub own: f32,
    /// Tokens of a document from which its own counts weigh as much as general text does.
    pub context: f32,
    /// Background of a stem that neither knows: one in a million.
    pub unseen: f32,
    /// ρ: the share of a passage's tokens that reuse is expected to keep.
    pub rate: f32,
    /// The most that ρ may rise to for the core of a passage that was kept nearly whole, so that
    /// its ends are cut sharply.
    pub surest: f32,
    /// The most that one token can prove, in nats: a rare word is no certainty.
    pub most: f32,
    /// What each shared bigram that a token is part of adds, in nats: neighbours that stay
    /// neighbours.
    pub bigram: f32,
    /// What a matched token gains, in nats, if a word next to it goes to a position next to its
    /// own: reuse keeps neighbours together, chance does not.
    pub near: f32,
    /// What it loses otherwise.
    pub far: f32,
    /// What an end on the edge of a sentence is worth while regions are refined, in nats.
    pub edge: f32,
    /// The same once tokens are assigned one to one.
    pub settled_edge: f32,
    /// Strength of an edge that is only the end of a line.
    pub line: f32,
    /// Tokens in a window of the source that is searched for in the suspicious text; windows
    /// overlap by half.
    pub window: usize,
    /// A stem that occurs more often than this in the suspicious text gives no seed.
    pub frequent: usize,
    /// A stem that gives no seed by itself gives one through bigrams that occur this often at most
    /// in the suspicious text.
    pub frequent_bigram: usize,
    /// A token that proves less than this gives no seed.
    pub seed_token: f32,
    /// The least evidence of a seed, in nats.
    pub seed: f32,
    /// The fall in evidence that ends a seed or the search for a region's end, in nats.
    pub drop: f32,
    /// The least evidence of a region, in nats.
    pub region: f32,
    /// Tokens, added to the length of the given stretch, by which refining may widen a stretch on
    /// each end.
    pub reach: usize,
    /// Tokens that a region may grow by on each end when it is assigned.
    pub room: usize,
    /// Rounds of assigning and trimming.
    pub rounds: usize,
    /// Share of a region's suspicious tokens that others may have claimed before it is dropped.
    pub claimed: f32,
    /// Gap in the suspicious text, in tokens, that two passages may be joined over.
    pub join_suspicious: usize,
    /// Gap in the source, in tokens, that two passages may be joined over.
    pub join_source: usize,
    /// Gap in the suspicious text, in tokens, that pieces of a rewrite may be joined over.
    pub piece_suspicious: usize,
    /// The same in the source.
    pub piece_source: usize,
    /// The least likeness of two paragraphs that are paired though nothing was found in them.
    pub likeness: f32,
    /// The share of ends at the edges of paragraphs from which passages are taken to be whole
    /// paragraphs.
    pub edges_share: f32,
    /// How much a passage loses, as the exponent of a power of e, if it looks like an independent
    /// report in all.
    pub independence: f32,
    /// ρ on the source side of a summary: it keeps little of what it was made from.
    pub summary_rate: f32,
    /// A summary's source is at least this many times longer.
    pub summary_ratio: f32,
    /// Fewest suspicious tokens of a summary.
    pub summary_tokens: u32,
    /// A passage whose best stretch of the source, half as long again as the passage, holds more of
    /// the evidence than this is no summary.
    pub summary_share: f32,
    /// The least evidence of a summary, in nats.
    pub summary_floor: f32,
    /// A summary must prove at least this share of what the strongest other passage proves: a pair
    /// in which something was plainly copied is on one subject, which alone spreads thin evidence.
    pub summary_beside: f32,
    /// What each further passage costs when several compete with one summary, in nats.
    pub piece: f32,
    /// The least evidence of a passage, in nats: in a pair that shares much, and in one that shares
    /// little.
    pub floor: (f32, f32),
    /// How much the first of these grows, in nats, where e times as many pairs of positions were
    /// tried.
    pub tries: f32,
    /// Shares of both texts that passages cover between which the least evidence falls.
    pub covered: (f32, f32),
    /// Fewest characters of a passage on its source and its suspicious side, where the shorter text
    /// is long.
    pub shortest: (f32, f32),
    /// The same as a share of the shorter text, where that is less.
    pub shortest_share: f32,
}

impl Default for AlignmentModel {
    fn default() -> Self {
        Self {
            own: 0.2,
            context: 5000.0,
            unseen: 1e-6,
            rate: 0.5,
            surest: 0.9,
            most: 4.0,
            bigram: 0.9,
            near: 1.0,
            far: 1.1,
            edge: 2.0,
            settled_edge: 6.0,
            line: 0.6,
            window: 90,
            frequent: 32,
            frequent_bigram: 16,
            seed_token: 1.0,
            seed: 13.0,
            drop: 20.0,
            region: 14.0,
            reach: 60,
            room: 15,
            rounds: 3,
            claimed: 0.9,
            join_suspicious: 12,
            join_source: 30,
            piece_suspicious: 30,
            piece_source: 200,
            likeness: 0.2,
            edges_share: 0.45,
            independence: 2.5,
            summary_rate: 0.02,
            summary_ratio: 3.0,
            summary_tokens: 50,
            summary_share: 0.7,
            summary_floor: 55.0,
            summary_beside: 0.3,
            piece: 100.0,
            floor: (20.0, 70.0),
            tries: 12.0,
            covered: (0.2, 0.5),
            shortest: (200.0, 120.0),
            shortest_share: 0.12,
        }
    }
}

/// Returns the natural logarithm of a positive normal number, to seven digits. Only additions,
/// multiplications and one division of IEEE 754, so that it is the same on every machine, which
/// `f32::ln` does not promise.
#[inline(always)]
pub(super) fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    let mut exponent = (bits >> 23) as i32 - 127;
    let mut mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    let large = mantissa > std::f32::consts::SQRT_2;
    mantissa *= if large { 0.5 } else { 1.0 };
    exponent += i32::from(large);
    // ln m = 2 artanh((m − 1)/(m + 1)), whose series converges fast where m is near 1.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let z = s * s;
    exponent as f32 * std::f32::consts::LN_2
        + 2.0 * s * (1.0 + z * (1.0 / 3.0 + z * (1.0 / 5.0 + z * (1.0 / 7.0 + z / 9.0))))
}

/// Makes of each number its logarithm, at most `most`.
pub(super) struct Logarithms<'a> {
    pub(super) of: &'a mut [f32],
    pub(super) most: f32,
}

impl Work for Logarithms<'_> {
    #[inline(always)]
    fn run(self) {
        for number in self.of {
            *number = ln(*number).min(self.most);
        }
    }
}

/// Returns the factor by which each bigram of a token raises its odds.
pub(super) fn bigram_factor(model: &AlignmentModel) -> f32 {
    // e^x by its series: the constant is small, and the sum is the same everywhere.
    (1..12)
        .rev()
        .fold(1.0, |sum, n| 1.0 + sum * model.bigram / n as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_exact_to_six_digits() {
        for step in 1..20_000 {
            let x = step as f32 * step as f32 * 1e-4;
            let exact = f64::from(x).ln();
            assert!(
                (f64::from(ln(x)) - exact).abs() <= 1e-6 * exact.abs().max(1.0),
                "{x}"
            );
        }
    }

    #[test]
    fn the_factor_of_a_bigram_is_a_power() {
        let model = AlignmentModel::default();
        assert!((bigram_factor(&model) - model.bigram.exp()).abs() < 1e-5);
    }
}
