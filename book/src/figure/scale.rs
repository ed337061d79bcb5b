//! From values to places along an axis.

/// An axis from one value to another.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    from: f64,
    to: f64,
    log: bool,
    start: f64,
    length: f64,
}

impl Scale {
    /// An axis on which all of `values` have a place.
    pub fn of(
        values: impl Iterator<Item = f64> + Clone,
        log: bool,
        start: f64,
        length: f64,
    ) -> Self {
        let most = values.clone().fold(0.0, f64::max);
        if log {
            Scale::log(values.fold(f64::INFINITY, f64::min), most, start, length)
        } else {
            Scale::linear(most, start, length)
        }
    }

    /// Even steps: 0 to at least `most`.
    fn linear(most: f64, start: f64, length: f64) -> Self {
        Scale {
            from: 0.0,
            to: if most > 0.0 { most } else { 1.0 },
            log: false,
            start,
            length,
        }
    }

    /// Equal ratios: from the power of ten at or below `least` to `most`.
    ///
    /// # Panics
    ///
    /// If `least` is not above 0.
    fn log(least: f64, most: f64, start: f64, length: f64) -> Self {
        assert!(least > 0.0, "a log axis has no place for {least}");
        let from = 10_f64.powf(least.log10().floor());
        Scale {
            from,
            to: if most > from { most } else { from * 10.0 },
            log: true,
            start,
            length,
        }
    }

    /// Where `value` lies.
    pub fn place(&self, value: f64) -> f64 {
        let share = if self.log {
            (value / self.from).ln() / (self.to / self.from).ln()
        } else {
            (value - self.from) / (self.to - self.from)
        };
        self.start + share * self.length
    }

    /// The values that are labelled.
    pub fn ticks(&self) -> Vec<f64> {
        if self.log {
            let mut tick = self.from;
            let mut ticks = Vec::new();
            while tick <= self.to * 1.001 {
                ticks.push(tick);
                tick *= 10.0;
            }
            return ticks;
        }
        // Steps of 1, 2 or 5 times a power of ten, at most six of them.
        let rough = self.to / 6.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|times| times * power)
            .into_iter()
            .find(|step| *step >= rough)
            .unwrap_or(power * 10.0);
        let count = (self.to / step + 1e-9).floor() as usize;
        (0..=count).map(|number| number as f64 * step).collect()
    }
}

/// A value as a label: `1000000` as `1,000,000`.
pub fn label(value: f64) -> String {
    if value != 0.0 && value.abs() < 10.0 && value.fract() != 0.0 {
        let text = format!("{value:.3}");
        return text.trim_end_matches('0').trim_end_matches('.').to_string();
    }
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 {
        format!("-{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Scale, label};

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-9
    }

    #[test]
    fn even_steps_get_round_labels() {
        let scale = Scale::linear(26.0, 100.0, 260.0);
        assert_eq!(scale.ticks(), [0.0, 5.0, 10.0, 15.0, 20.0, 25.0]);
        assert!(close(scale.place(13.0), 230.0));
    }

    #[test]
    fn equal_ratios_lie_equally_far_apart() {
        let scale = Scale::log(3.0, 900.0, 0.0, 300.0);
        assert_eq!(scale.ticks().len(), 3);
        let step = scale.place(10.0);
        assert!(close(scale.place(1.0), 0.0));
        assert!(close(scale.place(100.0), 2.0 * step) && close(scale.place(900.0), 300.0));
    }

    #[test]
    fn labels_are_readable() {
        assert_eq!(label(2_882_880.0), "2,882,880");
        assert_eq!(label(0.25), "0.25");
        assert_eq!(label(1.5), "1.5");
        assert_eq!(label(100.0), "100");
    }
}
