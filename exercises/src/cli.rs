//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// The guide through the exercises.
///
/// Without a command: shows the exercise you are at and checks it at each save. Without a terminal: checks it once.
///
/// A NAME may be short: `threads/05_account`, `05_account`, `account`, or `threads/5`.
#[derive(Debug, Parser)]
#[command(name = "cargo course", bin_name = "cargo course")]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Colours: by default on a terminal, unless `NO_COLOR` is set.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the exercise and check it at each save
    Watch {
        /// Where to begin; by default where you were
        name: Option<String>,
    },
    /// List the exercises and what you have done
    List {
        /// Only these: core, more, advanced, done, pending, or a topic
        #[arg(long)]
        filter: Option<String>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Show which exercise comes next
    Next {
        /// Beside the core route, those for more as well
        #[arg(long)]
        all: bool,
    },
    /// Check an exercise, or all
    Check {
        /// An exercise, or `all`; by default where you are
        name: Option<String>,
        /// How to say what came out
        #[arg(long, value_enum, default_value_t = Format::Plain)]
        format: Format,
        /// Write it to this file
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Show the next hint
    Hint {
        /// By default where you are
        name: Option<String>,
        /// All hints
        #[arg(long)]
        all: bool,
    },
    /// Show the lessons that an exercise builds on
    Lesson {
        /// By default where you are
        name: Option<String>,
        /// Run them, too
        #[arg(long)]
        run: bool,
    },
    /// Show the solution of an exercise that has passed, beside yours
    Solution {
        /// By default where you are
        name: Option<String>,
        /// Before it has passed
        #[arg(long)]
        force: bool,
    },
    /// Bring the starting file back, and keep yours
    Reset {
        /// By default where you are
        name: Option<String>,
        /// Without asking
        #[arg(long, short)]
        yes: bool,
    },
    /// Bring new starting files, without touching those you edited
    Update,
    /// Check the models under loom, too: weak memory included
    Loom {
        /// A topic or an exercise; by default all
        name: Option<String>,
    },
    /// Check everything and report it for machines
    Report {
        /// How
        #[arg(long, value_enum, default_value_t = Format::Json)]
        format: Format,
        /// Write it to this file
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Verify the course itself: solutions, right and wrong answers
    #[command(disable_help_flag = true)]
    Verify {
        /// Passed on; `--help` tells what there is
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Write or renew a wrong or right variant of a solution
    #[command(disable_help_flag = true)]
    Variant {
        /// Passed on; `--help` tells what there is
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Build the book and serve it on this machine
    Book,
    /// Find out what this machine lacks
    Doctor,
}

/// A form of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Plain,
    /// For programs
    Json,
    /// For continuous integration: `JUnit`'s XML
    Junit,
}
