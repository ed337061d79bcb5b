//! A picture whose rows cost what nobody knows beforehand: the Mandelbrot set, by one thread, by hand and by rayon.
//!
//! A point c of the plane belongs to the set if z → z² + c, begun at 0, stays near 0 for ever. How many steps it takes to
//! leave gives the colour. Most points leave at once; those of the set cost the full [`limit`](View::limit).
//! Speed: `threads/benches/mandelbrot.rs`.

use rayon::prelude::*;

use crate::chunks;

/// How many rows a worker takes at a time when the picture is drawn by hand.
const ROWS: usize = 4;

/// Which part of the plane is drawn, and how finely.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Points in each pixel, whose steps are averaged.
    pub samples: usize,
    /// Steps after which a point counts as one of the set.
    pub limit: u16,
}

impl View {
    /// The whole set in `width` by `height` pixels, one point in each, at most 200 steps.
    pub fn new(width: usize, height: usize) -> Self {
        View {
            width,
            height,
            samples: 1,
            limit: 200,
        }
    }

    /// Steps for each pixel, row by row, drawn by the calling thread.
    pub fn by_one_thread(&self) -> Vec<u16> {
        let mut pixels = vec![0; self.width * self.height];
        pixels
            .chunks_mut(self.width)
            .enumerate()
            .for_each(|(y, row)| self.draw_row(y, row));
        pixels
    }

    /// The same by rayon: `chunks_mut` became `par_chunks_mut`, and its pool shares out the rows.
    pub fn by_rayon(&self) -> Vec<u16> {
        let mut pixels = vec![0; self.width * self.height];
        pixels
            .par_chunks_mut(self.width)
            .enumerate()
            .for_each(|(y, row)| self.draw_row(y, row));
        pixels
    }

    /// The same by `workers` scoped threads, which take a few rows whenever they are free.
    pub fn by_hand(&self, workers: usize) -> Vec<u16> {
        type Strip = (usize, Vec<u16>);
        let drawn = chunks::in_taken_chunks(
            self.height,
            ROWS,
            workers,
            |strips: &mut Vec<Strip>, rows| {
                let mut strip = vec![0; self.width * rows.len()];
                for (y, row) in rows.clone().zip(strip.chunks_mut(self.width)) {
                    self.draw_row(y, row);
                }
                strips.push((rows.start, strip));
            },
        );
        let mut pixels = vec![0; self.width * self.height];
        for (first_row, strip) in drawn.into_iter().flatten() {
            let start = first_row * self.width;
            pixels[start..start + strip.len()].copy_from_slice(&strip);
        }
        pixels
    }

    /// The picture as text, a character for each pixel: blank where points leave at once, full in the set.
    pub fn as_text(&self) -> String {
        let mut text = String::new();
        for row in self.by_one_thread().chunks(self.width) {
            let line: String = row.iter().map(|&steps| self.shade(steps)).collect();
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn shade(&self, steps: u16) -> char {
        match steps {
            0..4 => ' ',
            4..6 => '·',
            6..9 => '░',
            9..20 => '▒',
            _ if steps < self.limit => '▓',
            _ => '█',
        }
    }

    /// Red, green and blue: the set black, the rest from blue to white, brighter the longer a point takes to leave.
    pub fn colour(&self, steps: u16) -> [u8; 3] {
        if steps == self.limit {
            return [0; 3];
        }
        let brightness = (f64::from(steps) / f64::from(self.limit)).sqrt();
        [1.6, 0.8, 0.4].map(|exponent| (255.0 * brightness.powf(exponent)) as u8)
    }

    fn draw_row(&self, y: usize, row: &mut [u16]) {
        for (x, pixel) in row.iter_mut().enumerate() {
            *pixel = self.average_steps(x, y);
        }
    }

    fn average_steps(&self, x: usize, y: usize) -> u16 {
        let mut sum = 0;
        for sample in 0..self.samples {
            let (right, down) = place_in_pixel(sample);
            // The set lies between -2 and 0.5, -1.1 and 1.1; the picture leaves some room on both sides.
            let re = -2.3 + 3.3 * (x as f64 + right) / self.width as f64;
            let im = -1.1 + 2.2 * (y as f64 + down) / self.height as f64;
            sum += usize::from(steps_to_leave(re, im, self.limit));
        }
        (sum / self.samples) as u16
    }
}

/// Where a sample lies in its pixel, from 0 to 1 each way: the first in the middle, any number of them spread evenly.
///
/// The R2 sequence of Martin Roberts, *The unreasonable effectiveness of quasirandom sequences* (2018).
fn place_in_pixel(sample: usize) -> (f64, f64) {
    /// The real solution of g³ = g + 1.
    const G: f64 = 1.324_717_957_244_746;
    let sample = sample as f64;
    ((0.5 + sample / G).fract(), (0.5 + sample / (G * G)).fract())
}

/// Steps of z → z² + c until z is farther than 2 from 0, from where it never comes back; at most `limit`.
fn steps_to_leave(re: f64, im: f64, limit: u16) -> u16 {
    let (mut x, mut y) = (0.0, 0.0);
    let mut steps = 0;
    while steps < limit && x * x + y * y <= 4.0 {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        steps += 1;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_of_the_set_never_leave_and_others_do() {
        assert_eq!(steps_to_leave(0.0, 0.0, 100), 100);
        assert_eq!(steps_to_leave(-1.0, 0.0, 100), 100);
        // 0, 1, 2, 5: the third step is past 2.
        assert_eq!(steps_to_leave(1.0, 0.0, 100), 3);
    }

    #[test]
    fn the_picture_does_not_depend_on_who_draws_it() {
        for samples in [1, 3] {
            let view = View {
                samples,
                ..View::new(45, 31)
            };
            let expected = view.by_one_thread();
            assert_eq!(view.by_rayon(), expected);
            assert_eq!(view.by_hand(3), expected);
        }
    }
}
