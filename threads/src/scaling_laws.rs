//! What more cores gain, from the part of the time in which one thread works alone: the *serial fraction*.
//!
//! | law | what stays the same | speed-up on p cores |
//! |---|---|---|
//! | [`amdahl`] | the work | 1 / (f + (1 - f) / p), never above 1 / f |
//! | [`gustafson`] | the time; the work grows with p | p - f · (p - 1) |
//!
//! The fractions are not the same: Amdahl's f is a part of one thread's time, Gustafson's a part of the time on all p.

/// Speed-up of fixed work whose serial part takes `fraction` of one thread's time.
///
/// Source: Amdahl, *Validity of the single processor approach*, AFIPS 1967.
pub fn amdahl(fraction: f64, p: f64) -> f64 {
    1.0 / (fraction + (1.0 - fraction) / p)
}

/// Speed-up of work that grows with `p`, if its serial part takes `fraction` of the time on all `p`.
///
/// Source: Gustafson, *Reevaluating Amdahl's law*, CACM 31(5), 1988.
pub fn gustafson(fraction: f64, p: f64) -> f64 {
    p - fraction * (p - 1.0)
}

/// The serial fraction with which [`amdahl`] explains `speed_up` on `p` cores; `p` must be above 1.
///
/// It takes in all that keeps a program from going p times as fast: threads that start late, wait for each other or share
/// a core. Negative where the speed-up is above p.
///
/// Source: Karp and Flatt, *Measuring parallel processor performance*, CACM 33(5), 1990.
pub fn karp_flatt(speed_up: f64, p: f64) -> f64 {
    (1.0 / speed_up - 1.0 / p) / (1.0 - 1.0 / p)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-9
    }

    #[test]
    fn work_without_a_serial_part_scales_with_the_cores() {
        assert!(close(amdahl(0.0, 16.0), 16.0));
        assert!(close(gustafson(0.0, 16.0), 16.0));
    }

    #[test]
    fn serial_work_gains_nothing() {
        assert!(close(amdahl(1.0, 16.0), 1.0));
        assert!(close(gustafson(1.0, 16.0), 1.0));
    }

    #[test]
    fn fixed_work_never_gains_more_than_one_over_its_serial_fraction() {
        assert!(amdahl(0.1, 1e12) < 10.0);
        assert!(close(amdahl(0.1, f64::INFINITY), 10.0));
    }

    #[test]
    fn both_laws_tell_of_one_run_the_same() {
        // 1 s alone and 9 s on each of 4 cores: 37 s for one core.
        let (alone, on_each, p) = (1.0, 9.0, 4.0);
        let one_core = alone + on_each * p;
        let speed_up = one_core / (alone + on_each);
        assert!(close(amdahl(alone / one_core, p), speed_up));
        assert!(close(gustafson(alone / (alone + on_each), p), speed_up));
    }

    #[test]
    fn the_fraction_is_found_again_from_the_speed_up() {
        for fraction in [0.0, 0.01, 0.2, 1.0] {
            assert!(close(karp_flatt(amdahl(fraction, 8.0), 8.0), fraction));
        }
    }
}
