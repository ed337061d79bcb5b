// <trace-timeline>: shows an execution under weak memory one step at a time.
//
// Everything stands in the page; without this script all of it is seen at once. The script hides what is still to come,
// so that the reader can predict it, and marks the lines of code that the threads are before.
'use strict';

(() => {
    /** An element with attributes and children. */
    function make(tag, attributes = {}, ...children) {
        const of = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) of.setAttribute(name, value);
        of.append(...children);
        return of;
    }

    /** One execution. */
    class Execution {
        constructor(section) {
            this.section = section;
            this.marks = JSON.parse(section.dataset.marks);  // for each number of steps, for each thread: a line
            this.columns = [...section.querySelectorAll('.column')];
            this.drawn = [...section.querySelectorAll('svg .row')];
            this.rows = [...section.querySelectorAll('tbody tr')];
            this.headings = [...section.querySelectorAll('thead th')].map((heading) => heading.textContent);
            this.taken = 0;
        }

        /** Goes to where `taken` steps have been taken. */
        go(taken) {
            this.taken = Math.max(0, Math.min(taken, this.rows.length));
            for (const part of this.drawn) part.classList.toggle('ahead', part.dataset.row >= this.taken);
            this.rows.forEach((row, index) => {
                row.classList.toggle('ahead', index >= this.taken);
                if (index === this.taken - 1) row.setAttribute('aria-current', 'step');
                else row.removeAttribute('aria-current');
            });
            this.columns.forEach((column, thread) => {
                column.querySelector('[aria-current]')?.removeAttribute('aria-current');
                const line = column.querySelector(`[data-line="${this.marks[this.taken][thread]}"]`);
                if (!line) return;
                line.setAttribute('aria-current', 'step');
                const box = column.querySelector('.source');
                box.scrollTop = line.offsetTop - box.clientHeight / 2;
            });
        }

        /** The last step in words. */
        get words() {
            if (!this.taken) return `Before the first of ${this.rows.length} steps.`;
            const [step, thread, does, order, ...seen] = [...this.rows[this.taken - 1].cells].map((cell) => cell.textContent);
            const told = [`Step ${step} of ${this.rows.length}. ${thread}: ${does}.`];
            if (order !== '–') told.push(`It ${order}.`.replace('It nothing', 'Nothing'));
            seen.forEach((values, index) => {
                if (!/^does/.test(values)) told.push(`${this.headings[index + 4]} ${values}.`);
            });
            // What loom found is told with the last step, not before.
            if (this.taken === this.rows.length) told.push(this.section.querySelector('.found').textContent);
            return told.join(' ');
        }
    }

    class Timeline extends HTMLElement {
        connectedCallback() {
            if (this.executions) return;
            this.executions = [...this.querySelectorAll('section')].map((section) => new Execution(section));
            this.status = make('p', { class: 'status', role: 'status' });
            this.tabs = this.executions.map(({ section }, index) => {
                const tab = make('button', { type: 'button', role: 'tab', id: `${section.id}-tab`, 'aria-controls': section.id },
                    make('strong', {}, section.dataset.name), ` ${section.dataset.title}`);
                tab.addEventListener('click', () => this.show(index));
                section.setAttribute('role', 'tabpanel');
                section.setAttribute('aria-labelledby', tab.id);
                return tab;
            });
            const tool = (name, key, act) => {
                const button = make('button', { type: 'button', 'aria-keyshortcuts': key }, `${name} `, make('kbd', {}, key.toUpperCase()));
                button.addEventListener('click', act);
                return button;
            };
            this.querySelector('.question').after(
                make('div', { class: 'tabs' }, make('div', { role: 'tablist', 'aria-label': 'executions' }, ...this.tabs)),
                make('div', { class: 'tools', role: 'group', 'aria-label': 'walk' },
                    tool('Next step', 'n', () => this.step(1)), tool('Step back', 'z', () => this.step(-1)),
                    tool('Reset', 'r', () => this.step(-Infinity)), tool('To the end', 'e', () => this.step(Infinity))),
                make('p', { class: 'keys' }, make('kbd', {}, '→'), ' and ', make('kbd', {}, '←'),
                    ' step, too; the keys work while the focus is in this box. Say first what the next step will see.'),
                this.status);
            this.executions.forEach((execution) => execution.go(0));
            this.addEventListener('keydown', (event) => this.key(event));
            this.show(0, false);
        }

        show(index, tell = true) {
            this.shown = index;
            this.executions.forEach(({ section }, number) => {
                section.hidden = number !== index;
                this.tabs[number].setAttribute('aria-selected', String(number === index));
                this.tabs[number].tabIndex = number === index ? 0 : -1;
            });
            if (tell) this.status.textContent = this.executions[index].words;
        }

        step(by) {
            const execution = this.executions[this.shown];
            execution.go(execution.taken + by);
            this.status.textContent = execution.words;
        }

        key(event) {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
            const ways = { n: 1, ArrowRight: 1, y: 1, z: -1, ArrowLeft: -1, r: -Infinity, e: Infinity, b: Infinity };
            const tab = this.tabs.indexOf(event.target);
            if (tab >= 0 && /^Arrow(Left|Right)$/.test(key)) {
                const next = (tab + ways[key] + this.tabs.length) % this.tabs.length;
                this.show(next);
                this.tabs[next].focus();
            } else if (ways[key]) this.step(ways[key]);
            // mdBook turns the page at an arrow, and searches at an s: not while somebody steps.
            if (key !== 'Tab') event.stopPropagation();
            if (ways[key]) event.preventDefault();
        }
    }

    customElements.define('trace-timeline', Timeline);
})();
