//! Each claim about speed in the topic `threads`, measured: see the files beside this one.

pub mod ratio;
pub mod sleepers_counted;
