// <interleaving-explorer>: walks through every interleaving of a small program.
//
// The page holds the whole graph of states, computed when the book was built; its format is described in
// book/src/explorer/document.rs. Nothing is fetched and nothing is sent. Without this script the reader sees what stands
// inside the element: the shortest way into the bug.
'use strict';

(() => {
    const NOT_STARTED = -1, FINISHED = -2, PANICKED = -3;

    // The parts of a state and of a step, by index.
    const [THREADS, OBJECTS, EDGES, BUG] = [0, 1, 2, 3];
    const [OPERATION, OBJECT, PIECE, LINE, TEXT, ORDERING] = [0, 1, 2, 3, 4, 5];
    const [BY, LABEL, TO, CHOICE] = [0, 1, 2, 3];

    /** An element with attributes and children. */
    function make(tag, attributes = {}, ...children) {
        const of = tag.startsWith('svg:') ? document.createElementNS('http://www.w3.org/2000/svg', tag.slice(4))
            : document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) of.setAttribute(name, value);
        of.append(...children);
        return of;
    }

    const list = (names) => names.length < 2 ? names.join('') : names.slice(0, -1).join(', ') + ' and ' + names.at(-1);

    /** A way through the graph of one program, from its first state to wherever the reader has come. */
    class Walk {
        constructor(program) {
            this.program = program;
            this.taken = [];   // the edges, as indices
            this.undone = [];
            this.seen = new Set([0]);
        }

        /** The states passed, the present one last. */
        get path() {
            const path = [0];
            for (const edge of this.taken) path.push(this.program.states[path.at(-1)][EDGES][edge][TO]);
            return path;
        }

        get state() { return this.program.states[this.path.at(-1)]; }

        take(edge) {
            this.taken.push(edge);
            this.undone = [];
            this.seen.add(this.path.at(-1));
        }

        undo() { if (this.taken.length) this.undone.push(this.taken.pop()); }

        redo() { if (this.undone.length) this.taken.push(this.undone.pop()); }

        reset() { while (this.taken.length) this.undo(); }

        /** The shortest way from here to a bug, as edges; else how many states were looked at in vain. */
        wayToBug() {
            const from = this.path.at(-1);
            const came = new Map([[from, null]]);
            for (const at of came.keys()) {  // grows while it is walked: breadth first
                const state = this.program.states[at];
                if (state[BUG]) {
                    const way = [];
                    for (let step = came.get(at); step; step = came.get(step.from)) way.unshift(step.edge);
                    return { way };
                }
                state[EDGES].forEach((edge, index) => {
                    if (!came.has(edge[TO])) came.set(edge[TO], { from: at, edge: index });
                });
            }
            return { safe: came.size };
        }

        /** The steps taken: who, what, and which earlier step it depends on. */
        get steps() {
            const { program } = this;
            const steps = [];
            let at = 0;
            const last = { released: {}, written: {}, ofThread: {}, unparked: {}, notified: {} };
            const queues = {};
            for (const index of this.taken) {
                const edge = program.states[at][EDGES][index];
                const standing = program.states[at][THREADS][edge[BY]];
                const step = program.steps[Array.isArray(standing) ? standing[0] : standing] ?? [-1, -1, -1, 0, -1, -1];
                const row = steps.length;
                const text = program.texts[step[OPERATION]] ?? '';
                const now = { thread: edge[BY], label: program.texts[edge[LABEL]], from: [] };
                const object = step[OBJECT];
                const after = (row, how = 'orders') => {
                    if (row !== undefined && steps[row].thread !== now.thread) now.from.push({ row, how });
                };
                const ordering = program.texts[step[ORDERING]] ?? '';
                const acquires = /Acquire|AcqRel|SeqCst/.test(ordering);
                const releases = /Release|AcqRel|SeqCst/.test(ordering);
                if (/^(load|fetch_|swap|compare_exchange)/.test(text)) {
                    const store = last.written[object];
                    if (store) after(store.row, acquires && store.releases ? 'orders' : 'reads');
                }
                if (/^(store|fetch_|swap|compare_exchange$)/.test(text)) {
                    // A read-modify-write goes on with the release of the store that it read.
                    const before = text === 'store' ? false : last.written[object]?.releases;
                    last.written[object] = { row, releases: releases || before };
                }
                // Whatever takes a lock, a wake-up too, comes after what gave it back; a wait gives it back as well.
                program.objects.forEach((_, lock) => {
                    const holds = (state) => Boolean(program.states[state][OBJECTS][lock]?.[1]?.includes(now.thread));
                    if (holds(edge[TO]) && !holds(at)) after(last.released[lock]);
                    if (holds(at) && !holds(edge[TO])) last.released[lock] = row;
                });
                if (text === 'join') after(last.ofThread[program.objects[object]?.[0]]);
                if (text === 'unpark') last.unparked[object] = row;
                if (text === 'park') after(last.unparked[object]);
                if (text.startsWith('notify')) last.notified[object] = row;
                if (text === 'woken') after(last.notified[object], 'wakes');
                if (text === 'send') (queues[object] ??= []).push(row);
                if (text === 'receive') after(queues[object]?.shift());
                last.ofThread[program.threads[now.thread]] = row;
                steps.push(now);
                at = edge[TO];
            }
            return steps;
        }
    }

    /** One program on the page. */
    class Panel {
        constructor(program, id, say) {
            this.program = program;
            this.walk = new Walk(program);
            this.id = id;
            this.say = say;
            this.element = make('div', { class: 'panel', role: 'tabpanel', id: `${id}-panel`, 'aria-labelledby': `${id}-tab` });
            this.columns = program.threads.map((name, thread) => this.column(name, thread));
            this.shared = make('tbody');
            this.timeline = make('div', { class: 'walked', tabindex: '0', role: 'group', 'aria-label': 'steps so far' });
            this.which = make('p', { class: 'which' });
            this.coverage = make('p', { class: 'coverage' });
            this.tools = make('div', { class: 'tools', role: 'group', 'aria-label': 'walk' },
                this.tool('Undo', 'z', () => this.undo()), this.tool('Redo', 'y', () => this.redo()),
                this.tool('Reset', 'r', () => this.reset()), this.tool('Find a bug', 'b', () => this.findBug()),
                this.tool('Random', 'x', () => this.random()), this.tool('Link', 'l', () => this.link()));
            this.element.append(
                this.which,
                make('div', { class: 'columns' }, ...this.columns.map((column) => column.element)),
                this.tools,
                make('div', { class: 'state', tabindex: '0', role: 'group', 'aria-label': 'shared state' },
                    make('table', {}, make('thead', {}, make('tr', {},
                        ...['shared', 'value', 'held by', 'waiting'].map((text) => make('th', { scope: 'col' }, text)))),
                    this.shared)),
                this.timeline, this.coverage);
            this.draw();
        }

        tool(name, key, act) {
            const button = make('button', { type: 'button', 'aria-keyshortcuts': key }, `${name} `, make('kbd', {}, key.toUpperCase()));
            button.addEventListener('click', act);
            return button;
        }

        /** What never changes of a thread's column: its name, and the code that it runs. */
        column(name, thread) {
            const { program } = this;
            const used = new Set();
            for (const state of program.states) {
                const standing = [state[THREADS][thread]].flat()[0];
                if (standing >= 0 && program.steps[standing][PIECE] >= 0) used.add(program.steps[standing][PIECE]);
            }
            const lines = new Map();
            const code = [...used].sort().map((number) => {
                const piece = program.code[number];
                const items = piece.lines.map((text, index) => {
                    const item = make('li', { value: piece.start + index }, make('code', {}, text || ' '));
                    lines.set(piece.start + index, item);
                    return item;
                });
                return [make('p', { class: 'file' }, `${piece.file}:${piece.start}`), make('ol', {}, ...items)];
            }).flat();
            const standing = make('p', { class: 'standing', id: `${this.id}-${thread}` });
            const choices = make('div', { class: 'choices' });
            const step = make('button', { type: 'button', 'aria-keyshortcuts': String(thread + 1), 'aria-describedby': standing.id });
            step.addEventListener('click', () => this.step(thread));
            const source = make('div', { class: 'source', tabindex: '0', role: 'group', 'aria-label': `code of ${name}` }, ...code);
            const element = make('div', { class: 'column' }, make('p', { class: 'thread' }, name), step, choices, standing, source);
            return { element, standing, choices, step, lines, source };
        }

        /** Takes a step of a thread: its only one, or its choice number `choice`. */
        step(thread, choice = 0) {
            const edges = this.edgesOf(thread);
            if (!edges.length) {
                const blocked = Array.isArray(this.walk.state[THREADS][thread]);
                this.say(blocked && !this.walk.state[BUG] ? this.standing(thread) : `${this.standing(thread)} ${this.where()}`);
                return;
            }
            this.walk.take(edges[Math.min(choice, edges.length - 1)]);
            this.draw();
            this.tell();
        }

        edgesOf(thread) {
            return this.walk.state[EDGES].map((edge, index) => [edge, index])
                .filter(([edge]) => edge[BY] === thread).map(([, index]) => index);
        }

        undo() {
            this.walk.undo();
            this.draw();
            const left = this.walk.taken.length;
            this.say(left ? `Back after step ${left}. ${this.where()}` : 'At the first step.');
        }

        redo() {
            if (!this.walk.undone.length) return this.say(`Nothing was undone. ${this.where()}`);
            this.walk.redo();
            this.draw();
            this.tell();
        }

        reset() { this.walk.reset(); this.draw(); this.say('At the first step.'); }

        random() {
            const edges = this.walk.state[EDGES];
            if (!edges.length) return this.say(`No thread can step. ${this.where()}`);
            this.walk.take(Math.floor(Math.random() * edges.length));
            this.draw();
            this.tell();
        }

        findBug() {
            const found = this.walk.wayToBug();
            if (found.way) {
                found.way.forEach((edge) => this.walk.take(edge));
                this.draw();
                this.say(found.way.length ? `${found.way.length} steps further. ${this.where()}` : this.where());
            } else {
                const states = found.safe === 1 ? 'this one state is' : `all ${found.safe} states from here are`;
                this.say(`No bug can be reached from here: ${states} safe.`);
            }
        }

        link() {
            const way = this.walk.taken.map((edge) => edge.toString(36)).join('');
            history.replaceState(null, '', `#${this.id}=${way}`);
            this.say('The address of this page now leads to this step.');
        }

        /** Goes the way that a link tells, as far as it leads. */
        follow(way) {
            this.walk.reset();
            for (const edge of [...way].map((digit) => parseInt(digit, 36))) {
                if (!(edge < this.walk.state[EDGES].length)) break;
                this.walk.take(edge);
            }
            this.draw();
        }

        key(key) {
            const tools = { z: 'undo', y: 'redo', r: 'reset', b: 'findBug', x: 'random', l: 'link', ArrowLeft: 'undo', ArrowRight: 'redo' };
            if (tools[key]) this[tools[key]]();
            else if (/^[1-9]$/.test(key) && key <= this.columns.length) this.step(key - 1);
            else return false;
            return true;
        }

        /** The last step in words, and what it led to. */
        tell() {
            const last = this.walk.steps.at(-1);
            const step = last ? `${this.program.threads[last.thread]}: ${last.label}. ` : 'At the first step. ';
            this.say(step + this.where());
        }

        /** What there is to say of the present state. */
        where() {
            const state = this.walk.state;
            if (state[BUG]) return `Bug found: ${state[BUG]}`;
            if (!state[EDGES].length) return 'The program ends well.';
            const names = this.program.threads;
            const blocked = names.map((_, thread) => thread).filter((thread) => Array.isArray(state[THREADS][thread]));
            return blocked.map((thread) => this.standing(thread)).join(' ');
        }

        /** Where a thread stands, as a sentence. */
        standing(thread) {
            const { program } = this;
            const name = program.threads[thread];
            const standing = this.walk.state[THREADS][thread];
            if (standing === NOT_STARTED) return `${name} is not started yet.`;
            if (standing === FINISHED) return `${name} has ended.`;
            if (standing === PANICKED) return `${name} has panicked.`;
            if (Array.isArray(standing)) {
                const text = program.texts[program.steps[standing[0]][TEXT]];
                const holders = standing.slice(1).map((holder) => program.threads[holder]);
                const step = program.texts[program.steps[standing[0]][OPERATION]];
                const reason = holders.length && step !== 'join' ? `, held by ${list(holders)}` : '';
                return `${name} is blocked: ${text}${reason}.`;
            }
            return `${name} is before: ${program.texts[program.steps[standing][TEXT]]}.`;
        }

        draw() {
            this.program.threads.forEach((_, thread) => this.drawColumn(thread));
            this.drawShared();
            this.drawWalk();
            const { program, walk } = this;
            const left = program.notExplored.length ? ` Not explored: ${list(program.notExplored)}.` : '';
            this.coverage.textContent = `Seen: ${walk.seen.size} of ${program.states.length} states. Of all `
                + `${program.interleavings} interleavings, ${program.failing} fail.${left}`;
            this.which.textContent = `${program.name.replaceAll('_', ' ')}: ${program.title}. ${this.where()}`;
            this.element.classList.toggle('bug', Boolean(walk.state[BUG]));
        }

        drawColumn(thread) {
            const { program, walk } = this;
            const column = this.columns[thread];
            const edges = this.edgesOf(thread);
            const standing = walk.state[THREADS][thread];
            column.standing.textContent = this.standing(thread);
            // Not `disabled`: the focus would be lost, and nobody could ask why.
            column.step.setAttribute('aria-disabled', String(!edges.length));
            const choiceOf = (edge) => program.texts[walk.state[EDGES][edge]?.[CHOICE]];
            const step = (edge) => `Step ${program.threads[thread]}` + (choiceOf(edge) ? `: ${choiceOf(edge)} ` : ' ');
            column.step.replaceChildren(step(edges[0]), make('kbd', {}, String(thread + 1)));
            column.choices.replaceChildren(...edges.slice(1).map((edge, index) => {
                const button = make('button', { type: 'button' }, step(edge));
                button.addEventListener('click', () => { this.step(thread, index + 1); column.step.focus(); });
                return button;
            }));
            for (const item of column.source.querySelectorAll('[aria-current]')) {
                item.removeAttribute('aria-current');
                item.classList.remove('blocked');
            }
            const number = [standing].flat()[0];
            const item = number >= 0 && column.lines.get(program.steps[number][LINE]);
            if (item) {
                item.setAttribute('aria-current', 'step');
                item.classList.toggle('blocked', Array.isArray(standing));
                const box = column.source;
                if (item.offsetTop < box.scrollTop || item.offsetTop > box.scrollTop + box.clientHeight - 24) box.scrollTop = item.offsetTop - 40;
            }
        }

        drawShared() {
            const { program, walk } = this;
            const names = (threads) => list(threads.map((thread) => program.threads[thread])) || '–';
            this.shared.replaceChildren(...program.objects.flatMap(([name, kind], index) => {
                const holding = walk.state[OBJECTS][index];
                if (!holding || (kind === 'thread' && holding[0] < 0)) return [];
                const [value, held, waiting] = holding;
                const shown = kind === 'thread' ? `${name} (token)` : `${name} (${kind})`;
                return [make('tr', {}, make('th', { scope: 'row' }, shown), make('td', {}, program.texts[value] ?? '–'),
                    make('td', {}, names(held)), make('td', {}, names(waiting)))];
            }));
        }

        /** The steps so far: drawn, with an arrow for each step that comes after another thread's; and as a list. */
        drawWalk() {
            const { program, walk } = this;
            const steps = walk.steps;
            // Who is stuck at the end of a failing walk is part of the picture.
            if (walk.state[BUG]) {
                walk.state[THREADS].forEach((standing, thread) => {
                    if (!Array.isArray(standing)) return;
                    const label = `${program.texts[program.steps[standing[0]][TEXT]]} (blocked)`;
                    steps.push({ thread, label, from: [], stuck: true });
                });
            }
            const longest = Math.max(12, ...steps.map((step) => step.label.length));
            const [row, left, column] = [24, 34, longest * 7.4 + 44];
            const [width, height] = [left + column * program.threads.length, row * (steps.length + 1) + 8];
            const x = (thread) => left + column * thread;
            const y = (index) => row * (index + 1) + row / 2;
            const svg = make('svg:svg', { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' });
            program.threads.forEach((name, thread) => svg.append(
                make('svg:text', { class: 'lane', x: x(thread) + 20, y: 17 }, name),
                make('svg:line', { class: 'lane', x1: x(thread), y1: row, x2: x(thread), y2: height })));
            // Arrows first: the labels stand on top of them.
            steps.forEach((step, index) => {
                for (const { row: from, how } of step.from) {
                    const [x1, y1, x2, y2] = [x(steps[from].thread), y(from), x(step.thread), y(index)];
                    const tip = Math.atan2(y2 - y1, x2 - x1);
                    const point = (turn, length) => `${x2 - Math.cos(tip + turn) * length},${y2 - Math.sin(tip + turn) * length}`;
                    svg.append(make('svg:path', { class: how, d: `M${x1},${y1}L${point(0, 6)}` }),
                        make('svg:path', { class: 'tip', d: `M${point(0, 5)}L${point(0.35, 15)}L${point(-0.35, 15)}Z` }));
                }
            });
            steps.forEach((step, index) => svg.append(
                make('svg:text', { class: 'number', x: left - 14, y: y(index) + 5 }, String(index + 1)),
                make('svg:circle', { cx: x(step.thread), cy: y(index), r: 5, ...(step.stuck ? { class: 'stuck' } : {}) }),
                make('svg:text', { x: x(step.thread) + 20, y: y(index) + 5 }, step.label)));
            const inWords = {
                orders: (step) => `happens after step ${step}`,
                reads: (step) => `reads what step ${step} wrote, which orders nothing`,
                wakes: (step) => `woken by step ${step}`,
            };
            const words = steps.map((step, index) => {
                const after = step.from.map(({ row: from, how }) => inWords[how](from + 1));
                return make('li', {}, [`${program.threads[step.thread]}: ${step.label}`, ...after].join(', '), index === steps.length - 1 ? ' (last)' : '');
            });
            const key = steps.some((step) => step.from.length)
                ? [make('p', { class: 'key', 'aria-hidden': 'true' }, 'Solid arrow: happens before. Dashed: reads what the other wrote, or is woken by it, which alone orders nothing.')] : [];
            this.timeline.replaceChildren(...(steps.length ? [svg, ...key] : []), make('ol', { class: 'spoken' }, ...words));
            this.timeline.hidden = !steps.length;
            this.timeline.scrollTop = this.timeline.scrollHeight;
        }
    }

    class Explorer extends HTMLElement {
        connectedCallback() {
            if (this.panels) return;
            const data = JSON.parse(this.querySelector('script').textContent);
            this.status = make('p', { class: 'status', role: 'status' });
            // With several on the page it must be told which of them speaks.
            const say = (name) => (text) => {
                this.status.textContent = this.classList.contains('both') ? `${name.replaceAll('_', ' ')}: ${text}` : text;
            };
            const id = (program) => `explorer-${data.name}-${program.name}`;
            this.panels = data.variants.map((program) => new Panel(program, id(program), say(program.name)));
            this.tabs = this.panels.map(({ program }, index) => {
                const name = program.name.replaceAll('_', ' ');
                const tab = make('button', { type: 'button', role: 'tab', id: `${id(program)}-tab`, 'aria-controls': `${id(program)}-panel` },
                    make('strong', {}, name), ` ${program.title} `,
                    make('small', {}, `${program.failing} of ${program.interleavings} fail`));
                tab.addEventListener('click', () => this.show(index));
                return tab;
            });
            this.beside = make('button', { type: 'button', class: 'beside', 'aria-pressed': 'false' }, 'Side by side');
            this.beside.addEventListener('click', () => {
                this.beside.setAttribute('aria-pressed', String(this.classList.toggle('both')));
                this.show(this.shown);
            });
            const count = Math.max(...this.panels.map((panel) => panel.columns.length));
            const keys = make('p', { class: 'keys' }, make('kbd', {}, '1'), count > 1 ? ' … ' : '', count > 1 ? make('kbd', {}, String(count)) : '',
                ' step a thread; ', make('kbd', {}, 'B'), ' finds a bug; ', make('kbd', {}, 'Z'), ' undoes; the keys work while the focus is in this box.');
            const top = make('div', { class: 'tabs' }, make('div', { role: 'tablist', 'aria-label': 'programs' }, ...this.tabs), this.beside);
            this.live = make('div', { class: 'live', role: 'region', 'aria-label': `Explorer: ${data.question}`, tabindex: '-1' },
                make('p', { class: 'question' }, data.question), top, keys, this.status,
                make('div', { class: 'panels' }, ...this.panels.map((panel) => panel.element)));
            this.append(this.live);
            this.show(0);
            this.live.addEventListener('keydown', (event) => this.key(event));
            addEventListener('hashchange', () => this.follow());
            this.follow();
        }

        show(index) {
            this.shown = index;
            const both = this.classList.contains('both');
            this.panels.forEach((panel, number) => {
                panel.element.hidden = !both && number !== index;
                this.tabs[number].setAttribute('aria-selected', String(number === index));
                this.tabs[number].tabIndex = number === index ? 0 : -1;
            });
        }

        key(event) {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            const tab = this.tabs.indexOf(event.target);
            const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
            let done = true;
            if (tab >= 0 && (key === 'ArrowLeft' || key === 'ArrowRight')) {
                const next = (tab + (key === 'ArrowRight' ? 1 : this.tabs.length - 1)) % this.tabs.length;
                this.show(next);
                this.tabs[next].focus();
            } else {
                const within = this.panels.findIndex((panel) => panel.element.contains(event.target));
                done = this.panels[within < 0 ? this.shown : within].key(key);
            }
            // mdBook turns the page at an arrow, and searches at an s: not while somebody steps.
            if (key !== 'Tab') event.stopPropagation();
            if (done) event.preventDefault();
        }

        /** Goes where the address says, if it speaks of one of our programs. */
        follow() {
            const [id, way] = location.hash.slice(1).split('=');
            const index = this.panels.findIndex((panel) => panel.id === id);
            if (index < 0) return;
            this.show(index);
            this.panels[index].follow(way ?? '');
            this.scrollIntoView();
            this.panels[index].tell();
        }
    }

    customElements.define('interleaving-explorer', Explorer);
})();
