//! Fits the score's model: channels whose odds add, each logistic in its measures, with the sign of each weight fixed.

/// One labelled row.
#[derive(Debug, Clone)]
pub struct Row {
    /// All measures.
    pub values: Vec<f64>,
    pub label: bool,
    /// What it counts for.
    pub weight: f64,
    /// The channel that does not apply to it.
    pub silent: usize,
}

/// Which values a channel reads, and the sign that each weight must have.
#[derive(Debug, Clone)]
pub struct Channel {
    pub columns: Vec<(usize, f64)>,
}

/// For each channel a bias, then a weight for each of its columns.
pub type Weights = Vec<Vec<f64>>;

/// The log-odds that `weights` give a row, and the share of each channel in the odds.
pub fn log_odds(channels: &[Channel], weights: &Weights, row: &Row) -> (f64, Vec<f64>) {
    let of_channel = |(number, (channel, weights)): (usize, (&Channel, &Vec<f64>))| {
        let terms = channel.columns.iter().zip(&weights[1..]).map(|(column, weight)| weight * row.values[column.0]);
        if number == row.silent { f64::NEG_INFINITY } else { weights[0] + terms.sum::<f64>() }
    };
    let z: Vec<f64> = channels.iter().zip(weights).enumerate().map(of_channel).collect();
    let most = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = z.iter().map(|z| (z - most).exp()).sum();
    (most + sum.ln(), z.iter().map(|z| (z - most).exp() / sum).collect())
}

/// Minimises the weighted log loss with a ridge on the weights, by Adam over all rows (Kingma and Ba 2015), putting a
/// weight of the wrong sign back to 0 after each step.
pub fn fit(channels: &[Channel], rows: &[&Row], ridge: f64, steps: usize) -> Weights {
    let total: f64 = rows.iter().map(|row| row.weight).sum();
    // Steps are taken in units of each measure's spread, so that one rate fits all.
    let spread = |&(column, _): &(usize, f64)| {
        let mean = rows.iter().map(|row| row.weight * row.values[column]).sum::<f64>() / total;
        let square = rows.iter().map(|row| row.weight * (row.values[column] - mean).powi(2)).sum::<f64>() / total;
        square.sqrt().max(1e-6)
    };
    let scales: Vec<Vec<f64>> =
        channels.iter().map(|channel| std::iter::once(1.0).chain(channel.columns.iter().map(spread)).collect()).collect();
    let mut weights: Weights = Vec::new();
    for (channel, scales) in channels.iter().zip(&scales) {
        let start = channel.columns.iter().zip(&scales[1..]).map(|(column, scale)| 0.5 * column.1 / scale);
        weights.push(std::iter::once(-4.0).chain(start).collect());
    }
    let zeros: Weights = weights.iter().map(|weights| vec![0.0; weights.len()]).collect();
    let (mut first, mut second) = (zeros.clone(), zeros.clone());
    for step in 1..=steps {
        let gradient = gradient(channels, rows, &weights, zeros.clone());
        let rate = 0.1 * (1.0 - step as f64 / (steps as f64 + 1.0)).max(0.02);
        let (decay_first, decay_second) = (1.0 - 0.9_f64.powi(step as i32), 1.0 - 0.999_f64.powi(step as i32));
        for (number, channel) in channels.iter().enumerate() {
            for at in 0..weights[number].len() {
                let (scale, weight) = (scales[number][at], &mut weights[number][at]);
                let pull = if at > 0 { ridge * *weight * scale } else { 0.0 };
                let slope = gradient[number][at] / scale / total + pull;
                let (first, second) = (&mut first[number][at], &mut second[number][at]);
                *first = 0.9 * *first + 0.1 * slope;
                *second = 0.999 * *second + 0.001 * slope * slope;
                *weight -= rate * (*first / decay_first) / ((*second / decay_second).sqrt() + 1e-9) / scale;
                if at > 0 && *weight * channel.columns[at - 1].1 < 0.0 {
                    *weight = 0.0;
                }
            }
        }
    }
    weights
}

fn gradient(channels: &[Channel], rows: &[&Row], weights: &Weights, mut gradient: Weights) -> Weights {
    for row in rows {
        let (log_odds, shares) = log_odds(channels, weights, row);
        let error = row.weight * (1.0 / (1.0 + (-log_odds).exp()) - f64::from(u8::from(row.label)));
        for ((channel, share), gradient) in channels.iter().zip(shares).zip(&mut gradient) {
            gradient[0] += error * share;
            for (column, gradient) in channel.columns.iter().zip(&mut gradient[1..]) {
                *gradient += error * share * row.values[column.0];
            }
        }
    }
    gradient
}
