//! A meeting that only work which overlaps can pass.

use crate::Named;
use crate::sync::Barrier;

/// A meeting of a fixed number of threads: nobody leaves before all have come.
///
/// Whether work overlaps is proved by letting each piece of it come here. Work done one piece after the other waits for
/// ever, and the report of the watched threads names the meeting and says how many have come. Can be used again once all
/// have left.
///
/// ```
/// use lab::{Rendezvous, thread};
/// let both = Rendezvous::new("both closures", 2);
/// thread::scope(|scope| {
///     scope.spawn(|| both.meet());
///     both.meet();
/// });
/// ```
pub struct Rendezvous {
    barrier: Barrier,
}

impl Rendezvous {
    /// A meeting of `parties` threads, called `name` in reports.
    #[track_caller]
    pub fn new(name: &str, parties: usize) -> Self {
        Rendezvous {
            barrier: Barrier::new(parties).named(name),
        }
    }

    /// Waits until all parties have come.
    #[track_caller]
    pub fn meet(&self) {
        self.barrier.wait();
    }
}
