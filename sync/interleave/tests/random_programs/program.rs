//! Small concurrent programs as data, and their generator.

/// A program: threads that run to their end, shared variables and mutexes that all begin at 0.
#[derive(Clone, Debug)]
pub struct Program {
    /// The steps of each thread.
    pub threads: Vec<Vec<Step>>,
    /// How many atomic variables there are.
    pub variables: usize,
    /// How many mutexes there are.
    pub mutexes: usize,
}

/// One step of a thread, which keeps the last value that it observed.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Observes a variable.
    Load(usize),
    /// Writes a constant.
    Store(usize, u8),
    /// Writes the last value observed, plus a constant.
    StoreLast(usize, u8),
    /// Adds, and observes the old value.
    Add(usize, u8),
    /// Compares with the first and writes the second; observes the old value.
    Exchange(usize, u8, u8),
    /// Takes a mutex, and observes what it guards.
    Lock(usize),
    /// Leaves the last value observed, plus a constant, in a mutex that the thread holds, and gives it back.
    Unlock(usize, u8),
}

/// What an execution that ends shows: what each thread observed, then the last value of each variable.
pub type Outcome = (Vec<Vec<u8>>, Vec<u8>);

/// Random numbers that a seed repeats: `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("a small number")
    }

    fn value(&mut self) -> u8 {
        u8::try_from(self.roll(3)).expect("a small number")
    }
}

impl Program {
    /// The program of this seed: two threads of up to four steps, three of up to two or three, or two that are fond of
    /// two mutexes.
    pub fn random(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let (threads, most, locks) =
            [(2, 4, false), (3, 2, false), (3, 3, false), (2, 4, true)][dice.roll(4)];
        let variables = 1 + dice.roll(2);
        let mutexes = if locks { 2 } else { dice.roll(3) };
        let threads = (0..threads)
            .map(|_| {
                let steps = if locks { most } else { 1 + dice.roll(most) };
                let kinds = if locks { 3 } else { 8 };
                Self::thread(&mut dice, steps, kinds, variables, mutexes)
            })
            .collect();
        Program {
            threads,
            variables,
            mutexes,
        }
    }

    /// Up to `steps` steps of the first `kinds` kinds; gives back, at the end, what it holds.
    fn thread(
        dice: &mut Dice,
        steps: usize,
        kinds: usize,
        variables: usize,
        mutexes: usize,
    ) -> Vec<Step> {
        let mut held: Vec<usize> = Vec::new();
        let mut thread = Vec::new();
        while thread.len() + held.len() < steps {
            let room = steps - thread.len() - held.len();
            let variable = dice.roll(variables);
            thread.push(match dice.roll(kinds) {
                0 | 1 if mutexes > held.len() && room >= 2 => {
                    let free: Vec<_> = (0..mutexes).filter(|mutex| !held.contains(mutex)).collect();
                    let mutex = free[dice.roll(free.len())];
                    held.push(mutex);
                    Step::Lock(mutex)
                }
                2 if !held.is_empty() => {
                    let mutex = held.remove(dice.roll(held.len()));
                    Step::Unlock(mutex, dice.value())
                }
                3 => Step::Store(variable, dice.value()),
                4 => Step::StoreLast(variable, dice.value()),
                5 => Step::Add(variable, 1 + dice.value()),
                6 => Step::Exchange(variable, dice.value(), dice.value()),
                _ => Step::Load(variable),
            });
        }
        for mutex in held {
            thread.push(Step::Unlock(mutex, dice.value()));
        }
        thread
    }
}
