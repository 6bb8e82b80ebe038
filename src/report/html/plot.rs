//! The shapes of three plots, in a square of [`SIZE`] with the origin at the lower left: an SVG
//! path or its points.

/// How wide and high a plot is.
pub(super) const SIZE: f64 = 200.0;

/// Returns a line through points whose coordinates go from 0 to 1.
pub(super) fn line(points: &[(f64, f64)]) -> String {
    let mut path = String::new();
    let mut last = String::new();
    for &point in points {
        let (x, y) = place(point);
        let step = format!("{x:.1} {y:.1}");
        // Points closer than the eye can tell would only make the page large.
        if step != last {
            path += if path.is_empty() { "M" } else { "L" };
            path += &step;
            last = step;
        }
    }
    path
}

/// Returns a point whose coordinates go from 0 to 1.
pub(super) fn place((x, y): (f64, f64)) -> (f64, f64) {
    (SIZE * x.clamp(0.0, 1.0), SIZE * (1.0 - y.clamp(0.0, 1.0)))
}

/// Bars over equal parts of the width, the highest as high as the plot.
pub(super) fn bars(counts: &[u64], highest: u64, height: f64) -> String {
    let width = SIZE / counts.len().max(1) as f64;
    let bar = |(at, &count): (usize, &u64)| {
        let tall = height * count as f64 / highest.max(1) as f64;
        format!(
            "M{:.1} {height}v-{tall:.1}h{:.1}V{height}z",
            at as f64 * width,
            width - 1.0
        )
    };
    counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
        .map(bar)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_leaves_out_what_cannot_be_seen() {
        assert_eq!(
            line(&[(0.0, 0.0), (0.0, 0.5), (0.0, 0.500_01), (1.0, 1.0)]),
            "M0.0 200.0L0.0 100.0L200.0 0.0"
        );
    }

    #[test]
    fn bars_stand_on_the_ground() {
        assert_eq!(
            bars(&[2, 0, 1, 0], 2, 50.0),
            "M0.0 50v-50.0h49.0V50zM100.0 50v-25.0h49.0V50z"
        );
        assert_eq!(bars(&[], 0, 50.0), "");
    }
}
