//! How a model is to be checked: [`Model`].

/// Settings of a check, the same for every engine. An engine passes over what it has no use for.
///
/// ```
/// use interleave::Model;
/// let model = Model::new().preemptions(2).spurious_wake_ups();
/// # let _ = model;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a model is checked by `check`, `run` or `failure_of`"]
pub struct Model {
    pub(crate) name: Option<String>,
    pub(crate) preemptions: Option<usize>,
    pub(crate) sequential: bool,
    pub(crate) spurious_wake_ups: bool,
    pub(crate) steps: usize,
    pub(crate) runs: u64,
}

impl Default for Model {
    fn default() -> Self {
        Self::new()
    }
}

impl Model {
    /// Every interleaving, real memory orderings, no spurious wake-ups.
    pub fn new() -> Self {
        Model {
            name: None,
            preemptions: None,
            sequential: false,
            spurious_wake_ups: false,
            steps: 1000,
            runs: 200,
        }
    }

    /// The name in the line that says how many executions were run. Default: the name of the running test.
    pub fn name(mut self, name: &str) -> Self {
        self.name = Some(name.to_string());
        self
    }

    /// Explores only executions in which a thread that could go on is interrupted at most `bound` times.
    ///
    /// Most bugs show with two (Musuvathi and Qadeer, PLDI 2007). The passing line says what was left out.
    pub fn preemptions(mut self, bound: usize) -> Self {
        self.preemptions = Some(bound);
        self
    }

    /// Every load sees the latest store: interleavings alone, without the effects of weak memory.
    ///
    /// loom otherwise tries stale values first, which makes a lost update look impossible to a beginner. The explorer
    /// is always sequential.
    pub fn sequential(mut self) -> Self {
        self.sequential = true;
        self
    }

    /// Lets each condition variable, and each parked thread, wake once without reason, as std allows.
    ///
    /// loom never does so by itself: `if` in place of `while` round a wait would pass.
    pub fn spurious_wake_ups(mut self) -> Self {
        self.spurious_wake_ups = true;
        self
    }

    /// The most steps in one execution before it counts as endless. Default: 1000.
    pub fn steps(mut self, limit: usize) -> Self {
        self.steps = limit;
        self
    }

    /// How often engines that cannot choose the schedule (real and watched threads) repeat the closure. Default: 200.
    pub fn runs(mut self, runs: u64) -> Self {
        self.runs = runs;
        self
    }

    /// The name to print: the one given, else the test's (libtest names the thread after it).
    pub(crate) fn title(&self) -> String {
        self.name
            .clone()
            .or_else(|| std::thread::current().name().map(str::to_string))
            .unwrap_or_else(|| "model".to_string())
    }
}
