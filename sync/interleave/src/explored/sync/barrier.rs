//! A barrier: arriving is a step, going on together is not.

use crate::Named;
use crate::explored::clock::Clock;
use crate::explored::execution::{lost, step};
use crate::explored::handle::{Handle, place};
use crate::explored::object::{Shared, State};
use crate::explored::step::{Condition, Step};
use crate::trace::Operation;

/// [`std::sync::Barrier`], explored.
#[derive(Debug)]
pub struct Barrier {
    handle: Handle,
}

/// Whether this thread was the last to arrive.
#[derive(Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Whether this thread was the last to arrive: true for one of them.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl Barrier {
    /// A barrier that lets `size` threads go on together.
    pub fn new(size: usize) -> Self {
        Barrier {
            handle: Handle::new(Shared::new(State::Barrier {
                size,
                arrived: Vec::new(),
                generation: 0,
            })),
        }
    }

    /// Waits until all are here.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        let place = place();
        let index = self.handle.index();
        let arrived = step(Step::new(Operation::Meet, place).on(index), |run, me| {
            let event = run.event(me);
            run.events.push(event);
            let now = run.thread(me).clocks.now.clone();
            let object = run.object(index);
            object.clock.join(&now);
            let State::Barrier {
                size,
                arrived,
                generation,
            } = &mut object.state
            else {
                unreachable!("a barrier stays one")
            };
            arrived.push(me);
            let mine = *generation;
            let last = arrived.len() >= *size;
            if last {
                arrived.clear();
                *generation += 1;
            }
            let met: Clock = object.clock.clone();
            run.observe(me, u128::from(last));
            if last {
                run.thread(me).clocks.now.join(&met);
            }
            (last, mine)
        });
        let Some((last, generation)) = arrived else {
            // The execution is over: the others never arrive.
            lost();
        };
        if !last {
            let condition = Condition::Passed {
                barrier: index,
                generation,
            };
            let announced = Step::new(Operation::Meet, place)
                .on(index)
                .when(condition)
                .silently();
            step(announced, |run, me| {
                let met = run.object(index).clock.clone();
                run.thread(me).clocks.now.join(&met);
            });
        }
        BarrierWaitResult(last)
    }
}

impl Named for Barrier {
    fn named(self, name: &str) -> Self {
        self.handle.rename(name);
        self
    }
}
