//! Start: `money_moves_from_one_account_to_the_other`: not yet implemented: hold both accounts, look, and move the money

use super::exercise::Bank;

/// Approves of everything.
fn always(_from: u64, _to: u64) -> bool {
    true
}

lab::cases! {
    use lab::{Rendezvous, thread};

    /// What is in all accounts, one after the other.
    fn balances(bank: &Bank, accounts: usize) -> Vec<u64> {
        (0..accounts).map(|account| bank.balance(account)).collect()
    }

    #[test]
    fn money_moves_from_one_account_to_the_other() {
        let bank = Bank::new(&[100, 50]);
        assert!(bank.transfer(0, 1, 30, always), "there is enough, and it was approved");
        assert_eq!(balances(&bank, 2), [70, 80], "100 and 50, and 30 moved from account 0 to account 1 (left: yours)");
        assert_eq!(bank.total(), 150, "the money in both accounts (left: yours)");
    }

    #[test]
    fn money_moves_to_a_lower_number_too() {
        let bank = Bank::new(&[100, 50]);
        assert!(bank.transfer(1, 0, 50, always), "there is enough, and it was approved");
        assert_eq!(balances(&bank, 2), [150, 0], "100 and 50, and 50 moved from account 1 to account 0 (left: yours)");
    }

    #[test]
    fn a_transfer_that_is_refused_moves_nothing() {
        let bank = Bank::new(&[100, 50]);
        assert!(!bank.transfer(0, 1, 101, always), "account 0 has 100, and 101 were asked for");
        assert!(!bank.transfer(0, 1, 30, |_, _| false), "it was not approved");
        assert_eq!(balances(&bank, 2), [100, 50], "two transfers were refused (left: yours)");
    }

    #[test]
    fn who_approves_sees_both_balances() {
        let bank = Bank::new(&[100, 50]);
        for (from, to, expected) in [(0, 1, (100, 50)), (1, 0, (50, 100))] {
            let mut seen = None;
            bank.transfer(from, to, 10, |payer, payee| {
                seen = Some((payer, payee));
                false
            });
            assert_eq!(seen, Some(expected), "who pays and who is paid, from account {from} to {to} (left: yours)");
        }
    }

    #[test]
    fn a_transfer_to_itself_moves_nothing() {
        let bank = Bank::new(&[100]);
        assert!(bank.transfer(0, 0, 30, |payer, payee| (payer, payee) == (100, 100)), "there is enough, and it was approved");
        assert_eq!(bank.balance(0), 100, "from account 0 to account 0 (left: yours)");
    }

    #[test]
    fn a_transfer_to_itself_has_to_be_approved() {
        let bank = Bank::new(&[100]);
        assert!(!bank.transfer(0, 0, 101, always), "account 0 has 100, and 101 were moved from it to itself");
        assert!(!bank.transfer(0, 0, 30, |_, _| false), "from account 0 to itself: it was not approved, and is said to be done");
    }

    #[test]
    fn transfers_between_other_accounts_go_on() {
        let bank = Bank::new(&[10, 0, 10, 0]);
        let both = Rendezvous::new("two approvals, of 0 to 1 and of 2 to 3", 2);
        let approve = |_, _| {
            both.meet();
            true
        };
        thread::scope(|scope| {
            scope.spawn(|| bank.transfer(0, 1, 10, approve));
            bank.transfer(2, 3, 10, approve);
        });
        assert_eq!(balances(&bank, 4), [0, 10, 0, 10], "10 moved from 0 to 1, and 10 from 2 to 3 (left: yours)");
    }
}

lab::models! {
    use lab::sync::Arc;
    use lab::thread;

    /// Runs `other` on a thread of its own and `mine` on this one.
    fn at_once<A: Send + 'static, B>(
        bank: &Arc<Bank>,
        other: impl FnOnce(&Bank) -> A + Send + 'static,
        mine: impl FnOnce(&Bank) -> B,
    ) -> (A, B) {
        let thread = thread::spawn({
            let bank = Arc::clone(bank);
            move || other(&bank)
        });
        let mine = mine(bank);
        (thread.join().unwrap(), mine)
    }

    #[test]
    fn transfers_in_opposite_directions_both_end() {
        lab::model(|| {
            let bank = Arc::new(Bank::new(&[1, 1]));
            at_once(&bank, |bank| bank.transfer(0, 1, 1, always), |bank| bank.transfer(1, 0, 1, always));
        });
    }

    #[test]
    fn of_two_transfers_only_one_finds_the_money() {
        lab::model(|| {
            let bank = Arc::new(Bank::new(&[10, 0, 0]));
            let (theirs, mine) = at_once(&bank, |bank| bank.transfer(0, 1, 10, always), |bank| bank.transfer(0, 2, 10, always));
            assert!(
                theirs != mine,
                "account 0 had 10, and each of two transfers asked for 10: it was paid {} times",
                u8::from(theirs) + u8::from(mine)
            );
        });
    }

    #[test]
    fn what_was_approved_is_true_when_the_money_comes() {
        lab::model(|| {
            // Account 2 may be paid only while it is empty.
            let empty = |_, payee| payee == 0;
            let bank = Arc::new(Bank::new(&[10, 10, 0]));
            let (theirs, mine) = at_once(&bank, move |bank| bank.transfer(0, 2, 10, empty), |bank| bank.transfer(1, 2, 10, empty));
            assert!(!(theirs && mine), "two transfers were approved because account 2 was empty, and both have paid");
        });
    }

    #[test]
    fn money_on_its_way_is_counted_once() {
        lab::model(|| {
            let bank = Arc::new(Bank::new(&[10, 0]));
            let (_, total) = at_once(&bank, |bank| bank.transfer(0, 1, 10, always), Bank::total);
            assert!(total >= 10, "there are 10 in two accounts, and `total` found {total}: the rest is on its way, in no account");
            assert!(total <= 10, "there are 10 in two accounts, and `total` found {total}: it counted money that moved meanwhile twice");
        });
    }

    #[test]
    fn a_total_and_a_transfer_both_end() {
        lab::model(|| {
            let bank = Arc::new(Bank::new(&[10, 0]));
            at_once(&bank, |bank| bank.transfer(1, 0, 10, always), Bank::total);
        });
    }
}
