//! Runs the closure on OS threads, one at a time: a thread that announces a step decides itself who goes next, wakes
//! it, and sleeps until its own step is granted.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use crate::FailureKind;
use crate::outcome::panic_message;
use crate::trace::{Event, Operation, Outcome};

use super::lane::Standing;
use super::panics;
use super::plan::Plan;
use super::run::Run;
use super::schedule::Next;
use super::step::Step;
use super::store::Store;
use super::workers::Workers;

/// One execution, shared by its threads.
pub(super) struct Execution {
    serial: u64,
    run: Mutex<Run>,
    /// Told when the execution has ended, and when a thread has.
    over: Condvar,
}

/// Where a thread waits for its turn.
#[derive(Default)]
pub(super) struct Gate {
    open: AtomicBool,
    thread: OnceLock<thread::Thread>,
}

impl Gate {
    fn open(&self) {
        // Release: pairs with the swap in `wait`. The run's mutex orders the rest.
        self.open.store(true, Ordering::Release);
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }

    /// Waits until it is opened, and closes it.
    fn wait(&self) {
        // Acquire: pairs with the store in `open`.
        while !self.open.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

thread_local! {
    static CURRENT: RefCell<Option<(Arc<Execution>, usize)>> = const { RefCell::new(None) };
    /// How often this thread was told that its execution is over: code that catches every panic would loop for ever.
    static TOLD: Cell<u32> = const { Cell::new(0) };
}

/// The panic payload by which the threads of an execution that is over come to their end.
struct Abandoned;

/// The execution that this thread belongs to, and its index there.
pub(super) fn current() -> Option<(Arc<Execution>, usize)> {
    CURRENT.try_with(|current| current.borrow().clone()).ok()?
}

/// Like [`current`], for what makes no sense elsewhere.
#[track_caller]
pub(super) fn here() -> (Arc<Execution>, usize) {
    current().expect(
        "types of `interleave::explored` work only inside the closure given to `explored::model`",
    )
}

/// Takes a step as soon as the schedule grants it; nothing, if the execution is over and this thread is unwinding.
#[track_caller]
pub(super) fn step<R>(step: Step, effect: impl FnOnce(&mut Run, usize) -> R) -> Option<R> {
    let (execution, me) = here();
    execution.step(me, step, effect)
}

/// Like [`step`], for destructors: outside an execution nothing happens.
pub(super) fn step_in_drop<R>(step: Step, effect: impl FnOnce(&mut Run, usize) -> R) -> Option<R> {
    let (execution, me) = current()?;
    execution.step(me, step, effect)
}

/// Ends this thread, whose execution is over; gives up if it is ending already.
fn unwind<R>() -> Option<R> {
    /// Nobody catches a panic that often without looping.
    const ENOUGH: u32 = 100;
    if thread::panicking() {
        return None;
    }
    TOLD.set(TOLD.get() + 1);
    if TOLD.get() > ENOUGH {
        lost();
    }
    resume_unwind(Box::new(Abandoned));
}

/// For a destructor that cannot go on without a step that never comes: gives up this OS thread.
pub(super) fn lost() -> ! {
    let (execution, me) = here();
    let mut run = execution.lock();
    assert!(
        run.abandoned,
        "the explorer granted a step that could not be taken"
    );
    run.thread(me).standing = Standing::Lost;
    drop(run);
    execution.over.notify_one();
    loop {
        thread::park();
    }
}

impl Execution {
    /// Runs `body` as the main thread until the execution ends, and hands back all that is known.
    pub(super) fn run(run: Run, body: impl FnOnce() + Send + 'static) -> Run {
        /// Executions of this process: an object made in one must not be used in another.
        static SERIAL: AtomicU64 = AtomicU64::new(1);
        panics::silence();
        let execution = Arc::new(Execution {
            // Relaxed: only that the numbers differ matters.
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
            run: Mutex::new(run),
            over: Condvar::new(),
        });
        let mut run = execution.lock();
        run.store.executions += 1;
        let main = run.add_thread(None, None);
        execution.give_job(&mut run, main, body);
        execution.go_on(run, None);
        run = execution.lock();
        while run.ending.is_none() {
            run = execution.wait(run);
        }
        run.abandoned = true;
        // Children first: a scope must outlive what borrows from it.
        for index in (0..run.threads.len()).rev() {
            run = execution.reap(run, index);
        }
        let rest = Run::new(
            run.settings,
            Store::default(),
            Workers::default(),
            Plan::explore(Vec::new(), None),
        );
        std::mem::replace(&mut run, rest)
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Run> {
        // A panic in a `Debug` of the code under test ends the execution; the bookkeeping is not touched by it.
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, run: MutexGuard<'a, Run>) -> MutexGuard<'a, Run> {
        self.over.wait(run).unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an object belongs to this execution.
    pub(super) fn serial(&self) -> u64 {
        self.serial
    }

    /// What `thread` will run on its OS thread.
    pub(super) fn give_job(
        self: &Arc<Self>,
        run: &mut Run,
        thread: usize,
        body: impl FnOnce() + Send + 'static,
    ) {
        let execution = Arc::clone(self);
        let gate = Arc::clone(&run.thread(thread).gate);
        run.thread(thread).job = Some(Box::new(move || {
            // The gate of a thread is used by one OS thread: the cell is empty.
            let _ = gate.thread.set(thread::current());
            execution.live(thread, body);
        }));
    }

    /// Runs `body` as `thread` on the calling OS thread, once it is that thread's turn.
    pub(super) fn live_when_granted(self: &Arc<Self>, thread: usize, body: impl FnOnce()) {
        let gate = Arc::clone(&self.lock().thread(thread).gate);
        // As above.
        let _ = gate.thread.set(thread::current());
        gate.wait();
        if self.lock().abandoned {
            drop(body);
            self.end(thread, Ok(()));
        } else {
            self.live(thread, body);
        }
    }

    fn live(self: &Arc<Self>, thread: usize, body: impl FnOnce()) {
        CURRENT.set(Some((Arc::clone(self), thread)));
        TOLD.set(0);
        let result = catch_unwind(AssertUnwindSafe(body));
        CURRENT.set(None);
        self.end(thread, result);
    }

    fn end(&self, thread: usize, result: thread::Result<()>) {
        let mut run = self.lock();
        run.thread(thread).standing = Standing::Finished;
        if run.abandoned {
            self.over.notify_one();
            return;
        }
        if let Err(payload) = result {
            run.thread(thread).standing = Standing::Panicked;
            let message = panic_message(&*payload);
            let location = panics::last_place(&message);
            run.events.push(Event {
                written: Some(message.clone()),
                location,
                outcome: Outcome::Failed,
                ..Event::new(thread, Operation::Panic)
            });
            let name = &run.store.lanes[thread].name;
            let message = format!("{name} panicked: {message}");
            run.fail(FailureKind::Panic, message, location);
        }
        self.go_on(run, None);
    }

    fn step<R>(
        &self,
        me: usize,
        step: Step,
        effect: impl FnOnce(&mut Run, usize) -> R,
    ) -> Option<R> {
        let mut run = self.lock();
        if !run.abandoned {
            let thread = run.thread(me);
            thread.step = Some(step);
            thread.standing = Standing::Ready;
            let gate = Arc::clone(&thread.gate);
            run = self.go_on(run, Some(me)).unwrap_or_else(|| {
                gate.wait();
                self.lock()
            });
        }
        if run.abandoned {
            drop(run);
            return unwind();
        }
        let result = effect(&mut run, me);
        if run.ending.is_some() {
            let gate = Arc::clone(&run.thread(me).gate);
            drop(run);
            self.over.notify_one();
            gate.wait();
            return unwind();
        }
        Some(result)
    }

    /// Wakes the thread that goes next, or whoever waits for the end; nothing, if that thread is `me`.
    fn go_on<'a>(
        &'a self,
        mut run: MutexGuard<'a, Run>,
        me: Option<usize>,
    ) -> Option<MutexGuard<'a, Run>> {
        let next = run.go_on();
        match next {
            Next::Thread(thread) if Some(thread) == me => return Some(run),
            Next::Thread(thread) => {
                if let Some(job) = run.thread(thread).job.take() {
                    run.workers.run(thread, job);
                } else {
                    let gate = Arc::clone(&run.thread(thread).gate);
                    // Unlock first: a woken thread would only block again.
                    drop(run);
                    gate.open();
                }
            }
            Next::End => self.over.notify_one(),
        }
        None
    }

    /// Unwinds what is left of a thread.
    fn reap<'a>(&'a self, mut run: MutexGuard<'a, Run>, index: usize) -> MutexGuard<'a, Run> {
        let lost = run
            .present()
            .any(|(_, thread)| thread.standing == Standing::Lost);
        let Some(thread) = &mut run.threads[index] else {
            return run;
        };
        if lost && !thread.is_gone() {
            // What the lost thread borrows may be in this one's frames: both stay as they are.
            thread.standing = Standing::Lost;
        }
        if let Some(job) = thread.job.take() {
            thread.standing = Standing::Finished;
            drop(run);
            // Destructors of what the closure captured may look at the execution.
            drop(job);
            self.lock()
        } else {
            if !thread.is_gone() {
                thread.gate.open();
            }
            while !run.thread(index).is_gone() {
                run = self.wait(run);
            }
            if run.thread(index).standing == Standing::Lost {
                run.workers.forget(index);
            }
            run
        }
    }
}
