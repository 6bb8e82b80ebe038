//! Measures of a classifier.

/// Area under the ROC curve; ties count half. 0.5 where one class is missing.
pub fn auc(scores: &[(f64, bool)]) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut sum, mut positives) = (0.0, 0.0, 0.0);
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        let up = group.iter().filter(|row| row.1).count() as f64;
        let down = group.len() as f64 - up;
        sum += up * (below + down / 2.0);
        below += down;
        positives += up;
    }
    if positives == 0.0 || below == 0.0 { 0.5 } else { sum / positives / below }
}

/// Mean precision at each positive, best first.
pub fn average_precision(scores: &[(f64, bool)]) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut seen, mut hits, mut sum) = (0.0, 0.0, 0.0);
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        let up = group.iter().filter(|row| row.1).count() as f64;
        seen += group.len() as f64;
        hits += up;
        sum += up * hits / seen;
    }
    if hits == 0.0 { 0.0 } else { sum / hits }
}

/// Share of the positives above the score that `rate` of the negatives reach.
pub fn true_positives_at(scores: &[(f64, bool)], rate: f64) -> f64 {
    let mut negatives: Vec<f64> = scores.iter().filter(|row| !row.1).map(|row| row.0).collect();
    let positives: Vec<f64> = scores.iter().filter(|row| row.1).map(|row| row.0).collect();
    negatives.sort_by(|a, b| b.total_cmp(a));
    let allowed = (negatives.len() as f64 * rate).floor() as usize;
    let cut = negatives.get(allowed).copied().unwrap_or(f64::NEG_INFINITY);
    positives.iter().filter(|&&score| score > cut).count() as f64 / (positives.len() as f64).max(1.0)
}

/// Expected calibration error over ten equal bins.
pub fn calibration_error(scores: &[(f64, bool)]) -> f64 {
    let mut bins = [(0.0, 0.0); 10];
    for &(score, label) in scores {
        let bin = &mut bins[((score * 10.0) as usize).min(9)];
        bin.0 += score;
        bin.1 += f64::from(u8::from(label));
    }
    bins.iter().map(|(score, label)| (score - label).abs()).sum::<f64>() / (scores.len() as f64).max(1.0)
}
