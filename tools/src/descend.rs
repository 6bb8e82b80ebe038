//! Minimises a smooth convex function whose arguments have fixed signs.

/// The sign that a weight may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Any,
    Positive,
    Negative,
}

impl Sign {
    fn project(self, value: f64) -> f64 {
        match self {
            Self::Any => value,
            Self::Positive => value.max(0.0),
            Self::Negative => value.min(0.0),
        }
    }
}

/// Steps at most.
const STEPS: usize = 3000;

/// Returns the arguments at which `function`, which gives a value and its slope, is lowest.
/// Projected steps of the length that the last two slopes suggest (E. Birgin, J. Martínez and M.
/// Raydan, SIAM Journal on Optimization 10, 2000), shortened where they do not lower the value.
pub fn minimise(signs: &[Sign], function: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Vec<f64> {
    let mut at = vec![0.0; signs.len()];
    let (mut value, mut slope) = function(&at);
    let mut length = 1.0;
    for _ in 0..STEPS {
        let mut moved = false;
        for _ in 0..40 {
            let next: Vec<f64> = (at.iter().zip(&slope).zip(signs))
                .map(|((at, slope), sign)| sign.project(at - length * slope))
                .collect();
            let step: Vec<f64> = next.iter().zip(&at).map(|(next, at)| next - at).collect();
            let gain: f64 = step
                .iter()
                .zip(&slope)
                .map(|(step, slope)| step * slope)
                .sum();
            if gain > -1e-12 {
                return at;
            }
            let (next_value, next_slope) = function(&next);
            if next_value <= value + 1e-4 * gain {
                let turn: f64 = (step.iter().zip(next_slope.iter().zip(&slope)))
                    .map(|(step, (next, slope))| step * (next - slope))
                    .sum();
                let square: f64 = step.iter().map(|step| step * step).sum();
                length = if turn > 0.0 {
                    (square / turn).clamp(1e-6, 1e6)
                } else {
                    1e3
                };
                (at, value, slope) = (next, next_value, next_slope);
                moved = true;
                break;
            }
            length /= 2.0;
        }
        if !moved {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_point_is_found_within_the_signs() {
        let bowl = |at: &[f64]| {
            let (x, y) = (at[0] - 3.0, at[1] + 2.0);
            (x * x + 5.0 * y * y, vec![2.0 * x, 10.0 * y])
        };
        let close =
            |found: Vec<f64>, x: f64, y: f64| (found[0] - x).abs() + (found[1] - y).abs() < 1e-5;
        assert!(close(minimise(&[Sign::Any; 2], bowl), 3.0, -2.0));
        assert!(close(minimise(&[Sign::Positive; 2], bowl), 3.0, 0.0));
        assert!(close(minimise(&[Sign::Negative; 2], bowl), 0.0, -2.0));
    }
}
