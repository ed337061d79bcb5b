// What mdBook's own page lacks for a screen reader and a keyboard: its top is a landmark, the label that opens the table of
// contents is a button, and code that is wider than the page can be scrolled by keys.
'use strict';

(() => {
    // What scrolls sideways must be reached by keyboard, too.
    const reach = () => {
        for (const box of document.querySelectorAll('main pre > code, main .table-wrapper, main figure.chart')) {
            if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
            else box.removeAttribute('tabindex');
        }
    };
    addEventListener('load', reach);
    addEventListener('resize', reach);

    document.getElementById('mdbook-menu-bar')?.setAttribute('role', 'banner');
    const label = document.getElementById('mdbook-sidebar-toggle');
    const box = document.getElementById('mdbook-sidebar-toggle-anchor');
    if (!label || !box) return;
    const button = document.createElement('button');
    for (const { name, value } of label.attributes) if (name !== 'for') button.setAttribute(name, value);
    button.type = 'button';
    button.append(...label.childNodes);
    label.replaceWith(button);
    const tell = () => button.setAttribute('aria-expanded', String(box.checked));
    button.addEventListener('click', () => box.click());
    box.addEventListener('change', tell);
    tell();
})();
