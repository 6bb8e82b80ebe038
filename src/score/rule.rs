//! Says in words why a pair has its verdict, and which of the two questions its probability
//! answers.

use super::model::PART_SHIFT;
use super::result::{COPY, LIGHT, Score, Verdict};
use crate::math::Pinned;

impl Score {
    /// Returns the cut point behind the verdict, with the value that meets it: "43 % of its runs of
    /// three words occur in the source; a light rewrite has 25 to 80 %".
    ///
    /// ```
    /// use retold::Detector;
    ///
    /// let text = "The ferry sank in the harbour on Monday night after a fire broke out below deck.";
    /// let score = Detector::default().compare(text, text).score;
    /// assert_eq!(score.rule(), "it has the words of the source");
    /// ```
    pub fn rule(&self) -> String {
        let [wording, copy, light] = [self.wording, COPY, LIGHT].map(|share| 100.0 * share);
        let runs = format!("{wording:.0} % of its runs of three words occur in the source");
        match self.verdict {
            Verdict::Independent => "the probability is below 50 %".to_owned(),
            Verdict::Copy if self.wording < COPY => "it has the words of the source".to_owned(),
            Verdict::Copy => format!("{runs}; a copy has at least {copy:.0} %"),
            Verdict::LightRewrite => {
                format!("{runs}; a light rewrite has {light:.0} to {copy:.0} %")
            }
            Verdict::HeavyRewrite => format!("{runs}; a heavy rewrite has less than {light:.0} %"),
            Verdict::PartialReuse if self.whole > self.part => {
                "most of the text is about another matter: the rest was rewritten".to_owned()
            }
            Verdict::PartialReuse => {
                "its passages carry less than half of what it says: a part was taken over"
                    .to_owned()
            }
        }
    }

    /// Returns `true` if the probability follows from the question whether the text was rewritten
    /// as a whole rather than from the question whether a part was taken over: its odds are the
    /// larger part of [`Score::probability`].
    pub fn is_about_the_whole(&self) -> bool {
        let odds = |probability: f64| probability / (1.0 - probability);
        odds(self.whole) >= PART_SHIFT.pinned_exp() * odds(self.part)
    }
}

#[cfg(test)]
mod tests {
    use super::super::result::{Interval, Score, Verdict};

    fn score(verdict: Verdict, wording: f64, whole: f64, part: f64) -> Score {
        Score {
            probability: 0.9,
            whole,
            part,
            interval: Interval::default(),
            wording,
            verdict,
            reasons: Vec::new(),
        }
    }

    /// The words name the cut points that decide.
    #[test]
    fn each_verdict_names_its_rule() {
        for (verdict, wording, words) in [
            (
                Verdict::LightRewrite,
                0.43,
                "43 % of its runs of three words occur in the source; a light rewrite has 25 to 80 %",
            ),
            (
                Verdict::HeavyRewrite,
                0.2,
                "20 % of its runs of three words occur in the source; a heavy rewrite has less than 25 %",
            ),
            (Verdict::Copy, 0.1, "it has the words of the source"),
            (Verdict::Independent, 0.1, "the probability is below 50 %"),
        ] {
            assert_eq!(score(verdict, wording, 0.9, 0.1).rule(), words);
        }
    }

    /// A part was taken over, or the text that was rewritten is a part of this one.
    #[test]
    fn partial_reuse_says_which_part_is_meant() {
        let rule = |whole, part| score(Verdict::PartialReuse, 0.3, whole, part).rule();
        assert!(rule(0.9, 0.4).ends_with("the rest was rewritten"));
        assert!(rule(0.4, 0.9).ends_with("a part was taken over"));
    }

    #[test]
    fn the_larger_odds_decide_which_question_is_answered() {
        let about = |whole, part| score(Verdict::Copy, 1.0, whole, part).is_about_the_whole();
        assert!(about(0.9, 0.9) && about(1.0, 1.0) && !about(0.1, 0.9));
    }
}
