// Quizzes: says at once whether an answer is right, and if not, why. Answers stay in this browser.
'use strict';

(() => {
    /** As it is compared: see `plain` in book/src/quiz/render.rs. */
    const plain = (text) => text.replace(/[`'".]/g, '').toLowerCase().trim().split(/\s+/).join(' ');

    /** What has been answered rightly is remembered, where the browser lets a page remember. */
    const memory = {
        read(name) { try { return JSON.parse(localStorage.getItem(`quiz ${name}`)) ?? []; } catch { return []; } },
        write(name, done) { try { localStorage.setItem(`quiz ${name}`, JSON.stringify(done)); } catch { /* not allowed: then not */ } },
    };

    /** Why the answer in `field` is not right, as HTML; nothing if it is right. */
    function whyNot(field) {
        const text = field.querySelector('input[type=text]');
        if (text) {
            if (!text.value.trim()) return 'Write something first.';
            const right = JSON.parse(text.dataset.accepted).includes(plain(text.value));
            return right ? '' : 'That is not it. Try again, or let it be shown.';
        }
        const choices = [...field.querySelectorAll('input')];
        const chosen = choices.filter((choice) => choice.checked);
        if (!chosen.length) return 'Choose something first.';
        const wrong = chosen.filter((choice) => !('right' in choice.dataset));
        if (wrong.length) return wrong.map((choice) => choice.dataset.why).join('<br>');
        const missing = choices.filter((choice) => 'right' in choice.dataset && !choice.checked).length;
        return missing ? `What you chose is right, but ${missing === 1 ? 'one more is' : `${missing} more are`} right, too.` : '';
    }

    function explain(field, word) {
        const feedback = field.querySelector('.feedback');
        feedback.replaceChildren(Object.assign(document.createElement('strong'), { textContent: word }),
            field.querySelector('template').content.cloneNode(true));
    }

    for (const quiz of document.querySelectorAll('form.quiz')) {
        const name = quiz.dataset.quiz;
        const fields = [...quiz.querySelectorAll('fieldset')];
        const done = new Set(memory.read(name));
        const count = () => {
            quiz.querySelector('.score').textContent = done.size ? `${done.size} of ${fields.length} answered rightly.` : '';
            fields.forEach((field) => field.classList.toggle('right', done.has(field.id)));
        };
        const check = (field) => {
            const why = whyNot(field);
            if (why) {
                const feedback = field.querySelector('.feedback');
                feedback.innerHTML = `<strong>Not yet.</strong> <span>${why}</span>`;
            } else {
                explain(field, 'Right.');
                done.add(field.id);
                memory.write(name, [...done]);
            }
            count();
        };
        const show = (field) => {
            for (const input of field.querySelectorAll('input')) {
                if (input.type === 'text') [input.value] = JSON.parse(input.dataset.accepted);
                else input.checked = 'right' in input.dataset;
            }
            explain(field, 'The answer.');
        };
        for (const field of fields) {
            field.querySelector('.show').addEventListener('click', () => show(field));
        }
        quiz.addEventListener('submit', (event) => {
            event.preventDefault();
            const field = event.submitter?.closest('fieldset') ?? document.activeElement.closest('fieldset');
            if (field) check(field);
        });
        quiz.addEventListener('keydown', (event) => {
            // Enter checks the question that the focus is in, not the first of the form. mdBook must not turn pages.
            if (event.key === 'Enter' && event.target.matches('input')) {
                event.preventDefault();
                check(event.target.closest('fieldset'));
            }
            event.stopPropagation();
        });
        count();
        // Answers that can be asked for here need not lie open below.
        quiz.nextElementSibling.hidden = true;
    }
})();
