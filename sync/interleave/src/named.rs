//! Names for shared objects, so that a time line says `left fork` and not `mutex 3`.

/// Gives a shared object a name for time lines and reports. On real threads it does nothing and costs nothing.
///
/// ```
/// use interleave::{Named, sync::Mutex};
/// let fork = Mutex::new(()).named("left fork");
/// # drop(fork);
/// ```
pub trait Named: Sized {
    /// The same object, called `name`. A channel's two halves are named as the pair that `channel()` returns.
    #[must_use = "the named object is the return value"]
    fn named(self, name: &str) -> Self;
}

/// Shows the content of a lock, a cell or a channel in time lines, as `Debug` prints it. Atomics are always shown.
///
/// ```
/// use interleave::{Named, Shown, sync::Mutex};
/// let balance = Mutex::new(100).named("balance").shown();
/// # drop(balance);
/// ```
pub trait Shown: Sized {
    /// The same object, its content shown at every lock and unlock, read and write, send and receive.
    #[must_use = "the shown object is the return value"]
    fn shown(self) -> Self;
}
