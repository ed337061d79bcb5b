//! # A barrier that parties may leave
//!
//! Route: more, 25 minutes.
//!
//! Threads that work in rounds meet at a barrier: nobody goes on before all have come. This one can be used round after round, and
//! a party that has no more work may leave it.
//!
//! - `wait` returns when all parties have come. In each round, exactly one of those who waited gets `true`: it is the leader.
//! - `leave` says that one party less will come, in this round and in all later ones. It waits for nobody. If all the others
//!   have come already, they go on, and one of them leads.
//! - A fast thread may come back for the next round before a slow one has woken from the last.
//! - Who waits sleeps. A thread that sleeps may wake without reason.
//!
//! Seen in: `cargo run -p sync --example 08_barrier_and_latch`.

use lab::Named;
use lab::sync::{Condvar, Mutex};

/// A meeting of so many parties, again and again.
pub struct Barrier {
    // BEGIN SOLUTION ->
    // STARTER: // Who has come, who is still to come, and how those who wait are woken.
    state: Mutex<State>,
    complete: Condvar,
    // END SOLUTION
}

// BEGIN SOLUTION ->
#[derive(Debug)]
struct State {
    parties: usize,
    come: usize,
    /// How many rounds are over.
    round: u64,
}
// END SOLUTION

impl Barrier {
    /// For so many parties.
    pub fn new(parties: usize) -> Self {
        // BEGIN SOLUTION -> todo!("nobody has come yet")
        let state = State {
            parties,
            come: 0,
            round: 0,
        };
        Barrier {
            state: Mutex::new(state).named("state"),
            complete: Condvar::new().named("complete"),
        }
        // END SOLUTION
    }

    /// Waits until all parties have come. `true` for one of those who waited.
    pub fn wait(&self) -> bool {
        // BEGIN SOLUTION -> todo!("come, and wait for the others")
        let mut state = self.state.lock().unwrap();
        let round = state.round;
        // The first, not the last: the last may be one that leaves.
        let leads = state.come == 0;
        state.come += 1;
        self.go_on_if_complete(&mut state);
        while state.round == round {
            state = self.complete.wait(state).unwrap();
        }
        leads
        // END SOLUTION
    }

    /// One party less will come, from now on. To be called once by a party that will not wait any more.
    pub fn leave(&self) {
        // BEGIN SOLUTION -> todo!("be one less, and let the others go on if that is all they wait for")
        let mut state = self.state.lock().unwrap();
        state.parties -= 1;
        self.go_on_if_complete(&mut state);
        // END SOLUTION
    }

    // BEGIN SOLUTION ->
    fn go_on_if_complete(&self, state: &mut State) {
        if state.come == state.parties {
            state.come = 0;
            state.round += 1;
            self.complete.notify_all();
        }
    }
    // END SOLUTION
}
