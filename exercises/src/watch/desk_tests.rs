//! What keys mean, without a terminal.

use std::path::Path;

use judge::course::Exercise;
use judge::describe::Route;

use super::*;

fn card(name: &str, route: Route, done: bool) -> Card {
    Card {
        exercise: Exercise::new(Path::new("/course"), "threads", name),
        title: format!("About {name}"),
        route: Some(route),
        minutes: 10,
        task: "Do it.".to_string(),
        done,
    }
}

fn desk() -> Desk {
    let cards = vec![
        card("00_hello", Route::Core, true),
        card("01_join", Route::Core, false),
        card("02_scope", Route::More, false),
        card("03_pool", Route::Advanced, true),
    ];
    let mut desk = Desk::new(cards, Colours { on: false });
    let hints = ["first", "second"].map(str::to_string).to_vec();
    desk.visit(1, "exercises/threads/01_join.rs".to_string(), hints, 0);
    desk
}

fn press(desk: &mut Desk, c: char) -> Action {
    desk.press(KeyEvent::from(KeyCode::Char(c)))
}

#[test]
fn control_c_quits_and_control_z_suspends_on_every_page() {
    for page in ["", "l", "l/", "t", "h", "?", "x"] {
        let mut desk = desk();
        for key in page.chars() {
            press(&mut desk, key);
        }
        let mut control = |c| desk.press(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL));
        assert_eq!(control('z'), Action::Suspend, "after {page:?}");
        assert_eq!(control('c'), Action::Quit, "after {page:?}");
    }
}

#[test]
fn a_pass_waits_for_n_which_goes_to_what_is_not_done() {
    let mut desk = desk();
    desk.end(true, "well done");
    assert_eq!(desk.current, 1);
    assert_eq!(press(&mut desk, 'n'), Action::Visit(2));
}

#[test]
fn after_the_last_pass_n_goes_back_to_what_was_left_out() {
    let mut desk = desk();
    desk.visit(2, String::new(), Vec::new(), 0);
    desk.end(true, "well done");
    assert_eq!(press(&mut desk, 'n'), Action::Visit(1));
}

#[test]
fn when_all_are_done_n_says_so() {
    let mut desk = desk();
    desk.cards[2].done = true;
    desk.end(true, "well done");
    assert_eq!(press(&mut desk, 'n'), Action::Nothing);
    assert_eq!(desk.note.as_deref(), Some("every exercise has passed"));
}

#[test]
fn before_a_pass_n_and_p_go_on_and_back() {
    let mut desk = desk();
    assert_eq!(press(&mut desk, 'n'), Action::Visit(2));
    assert_eq!(press(&mut desk, 'p'), Action::Visit(0));
    desk.visit(0, String::new(), Vec::new(), 0);
    assert_eq!(press(&mut desk, 'p'), Action::Nothing);
}

#[test]
fn hints_come_one_at_a_time_and_are_not_lost() {
    let mut desk = desk();
    assert_eq!(press(&mut desk, 'h'), Action::HintsSeen(1));
    assert_eq!(press(&mut desk, 'h'), Action::HintsSeen(2));
    assert_eq!(press(&mut desk, 'h'), Action::HintsSeen(2));
    assert!(desk.note.is_some(), "there is no third hint");
    desk.press(KeyEvent::from(KeyCode::Esc));
    assert_eq!(desk.page, Page::Run);

    let hints = ["first", "second"].map(str::to_string).to_vec();
    desk.visit(1, String::new(), hints, 1);
    assert_eq!(
        press(&mut desk, 'h'),
        Action::HintsSeen(1),
        "shows what was seen"
    );
}

#[test]
fn the_solution_is_shown_after_a_pass_only() {
    let mut desk = desk();
    assert_eq!(press(&mut desk, 's'), Action::Nothing);
    desk.end(true, "well done");
    assert_eq!(press(&mut desk, 's'), Action::Solution);
}

#[test]
fn a_reset_needs_a_yes() {
    let mut desk = desk();
    press(&mut desk, 'x');
    assert_eq!(
        press(&mut desk, 'n'),
        Action::Nothing,
        "n means no, not next"
    );
    assert_eq!(
        press(&mut desk, 'y'),
        Action::Nothing,
        "the question is gone"
    );
    press(&mut desk, 'x');
    assert_eq!(press(&mut desk, 'y'), Action::Reset);
}

#[test]
fn the_list_filters_by_route_and_by_what_is_done() {
    let mut desk = desk();
    press(&mut desk, 'l');
    press(&mut desk, 'c');
    assert_eq!(desk.list.shown(&desk.cards), [0, 1]);
    press(&mut desk, 'p');
    assert_eq!(desk.list.shown(&desk.cards), [1]);
    press(&mut desk, 'p');
    press(&mut desk, 'c');
    press(&mut desk, 'd');
    assert_eq!(desk.list.shown(&desk.cards), [0, 3]);
    press(&mut desk, 'a');
    assert_eq!(desk.list.shown(&desk.cards), [3]);
    press(&mut desk, 'm');
    assert!(desk.list.shown(&desk.cards).is_empty());
    assert_eq!(desk.press(KeyEvent::from(KeyCode::Enter)), Action::Nothing);
}

#[test]
fn a_search_takes_letters_that_are_keys_elsewhere_and_enter_goes_there() {
    let mut desk = desk();
    for key in "l/POOL".chars() {
        assert_eq!(press(&mut desk, key), Action::Nothing);
    }
    assert_eq!(desk.list.shown(&desk.cards), [3]);
    assert_eq!(desk.press(KeyEvent::from(KeyCode::Enter)), Action::Visit(3));
}

#[test]
fn letters_and_arrows_move_the_cursor_no_further_than_the_list() {
    let mut desk = desk();
    press(&mut desk, 'l');
    assert_eq!(
        desk.list.cursor, 1,
        "the list opens on the current exercise"
    );
    for key in "jjjj".chars() {
        press(&mut desk, key);
    }
    assert_eq!(desk.press(KeyEvent::from(KeyCode::Enter)), Action::Visit(3));
    press(&mut desk, 'k');
    assert_eq!(desk.press(KeyEvent::from(KeyCode::Enter)), Action::Visit(2));
    for _ in 0..5 {
        desk.press(KeyEvent::from(KeyCode::Up));
    }
    assert_eq!(desk.press(KeyEvent::from(KeyCode::Enter)), Action::Visit(0));
}

#[test]
fn a_save_shows_the_check_but_does_not_close_the_list() {
    let mut desk = desk();
    press(&mut desk, 't');
    desk.begin();
    assert_eq!(desk.page, Page::Run);
    press(&mut desk, 'l');
    desk.begin();
    assert_eq!(desk.page, Page::List);
}
