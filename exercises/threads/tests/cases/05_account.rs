//! Start: `a_deposit_is_added`: not yet implemented: add the amount to the balance

use super::exercise::Account;

lab::cases! {
    #[test]
    fn a_deposit_is_added() {
        let account = Account::new(100);
        account.deposit(20);
        assert_eq!(account.balance(), 120, "100 and a deposit of 20");
    }

    #[test]
    fn a_withdrawal_takes_what_it_says() {
        let account = Account::new(100);
        assert!(account.withdraw_if(30, |_| true), "there is enough, and the condition holds");
        assert_eq!(account.balance(), 70, "100 less a withdrawal of 30");
    }

    #[test]
    fn a_withdrawal_that_is_refused_changes_nothing() {
        let account = Account::new(100);
        assert!(!account.withdraw_if(30, |_| false), "the condition does not hold");
        assert!(!account.withdraw_if(101, |_| true), "there is not enough");
        assert_eq!(account.balance(), 100, "a refused withdrawal took money");
    }

    #[test]
    fn the_condition_sees_the_balance() {
        let account = Account::new(100);
        let mut seen = None;
        account.withdraw_if(30, |balance| {
            seen = Some(balance);
            true
        });
        assert_eq!(seen, Some(100), "the condition is asked about the balance before the withdrawal");
    }
}

lab::models! {
    use lab::sync::Arc;
    use lab::thread;

    #[test]
    fn of_two_deposits_none_is_lost() {
        lab::model(|| {
            let account = Arc::new(Account::new(0));
            let other = thread::spawn({
                let account = Arc::clone(&account);
                move || account.deposit(1)
            });
            account.deposit(2);
            other.join().unwrap();
            assert_eq!(account.balance(), 3, "deposits of 1 and 2: one was lost. Lesson 09_lost_update shows how");
        });
    }

    #[test]
    fn of_two_withdrawals_only_one_finds_the_money() {
        lab::model(|| {
            let account = Arc::new(Account::new(100));
            let other = thread::spawn({
                let account = Arc::clone(&account);
                move || account.withdraw_if(100, |_| true)
            });
            let mine = account.withdraw_if(100, |_| true);
            let theirs = other.join().unwrap();
            assert!(
                mine != theirs,
                "100 were there and each of two threads asked for 100: it was paid {} times",
                u8::from(mine) + u8::from(theirs)
            );
            assert_eq!(account.balance(), 0);
        });
    }

    #[test]
    fn what_the_condition_saw_is_still_true_when_the_money_goes() {
        lab::model(|| {
            let account = Arc::new(Account::new(100));
            let other = thread::spawn({
                let account = Arc::clone(&account);
                move || account.deposit(1)
            });
            // Only an account that holds exactly 100 may be emptied.
            let emptied = account.withdraw_if(100, |balance| balance == 100);
            let left = account.balance();
            other.join().unwrap();
            if emptied {
                assert_eq!(account.balance(), 1, "emptied, then 1 deposited: but {left} were left at once");
            } else {
                assert_eq!(account.balance(), 101, "refused, so nothing may be gone");
            }
        });
    }
}
