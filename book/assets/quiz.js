// Quizzes: says at once whether an answer is right, and if not, why. Nothing leaves the browser.
'use strict';

(() => {
    /** As it is compared: see `plain` in book/src/quiz/render.rs. */
    const plain = (text) => text.replace(/[`'"]/g, '').toLowerCase().trim().split(/\s+/).join(' ').replace(/\.+$/, '').trim();

    /** What has been answered rightly, if the page may remember. */
    const memory = {
        read(name) {
            try {
                const done = JSON.parse(localStorage.getItem(`quiz ${name}`));
                return Array.isArray(done) ? done : [];
            } catch { return []; }
        },
        write(name, done) { try { localStorage.setItem(`quiz ${name}`, JSON.stringify(done)); } catch { /* then not */ } },
    };

    const isRight = (choice) => 'right' in choice.dataset;

    /** Why the answer in `field` is not right, as HTML from the page itself; nothing if it is right. */
    function whyNot(field) {
        const text = field.querySelector('input[type=text]');
        if (text) {
            if (!text.value.trim()) return 'Write something first.';
            return JSON.parse(text.dataset.accepted).includes(plain(text.value)) ? '' : 'That is not it. Try again, or let it be shown.';
        }
        const choices = [...field.querySelectorAll('input')];
        const chosen = choices.filter((choice) => choice.checked);
        if (!chosen.length) return 'Choose something first.';
        const wrong = chosen.filter((choice) => !isRight(choice));
        if (wrong.length && wrong[0].type === 'radio') return wrong[0].dataset.why;
        // Of several, each reason says what it is about.
        const reason = (choice) => `<li><em>${choice.nextElementSibling.innerHTML}</em>: ${choice.dataset.why}</li>`;
        if (wrong.length) return `<ul>${wrong.map(reason).join('')}</ul>`;
        const complete = choices.every((choice) => choice.checked || !isRight(choice));
        return complete ? '' : 'What you chose is right, but not all that is right.';
    }

    function say(field, word, more) {
        const strong = Object.assign(document.createElement('strong'), { textContent: word });
        field.querySelector('.feedback').replaceChildren(strong, ' ', more);
    }

    const explain = (field, word) => say(field, word, field.querySelector('template').content.cloneNode(true));

    for (const quiz of document.querySelectorAll('form.quiz')) {
        const name = quiz.dataset.quiz;
        const fields = [...quiz.querySelectorAll('fieldset')];
        // A question that the book no longer asks does not count.
        const done = new Set(memory.read(name).filter((id) => fields.some((field) => field.id === id)));

        const count = () => {
            const left = fields.flatMap((field, place) => (done.has(field.id) ? [] : [place + 1]));
            const rest = left.length ? ` Left: ${left.join(', ')}.` : '';
            quiz.querySelector('.score').textContent = done.size ? `${done.size} of ${fields.length} answered rightly.${rest}` : '';
            fields.forEach((field) => field.classList.toggle('answered', done.has(field.id)));
        };

        const check = (field) => {
            const why = whyNot(field);
            if (why) {
                say(field, 'Not yet.', document.createRange().createContextualFragment(`<span>${why}</span>`));
            } else if (field.dataset.shown) {
                explain(field, 'The answer.');
            } else {
                explain(field, 'Right.');
                done.add(field.id);
                memory.write(name, [...done]);
                count();
            }
        };

        const show = (field) => {
            for (const input of field.querySelectorAll('input')) {
                if (input.type === 'text') [input.value] = JSON.parse(input.dataset.accepted);
                else input.checked = isRight(input);
            }
            field.dataset.shown = 'yes';
            explain(field, 'The answer.');
        };

        for (const field of fields) {
            field.querySelector('.actions').hidden = false;
            field.querySelector('.show').addEventListener('click', () => show(field));
            field.addEventListener('input', () => delete field.dataset.shown);
            if (done.has(field.id)) say(field, 'Right,', 'when you were here before.');
        }
        quiz.addEventListener('submit', (event) => {
            event.preventDefault();
            if (event.submitter) check(event.submitter.closest('fieldset'));
        });
        quiz.addEventListener('keydown', (event) => {
            // Enter checks the question that the focus is in, not the first of the form.
            if (event.key === 'Enter' && !event.isComposing && event.target.matches('input')) {
                event.preventDefault();
                check(event.target.closest('fieldset'));
            }
            // mdBook must not turn pages or search meanwhile.
            event.stopPropagation();
        });
        count();
        // Here they can be asked for.
        quiz.nextElementSibling.hidden = true;
    }
})();
