//! # You are the scheduler
//!
//! Route: core, 20 minutes.
//!
//! Two threads, `main` and `other`, add one to a counter, each by a load and a store. In how many orders can these steps
//! follow each other, and in how many of the orders does an addition get lost? A model checker runs them all and shows the
//! shortest that fails as a *time line*: one row for each step, the earliest on top. Here you learn to read one, then you
//! decide yourself whose step is next.
//!
//! Run: `cargo run -p threads --example 10_reading_a_model`
//! Look for: the row that begins with `*`. Its thread did nothing wrong there: which earlier row made it wrong?
//! Try: in a terminal the lesson asks you for each step. Lose an addition of `other`. How few times must you switch threads
//! for that? Or give the whole order at once, by number of thread: `-- --schedule 1,2,2,1`.
//! Prints: `by load and store: 4 of 6 interleavings fail`

use std::io::{self, IsTerminal, Write};

use interleave::explored::graph::{Edge, Standing, State};
use interleave::explored::{self, Graph};
use interleave::trace::Operation;
use interleave::{Failure, Model};
use threads::arguments::Arguments;
use threads::walk::Walk;

/// The source file of lesson 09, on the threads and atomics of the model checker.
#[path = "../src"]
mod in_the_explorer {
    use interleave::explored as engine;

    pub mod lost_update;
}
use in_the_explorer::lost_update::{fetch_add, load_then_store, total};

/// The model: the program, and what must be true of each of its runs.
fn two_steps() {
    let total = total(1, load_then_store);
    assert!(total == 2, "the counter shows {total}, not 2");
}

/// The same with the cure.
fn one_step() {
    let total = total(1, fetch_add);
    assert!(total == 2, "the counter shows {total}, not 2");
}

fn main() -> Result<(), Box<Failure>> {
    let mut arguments = Arguments::of("[--schedule 1,2,2,1] [--interactive]");
    let schedule = arguments.text("--schedule");
    let interactive = arguments.flag("--interactive");
    let graph = explored::graph(&Model::new(), two_steps)?;
    let played = schedule.map(|schedule| {
        Walk::by_schedule(&graph, &schedule)
            .unwrap_or_else(|why| arguments.refuse(&format!("--schedule {schedule}: {why}")))
    });
    arguments.done();

    println!("main and other add one to a counter: one addition each");
    if let Some(walk) = played {
        println!("your schedule; when it is used up, main goes first");
        show(&graph, &walk);
        return Ok(());
    }

    println!("\nwhat the checker found, as it prints it");
    if let Err(failure) = explored::run(&Model::new(), two_steps) {
        println!("{failure}");
        println!(
            "a column for each thread, a row for each step; `->` is what a step found, `<-` what it left behind"
        );
        println!(
            "rows marked `>`, and the note at the right, are what the checker takes for the cause"
        );
        println!(
            "execution {}: so many times the checker had run the program when it met a failure",
            failure.executions
        );
    }

    println!("\nthe same, read step by step (without spawn and join, which cannot be reordered)");
    show(&graph, &Walk::to_a_bug(&graph));

    println!("\nwhat the numbers mean, and what they do not");
    what_the_numbers_mean(&graph)?;

    println!("\nyour turn: decide whose step is next, and lose an addition, or lose none");
    if interactive || io::stdin().is_terminal() {
        your_turn(&graph);
    } else {
        println!("(there is no terminal to ask you: use --interactive, or --schedule 1,2,2,1)");
    }
    Ok(())
}

fn what_the_numbers_mean(graph: &Graph) -> Result<(), Box<Failure>> {
    let stats = graph.stats;
    println!(
        "by load and store: {} of {} interleavings fail",
        stats.failing, stats.interleavings
    );
    println!("  an interleaving: one way to merge the two steps of main with the two of other");
    let cure = explored::run(&Model::new(), one_step)?;
    println!("by fetch_add: {cure}");
    println!(
        "  it means: whatever the order of the steps, these {} threads with one addition each end well",
        cure.threads
    );
    println!(
        "  it does not mean: that more threads, or more additions, would; that is another model"
    );
    println!(
        "  nor does it speak of what stands under `not explored`: the checker says what it left out"
    );
    Ok(())
}

fn your_turn(graph: &Graph) {
    let mut walk = Walk::new(graph);
    heading(graph);
    while !walk.is_over() {
        if walk.state().edges.len() == 1 {
            walk.take(0);
            println!("{}", row(graph, &walk));
            continue;
        }
        match ask(graph, walk.state()).as_deref() {
            None | Some("q") => return,
            Some("u") => {
                walk.undo();
                println!(
                    "      back: the counter shows {}",
                    counter(graph, walk.state())
                );
            }
            Some(number) => match walk.step_by_number(number) {
                Ok(_) => println!("{}", row(graph, &walk)),
                Err(why) => println!("      {why}"),
            },
        }
    }
    verdict(&walk);
}

/// What the reader types; `None` at the end of the input.
fn ask(graph: &Graph, state: &State) -> Option<String> {
    for (number, (lane, standing)) in (1..).zip(graph.threads.iter().zip(&state.threads)) {
        if let Standing::Ready(next) = standing {
            println!("      {number}: {} would {}", lane.name, next.text);
        }
    }
    print!("      whose step? (u: one back, q: quit) ");
    io::stdout().flush().ok()?;
    let mut line = String::new();
    let length = io::stdin().read_line(&mut line).ok()?;
    if !io::stdin().is_terminal() {
        println!("{}", line.trim());
    }
    (length > 0).then(|| line.trim().to_string())
}

fn show(graph: &Graph, walk: &Walk) {
    let mut again = Walk::new(graph);
    heading(graph);
    for (_, edge, _) in walk.steps() {
        again.step(edge.thread);
        println!("{}", row(graph, &again));
    }
    verdict(walk);
}

fn heading(graph: &Graph) {
    let [main, other] = [0, 1].map(|lane| graph.threads[lane].name.as_str());
    println!("  step  {main:<20}{other:<20}counter");
}

/// The last step of `walk`: number, who did what, the counter after it, and what that means.
fn row(graph: &Graph, walk: &Walk) -> String {
    let steps: Vec<_> = walk.steps().collect();
    let Some(&(before, edge, after)) = steps.last() else {
        return String::new();
    };
    let mut lanes = [""; 2];
    lanes[edge.thread] = &edge.label;
    let name = &graph.threads[edge.thread].name;
    let earlier = &steps[..steps.len() - 1];
    let (mark, remark) = match operation(before, edge) {
        Some(Operation::Load) if has_stored(earlier, edge.thread) => {
            (' ', "reads the total".to_string())
        }
        Some(Operation::Load) => (' ', format!("{name} will store one more than it saw")),
        _ if came_between(earlier, edge.thread) => (
            '*',
            format!("what {name} saw is out of date: it overwrites an addition"),
        ),
        _ => (' ', format!("nobody has stored since {name} looked")),
    };
    format!(
        "{mark} {:>4}  {:<20}{:<20}{:>7}  {remark}",
        steps.len(),
        lanes[0],
        lanes[1],
        counter(graph, after)
    )
}

type Step<'g> = (&'g State, &'g Edge, &'g State);

fn operation(before: &State, edge: &Edge) -> Option<Operation> {
    before.threads[edge.thread]
        .next()
        .map(|next| next.operation)
}

fn has_stored(steps: &[Step], thread: usize) -> bool {
    steps.iter().any(|(before, edge, _)| {
        edge.thread == thread && operation(before, edge) == Some(Operation::Store)
    })
}

/// Whether another thread has stored since `thread` took its last step.
fn came_between(steps: &[Step], thread: usize) -> bool {
    let since = steps
        .iter()
        .rev()
        .take_while(|(_, edge, _)| edge.thread != thread);
    since
        .into_iter()
        .any(|(before, edge, _)| operation(before, edge) == Some(Operation::Store))
}

fn counter<'g>(graph: &Graph, state: &'g State) -> &'g str {
    let object = graph
        .objects
        .iter()
        .position(|object| object.name == "counter");
    let holding = object.and_then(|object| state.objects[object].as_ref());
    holding
        .and_then(|holding| holding.value.as_deref())
        .unwrap_or("-")
}

fn verdict(walk: &Walk) {
    match walk.bug() {
        Some(bug) => println!("  {}", bug.text),
        None => println!("  no addition is lost"),
    }
}
